import type { Instant } from '@canbao/calendar';
import { accept, type Decider, type Outcome } from '@canbao/event-sourcing';
import { sum } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import { bookedDay } from '../bureau/booked-on';
import { postingIdOf } from './posting-id';
import {
  acceptedWords,
  concernsOrder,
  evolve,
  initial,
  isReversing,
  refusedWords,
  type PostingState,
} from './posting-state';
import type { ForRefund, Obligation, PostedItem, PostingEvent } from './posting.events';
import {
  countKept,
  takeAnswer,
  type RecordAnswer,
  type RecordProgress,
  type RecordReversalRefused,
  type TakeAnswer,
} from './taken-answer';
import {
  keepPosting,
  noteRefundCase,
  postAgain,
  requestedAnew,
  requestRefund,
  withdrawRefund,
  type WayOutCommand,
  type WayOutReason,
} from './ways-out';

/** Items of a bundle have arrived while others are still missing. */
export type NoteReceivedItems = Obligation & {
  readonly type: 'NoteReceivedItems';
  readonly bundleId: string;
  readonly orderId: string;
  readonly items: readonly PostedItem[];
  readonly missing: readonly Item[];
};

/** The month is paid in full: have the bureau book it. Amounts in yuan. */
export type RequestPosting = Obligation & {
  readonly type: 'RequestPosting';
  readonly requestId: string;
  readonly bundleId?: string;
  readonly items: readonly PostedItem[];
  readonly paidAt: Instant;
  readonly orders: readonly string[];
  readonly forRefund?: string;
};

/**
 * The money of an order went back, or is to go back with a refund: reverse at the bureau whatever of it may
 * be booked. A refund takes other orders of the month with it, and is told the outcome.
 */
export type RequestReversal = Obligation & {
  readonly type: 'RequestReversal';
  readonly reversalId: string;
  readonly orderId: string;
  readonly refund?: ForRefund;
};

/** What can happen to a posting: money to book, answers of the bureau, money that went back, ways out. */
export type PostingCommand =
  | NoteReceivedItems
  | RequestPosting
  | RecordAnswer
  | RequestReversal
  | RecordProgress
  | RecordReversalRefused
  | TakeAnswer
  | WayOutCommand;

/** The stream of one month of one person at one bureau. */
export const postingStream = (obligation: Obligation): string => `posting-${postingIdOf(obligation)}`;

const decide = (command: PostingCommand, state: PostingState): Outcome<PostingEvent, WayOutReason> => {
  const outcome = decideOne(command, state);
  if (!outcome.accepted || outcome.events.length === 0) return outcome;
  const events = outcome.events.map(({ event }) => event);
  return accept(...events, ...whatFollows(events.reduce(evolve, state), obligationOf(command)));
};

/** What answers that came first bring about now, and what turns that never come. */
const whatFollows = (state: PostingState, obligation: Obligation): PostingEvent[] => {
  const outcome = countKept(state, obligation, (answer) => decideOne(answer, state));
  const counted = outcome?.accepted === true ? outcome.events.map(({ event }) => event) : [];
  const events = counted.length > 0 ? counted : turnsLost(state, obligation);
  return events.length === 0 ? [] : [...events, ...whatFollows(events.reduce(evolve, state), obligation)];
};

/** The bureau is to keep what they wait for, and books no month twice: of theirs there is nothing. */
const turnsLost = (state: PostingState, obligation: Obligation): PostingEvent[] =>
  isReversing(state)
    ? []
    : state.inTurn.map(({ reversal: { orderId, reversalId, refund }, keptAs }) => ({
        type: 'PostingCancelled',
        data: {
          ...obligation,
          orderId,
          reversalId,
          ...(refund === undefined || keptAs !== undefined ? {} : { refund }),
        },
      }));

