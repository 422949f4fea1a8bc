import type { Day, Instant } from '@canbao/calendar';
import type { PostingCommand } from '../posting/posting';
import type { Posting } from '../posting/posting-report';
import type { KeptAnswer } from '../posting/posting.events';
import { hasWork } from '../posting/work';
import { isAhead } from './booked-on';
import type { Bureau, BureauAnswer } from './bureau';

/** A posting whose bureau is to be contacted; `attempts` counts how often it was leased for that. */
export interface DuePosting extends Posting {
  readonly attempts: number;
}

/**
 * Contacts the bureau about one posting and returns the command that records the outcome; undefined when
 * there is nothing to record. A request that may have arrived is queried under its id before it is sent
 * again, and it is never sent under a new one. `onBroken` hears of an answer that came and makes no sense:
 * what it may have said stays unknown, and is asked again.
 */
export const contactBureau = async (
  bureau: Bureau,
  due: DuePosting,
  now: () => Instant,
  onBroken: (broken: string) => void = () => {},
): Promise<PostingCommand | undefined> => {
  const { personId, insurance, month, item, state } = due;
  const { requestId, reversalId, status } = state;
  // Somebody else may have recorded the outcome since the posting was leased.
  if (requestId === undefined || !hasWork(status)) return undefined;
  const request = { personId, insurance, month, requestId, ...(item === undefined ? {} : { item }) };
  if (status === 'reversing') {
    // Whether there is anything to reverse, and on which day it was booked, only the bureau knows.
    if (state.said[requestId] === undefined && state.kept[requestId] === undefined) {
      const booked = plausible(await bureau.query(requestId), now());
      tellBroken(booked, onBroken);
      if (booked.outcome === 'unknown') return undefined;
      if (booked.outcome !== 'not-found')
        return { ...request, type: 'TakeAnswer', ...answering(requestId), answer: keptAs(booked), at: now() };
    }
    const answer = plausible(await bureau.reverse(requestId, reversalId ?? requestId), now());
    tellBroken(answer, onBroken);
    const isOver = answer.outcome === 'accepted' || answer.outcome === 'not-found';
    if (answer.outcome === 'refused')
      return { ...request, type: 'RecordReversalRefused', reason: answer.reason, at: now() };
    return isOver ? { ...request, type: 'RecordReversed', ...dayIn(answer), at: now() } : undefined;
  }
  const answer = plausible(await answerTo(bureau, due, requestId), now());
  tellBroken(answer, onBroken);
  switch (answer.outcome) {
    case 'accepted': {
      const { receiptNo: bureauReceiptNo, total } = answer;
      const booked = { ...(total === undefined ? {} : { bookedTotal: total }), ...dayIn(answer) };
      return { ...request, type: 'RecordAccepted', bureauReceiptNo, ...booked, at: now() };
    }
    case 'refused':
      return { ...request, type: 'RecordRefused', reason: answer.reason, at: now() };
    default:
      return { ...request, type: 'RecordUnknown', at: now() };
  }
};

const answering = (requestId: string) => ({ answers: requestId, derivedId: requestId });

/** As a bureau that reads topics would have said it. */
const keptAs = (answer: Extract<BureauAnswer, { outcome: 'accepted' | 'refused' }>): KeptAnswer => {
  if (answer.outcome === 'refused') return answer;
  const { receiptNo, total } = answer;
  const booked = { ...(total === undefined ? {} : { total }), ...dayIn(answer) };
  return { outcome: 'booked', receiptNo, ...booked };
};

/** Nobody books on a day that has not come: its totals would never be told. */
const plausible = (answer: BureauAnswer, at: Instant): BureauAnswer =>
  answer.outcome === 'accepted' && answer.bookedOn !== undefined && isAhead(answer.bookedOn, at)
    ? { outcome: 'unknown', broken: 'accepted, but on a day that has not come: bookedOn' }
    : answer;

const tellBroken = (answer: BureauAnswer, onBroken: (broken: string) => void): void => {
  if (answer.outcome === 'unknown' && answer.broken !== undefined) onBroken(answer.broken);
};

const dayIn = (answer: BureauAnswer): { readonly bookedOn?: Day } =>
  answer.outcome === 'accepted' && answer.bookedOn !== undefined ? { bookedOn: answer.bookedOn } : {};

const answerTo = async (bureau: Bureau, due: DuePosting, requestId: string): Promise<BureauAnswer> => {
  const { personId, month, state, attempts } = due;
  const mayHaveArrived = state.status === 'unknown' || attempts > 1;
  if (mayHaveArrived) {
    const earlier = await bureau.query(requestId);
    if (earlier.outcome !== 'not-found') return earlier;
  }
  const { items, total, paidAt = '' } = state;
  return bureau.post({ requestId, personId, month, items, total, paidAt });
};
