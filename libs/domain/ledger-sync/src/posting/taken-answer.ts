import type { Instant } from '@canbao/calendar';
import { accept, type Outcome } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';
import { acceptedWords, refusedWords, type PostingState } from './posting-state';
import type { KeptAnswer, Obligation, PostingEvent } from './posting.events';
import type { WayOutReason } from './ways-out';

/** The bureau's answer to a request. */
export type RecordAnswer = Obligation & { readonly requestId: string; readonly at: Instant } & (
    | { readonly type: 'RecordAccepted'; readonly bureauReceiptNo: string; readonly bookedTotal?: Yuan }
    | { readonly type: 'RecordRefused'; readonly reason: string }
  );

/** No usable answer came, or the bureau has confirmed a reversal. */
export type RecordProgress = Obligation & {
  readonly type: 'RecordUnknown' | 'RecordReversed';
  readonly requestId: string;
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

type Recorded = RecordAnswer | RecordProgress;

/**
 * Records what the bureau says as it is recorded over HTTP. A bureau that reads its topic anew says
 * everything again, without effect. `record` decides about the command of the HTTP way.
 */
export const takeAnswer = (
  { answers, derivedId, answer, at }: TakeAnswer,
  state: PostingState,
  obligation: Obligation,
  record: (command: Recorded) => Outcome<PostingEvent, WayOutReason>,
): Outcome<PostingEvent, WayOutReason> => {
  const id = state.requestIds.includes(answers) ? answers : derivedId;
  const words = wordsOf(answer);
  if (state.said[id]?.includes(words) === true) return accept();
  const contradicts = (): Outcome<PostingEvent, never> =>
    accept({ type: 'ContradictionNoted', data: { ...obligation, requestId: id, said: words, at } });
  const keep = (): Outcome<PostingEvent, never> =>
    isKept(state, id, words)
      ? accept()
      : accept({ type: 'AnswerKept', data: { ...obligation, answeredId: id, answer, at } });

  if (state.reversalIds.includes(id)) {
    if (answer.outcome !== 'reversed') return contradicts();
    // Of an earlier reversal there is nothing left to confirm.
    if (state.status !== 'reversing' || state.reversalId !== id) return accept();
    return record({ type: 'RecordReversed', ...obligation, requestId: state.requestId ?? id, at });
  }
  if (!state.requestIds.includes(id) || id === state.deferred?.requestId) return keep();
  if (state.said[id] !== undefined) return contradicts();
  if (isOvertaken(state, answer)) return keep();
  if (isKept(state, id, words) && state.status !== 'requested') return accept();
  switch (answer.outcome) {
    case 'booked': {
      const { receiptNo: bureauReceiptNo, total } = answer;
      const booked = total === undefined ? {} : { bookedTotal: total };
      return record({ type: 'RecordAccepted', ...obligation, requestId: id, bureauReceiptNo, ...booked, at });
    }
    case 'refused':
      return record({ type: 'RecordRefused', ...obligation, requestId: id, reason: answer.reason, at });
    case 'reversed':
      return contradicts();
  }
};

/** The answer that was there before what the posting waits for now. */
export const keptAnswer = (state: PostingState): Omit<TakeAnswer, keyof Obligation> | undefined => {
  const { status, requestId, reversalId, kept, said } = state;
  const id = status === 'requested' ? requestId : status === 'reversing' ? reversalId : undefined;
  const early = id === undefined ? undefined : kept[id];
  if (id === undefined || early === undefined || said[id]?.includes(wordsOf(early.answer)) === true)
    return undefined;
  return { type: 'TakeAnswer', answers: id, derivedId: id, ...early };
};

/** The first answer to a request whose money was to go back before it came; a booking after that is wrong. */
const isOvertaken = ({ status }: PostingState, { outcome }: KeptAnswer): boolean =>
  status === 'reversing' || (status === 'reversed' && outcome === 'refused');

const isKept = ({ kept }: PostingState, id: string, words: string): boolean => {
  const earlier = kept[id];
  return earlier !== undefined && wordsOf(earlier.answer) === words;
};

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
