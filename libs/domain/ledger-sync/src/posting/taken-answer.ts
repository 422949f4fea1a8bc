import type { Day, Instant } from '@canbao/calendar';
import { accept, type Outcome } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';
import { bookedDay } from '../bureau/booked-on';
import { acceptedWords, isReversing, refusedWords, type PostingState } from './posting-state';
import type { KeptAnswer, Obligation, PostingEvent } from './posting.events';
import type { WayOutReason } from './ways-out';

/** The bureau's answer to a request. */
export type RecordAnswer = Obligation & { readonly requestId: string; readonly at: Instant } & (
    | {
        readonly type: 'RecordAccepted';
        readonly bureauReceiptNo: string;
        readonly bookedTotal?: Yuan;
        readonly bookedOn?: Day;
      }
    | { readonly type: 'RecordRefused'; readonly reason: string }
  );

/** No usable answer came, or the bureau has confirmed a reversal. */
export type RecordProgress = Obligation & {
  readonly type: 'RecordUnknown' | 'RecordReversed';
  readonly requestId: string;
  readonly bookedOn?: Day;
  readonly at: Instant;
};

/** The bureau does not take out of its books what is to be reversed. */
export type RecordReversalRefused = Obligation & {
  readonly type: 'RecordReversalRefused';
  readonly requestId: string;
  readonly reason: string;
  readonly at: Instant;
};

/**
 * A bureau that reads the events itself has answered one of them. `answers` is what it names; `derivedId` the
 * id that follows from it where it names an event.
 */
export type TakeAnswer = Obligation & {
  readonly type: 'TakeAnswer';
  readonly answers: string;
  readonly derivedId: string;
  readonly answer: KeptAnswer;
  readonly at: Instant;
};

type Recording = (
  command: RecordAnswer | RecordProgress | RecordReversalRefused,
) => Outcome<PostingEvent, WayOutReason>;

/**
 * Records what the bureau says as it is recorded over HTTP. A bureau that reads its topic anew says
 * everything again, without effect; what it says otherwise contradicts the first time. `record` decides about
 * the command of the HTTP way.
 */
export const takeAnswer = (
  { answers, derivedId, answer, at }: TakeAnswer,
  state: PostingState,
  obligation: Obligation,
  record: Recording,
): Outcome<PostingEvent, WayOutReason> => {
  const isOwnId = state.requestIds.includes(answers) || state.reversalIds.includes(answers);
  const id = isOwnId ? answers : derivedId;
  const [before, kept] = [state.said[id] ?? [], state.kept[id]];
  const words = wordsOf(answer);
  if (before.includes(words) || (kept !== undefined && wordsOf(kept.answer) === words)) return accept();
  if (state.reversalIds.includes(id)) return answered(id, { answer, at }, state, obligation, record);
  if (before.length > 0 || kept !== undefined) return contradiction(id, words, obligation, at);
  const isEarly = !state.requestIds.includes(id) || id === state.deferred?.requestId;
  if (isEarly || isOvertaken(state, answer))
    return accept({ type: 'AnswerKept', data: { ...obligation, answeredId: id, answer, at } });
  return answered(id, { answer, at }, state, obligation, record);
};

/** Records the answer that came before what the posting waits for now; undefined where there is none. */
export const countKept = (
  state: PostingState,
  obligation: Obligation,
  record: Recording,
): Outcome<PostingEvent, WayOutReason> | undefined => {
  const { status, requestId, reversalId, kept, said } = state;
  const id = status === 'requested' ? requestId : status === 'reversing' ? reversalId : undefined;
  const early = id === undefined ? undefined : kept[id];
  if (id === undefined || early === undefined || said[id]?.includes(wordsOf(early.answer)) === true)
    return undefined;
  return answered(id, early, state, obligation, record);
};

/** The first answer to a request whose money was to go back before it came; a booking after that is wrong. */
const isOvertaken = ({ status }: PostingState, { outcome }: KeptAnswer): boolean =>
  isReversing({ status }) || (status === 'reversed' && outcome === 'refused');

const answered = (
  requestId: string,
  { answer, at }: PostingState['kept'][string],
  state: PostingState,
  obligation: Obligation,
  record: Recording,
): Outcome<PostingEvent, WayOutReason> => {
  const about = { ...obligation, requestId, at };
  if (state.reversalIds.includes(requestId)) {
    const isAsked = isReversing(state) && state.reversalId === requestId;
    const ofPosting = { ...about, requestId: state.requestId ?? requestId };
    if (answer.outcome === 'refused' && isAsked && state.status === 'reversing')
      return record({ ...ofPosting, type: 'RecordReversalRefused', reason: answer.reason });
    if (answer.outcome !== 'reversed') return contradiction(requestId, wordsOf(answer), obligation, at);
    // Of an earlier reversal there is nothing left to confirm.
    if (!isAsked) return accept();
    return record({ ...ofPosting, ...bookedDay(answer), type: 'RecordReversed' });
  }
  switch (answer.outcome) {
    case 'booked': {
      const { receiptNo: bureauReceiptNo, total } = answer;
      const booked = total === undefined ? {} : { bookedTotal: total };
      return record({ ...about, type: 'RecordAccepted', bureauReceiptNo, ...booked, ...bookedDay(answer) });
    }
    case 'refused':
      return record({ ...about, type: 'RecordRefused', reason: answer.reason });
    case 'reversed':
      return contradiction(requestId, wordsOf(answer), obligation, at);
  }
};

const contradiction = (
  requestId: string,
  said: string,
  obligation: Obligation,
  at: Instant,
): Outcome<PostingEvent, never> =>
  accept({ type: 'ContradictionNoted', data: { ...obligation, requestId, said, at } });

const wordsOf = (answer: KeptAnswer): string => {
  switch (answer.outcome) {
    case 'booked':
      return acceptedWords(answer.receiptNo);
    case 'refused':
      return refusedWords(answer.reason);
    case 'reversed':
      return 'reversed';
  }
};