const decideOne = (command: PostingCommand, state: PostingState): Outcome<PostingEvent, WayOutReason> => {
  switch (command.type) {
    case 'NoteReceivedItems':
      return noteReceivedItems(command, state);
    case 'RequestPosting':
      return requestPosting(command, state);
    case 'RecordAccepted':
    case 'RecordRefused':
      return recordAnswer(command, state);
    case 'RecordUnknown':
      return recordUnknown(command, state);
    case 'RequestReversal':
      return requestReversal(command, state);
    case 'RecordReversed':
      return recordReversed(command, state);
    case 'RecordReversalRefused':
      return recordReversalRefused(command, state);
    case 'TakeAnswer':
      return takeAnswer(command, state, obligationOf(command), (answer) => decideOne(answer, state));
    case 'PostAgain':
      return postAgain(command, state, obligationOf(command));
    case 'RequestRefund':
      return requestRefund(command, state, obligationOf(command));
    case 'WithdrawRefund':
      return withdrawRefund(command, state, obligationOf(command));
    case 'NoteRefundCase':
      return noteRefundCase(command, state, obligationOf(command));
    case 'KeepPosting':
      return keepPosting(command, state, obligationOf(command));
  }
};

/** A posting (记账): what a bureau was requested to book for one month of one person, and its answers. */
export const posting: Decider<PostingCommand, PostingState, PostingEvent, WayOutReason> = {
  initial,
  streams: (command) => [postingStream(command)],
  expectsNewStreams: ({ type }) => type === 'RequestPosting',
  decide,
  evolve,
};

const obligationOf = ({ personId, insurance, month, item }: Obligation): Obligation => ({
  personId,
  insurance,
  month,
  ...(item === undefined ? {} : { item }),
});

const noteReceivedItems = (command: NoteReceivedItems, state: PostingState): Outcome<PostingEvent, never> => {
  const { bundleId, orderId, items, missing } = command;
  if (state.cancelledOrders.includes(orderId)) return accept();
  if (state.received.some((received) => received.orderId === orderId)) return accept();
  return accept({
    type: 'PartNoted',
    data: { ...obligationOf(command), bundleId, orderId, items, missing },
  });
};

const requestPosting = (command: RequestPosting, state: PostingState): Outcome<PostingEvent, never> => {
  const { requestId, bundleId, items, paidAt, orders, forRefund } = command;
  if (state.requestIds.includes(requestId)) return accept();
  return accept({
    type: isReversing(state) ? 'PostingDeferred' : 'PostingRequested',
    data: {
      ...obligationOf(command),
      ...(bundleId === undefined ? {} : { bundleId }),
      requestId,
      items,
      total: sum(items.map(({ amount }) => amount)),
      paidAt,
      orders,
      ...(forRefund === undefined ? {} : { forRefund }),
    },
  });
};

/** The first answer counts; the same answer again changes nothing; a different one is a contradiction. */
const recordAnswer = (command: RecordAnswer, state: PostingState): Outcome<PostingEvent, never> => {
  const { requestId, at } = command;
  const wasRefused = state.refusedRequestIds.includes(requestId);
  if (requestId !== state.requestId && !(wasRefused && command.type === 'RecordAccepted')) return accept();
  if (!wasRefused && state.status === (command.type === 'RecordAccepted' ? 'posted' : 'refused'))
    return accept();
  const obligation = obligationOf(command);
  if (wasRefused || (state.status !== 'requested' && state.status !== 'unknown'))
    return accept({
      type: 'ContradictionNoted',
      data: { ...obligation, requestId, said: wordsOf(command), at },
    });
  if (command.type === 'RecordRefused')
    return accept({ type: 'PostingRefused', data: { ...obligation, requestId, reason: command.reason, at } });
  const { bureauReceiptNo, bookedTotal } = command;
  const booked = { ...(bookedTotal === undefined ? {} : { bookedTotal }), ...bookedDay(command) };
  const bundle = state.bundleId === undefined ? {} : { bundleId: state.bundleId };
  return accept({
    type: 'PostingAccepted',
    data: { ...obligation, ...bundle, requestId, bureauReceiptNo, ...booked, ...waitingRefund(state), at },
  });
};

const waitingRefund = ({ forRefund }: PostingState): { readonly forRefund?: string } =>
  forRefund === undefined ? {} : { forRefund };

const wordsOf = (answer: RecordAnswer): string =>
  answer.type === 'RecordAccepted' ? acceptedWords(answer.bureauReceiptNo) : refusedWords(answer.reason);

const recordUnknown = (command: RecordProgress, state: PostingState): Outcome<PostingEvent, never> => {
  const { requestId, at } = command;
  if (state.status !== 'requested' || requestId !== state.requestId) return accept();
  return accept({ type: 'PostingOutcomeUnknown', data: { ...obligationOf(command), requestId, at } });
};

const requestReversal = (command: RequestReversal, state: PostingState): Outcome<PostingEvent, never> => {
  const { orderId, reversalId, refund } = command;
  if (refund !== undefined && state.refundIds.includes(refund.refundId)) return accept();
  const mayBeBooked = ['requested', 'unknown', 'posted'].includes(state.status);
  const orders = [orderId, ...(refund?.otherOrders ?? [])];
  const data = { ...obligationOf(command), orderId, ...(refund === undefined ? {} : { refund }) };
  // The bureau decides whether it booked anything; reversing a request that never reached it is harmless.
  if (state.requestId !== undefined && mayBeBooked && orders.some((each) => concernsOrder(state, each)))
    return accept({
      type: 'ReversalRequested',
      data: { ...data, requestId: state.requestId, reversalId },
    });
  // A bureau that reads the events may hold by now what is not requested yet: that is reversed in its turn.
  const { deferred } = state;
  if (deferred !== undefined && isReversing(state) && orders.some((each) => deferred.orders.includes(each)))
    return accept({
      type: 'ReversalRequested',
      data: { ...data, requestId: deferred.requestId, reversalId },
    });
  // The bureau still holds what was paid before: the refund is told once it has reversed that. What it has
  // refused is a new question to it.
  if (refund !== undefined && awaitsReversal(state))
    return accept({
      type: 'ReversalRequested',
      data: {
        ...data,
        requestId: state.requestId,
        reversalId: state.status === 'reversing' ? state.reversalId : reversalId,
      },
    });
  if (refund === undefined && state.cancelledOrders.includes(orderId)) return accept();
  return accept({ type: 'PostingCancelled', data: { ...data, reversalId } });
};

const awaitsReversal = (
  state: PostingState,
): state is PostingState & { readonly requestId: string; readonly reversalId: string } =>
  isReversing(state) && state.requestId !== undefined && state.reversalId !== undefined;

const recordReversed = (command: RecordProgress, state: PostingState): Outcome<PostingEvent, never> => {
  const { requestId, at } = command;
  if (!isReversing(state) || requestId !== state.requestId) return accept();
  const reversed: PostingEvent = {
    type: 'PostingReversed',
    data: { ...obligationOf(command), requestId, ...refundOf(state), ...bookedDay(command), at },
  };
  // What was asked for is wanted no more: the bureau books it once again.
  if (state.keptAs !== undefined) return accept(reversed, ...requestedAnew(state.keptAs, at, state));
  // Asked of every bureau: which way it went when the request was deferred is not known here.
  const [next] = state.inTurn;
  if (next !== undefined)
    return accept<PostingEvent>(
      reversed,
      { type: 'PostingRequested', data: next.request },
      { type: 'ReversalRequested', data: next.reversal },
    );
  if (state.deferred === undefined) return accept(reversed);
  return accept<PostingEvent>(reversed, { type: 'PostingRequested', data: state.deferred });
};

/** It stays in the bureau's books until an operator has it asked again. */
const recordReversalRefused = (
  command: RecordReversalRefused,
  state: PostingState,
): Outcome<PostingEvent, never> => {
  const { status, requestId, reversalId } = state;
  const { reason, at } = command;
  if (status !== 'reversing' || reversalId === undefined || requestId !== command.requestId) return accept();
  return accept({
    type: 'ReversalRefused',
    data: { ...obligationOf(command), requestId, reversalId, ...refundOf(state), reason, at },
  });
};

const refundOf = ({ refundId }: PostingState): { readonly refundId?: string } =>
  refundId === undefined ? {} : { refundId };
