import type { Instant } from '@canbao/calendar';
import { accept, reject, type Outcome } from '@canbao/event-sourcing';
import { isReversing, refundCaseOf, type PostingState } from './posting-state';
import type { Obligation, PostingEvent, RefundReason } from './posting.events';

/**
 * Have the bureau look again at a month that it has refused to book, or to reverse, under a new id. `because`
 * is the operator's.
 */
export type PostAgain = Obligation & {
  readonly type: 'PostAgain';
  readonly requestId: string;
  readonly because: string;
  readonly at: Instant;
};

/** The money of a month that its bureau has refused is to go back. `because` is the operator's reason. */
export type RequestRefund = Obligation & {
  readonly type: 'RequestRefund';
  readonly because: string;
  readonly at: Instant;
};

/** The money is not to go back after all. */
export type WithdrawRefund = Obligation & { readonly type: 'WithdrawRefund'; readonly at: Instant };

/** Assessment has opened or closed a refund case for the month, with a reason of its own. */
export type NoteRefundCase = Obligation & {
  readonly type: 'NoteRefundCase';
  readonly because: RefundReason;
  readonly isOpen: boolean;
};

/**
 * Payment has taken back the refund that asked for the month: the bureau is to have it in its books. Under
 * `requestId` it is asked to book it again, where it has taken it out.
 */
export type KeepPosting = Obligation & {
  readonly type: 'KeepPosting';
  readonly refundId: string;
  readonly requestId: string;
  readonly at: Instant;
};

/** What an operator can do about a refused posting, and the cases that stand in the way. */
export type WayOutCommand = PostAgain | RequestRefund | WithdrawRefund | NoteRefundCase | KeepPosting;

/** Why a way out is not open. */
export type WayOutReason =
  'posting-not-found' | 'posting-not-refused' | 'refund-case-open' | 'refund-case-not-found';

/**
 * A bureau remembers what it answered under a request id, so the request needs a new one. It cannot be booked
 * twice: only a refused request is made again, and a refused request has booked nothing.
 */
export const postAgain = (
  { requestId, because, at }: PostAgain,
  state: PostingState,
  obligation: Obligation,
): Outcome<PostingEvent, WayOutReason> => {
  const { requestId: refusedRequestId, bundleId, items, total, paidAt, orders, forRefund } = state;
  if (state.requestIds.includes(requestId) || state.reversalIds.includes(requestId)) return accept();
  if (state.status === 'reversal-refused') return reverseAgain(requestId, { because, at }, state, obligation);
  const hindrance = hindranceOf(state);
  if (hindrance !== undefined) return hindrance;
  if (refusedRequestId === undefined || paidAt === undefined) return reject('posting-not-refused');
  return accept({
    type: 'PostingRequestedAgain',
    data: {
      ...obligation,
      ...(bundleId === undefined ? {} : { bundleId }),
      requestId,
      items,
      total,
      paidAt,
      orders,
      ...(forRefund === undefined ? {} : { forRefund }),
      refusedRequestId,
      because,
      at,
    },
  });
};

const reverseAgain = (
  reversalId: string,
  { because, at }: Pick<PostAgain, 'because' | 'at'>,
  { requestId, reversalId: refusedReversalId, orders }: PostingState,
  obligation: Obligation,
): Outcome<PostingEvent, WayOutReason> => {
  if (requestId === undefined || refusedReversalId === undefined) return reject('posting-not-refused');
  return accept({
    type: 'ReversalRequestedAgain',
    data: { ...obligation, requestId, reversalId, refusedReversalId, orders, because, at },
  });
};

/** Nothing to ask where the bureau keeps the month; what it may still take out is requested once it has. */
export const keepPosting = (
  { refundId, requestId, at }: KeepPosting,
  state: PostingState,
  obligation: Obligation,
): Outcome<PostingEvent, never> => {
  if (!state.refundIds.includes(refundId) || state.keptRefundIds.includes(refundId)) return accept();
  const kept: PostingEvent = { type: 'PostingKept', data: { ...obligation, refundId, requestId, at } };
  return isReversing(state) ? accept(kept) : accept(kept, ...requestedAnew(requestId, at, state));
};

/** What the bureau has reversed, under a new id; nothing where it is in its books or on its way. */
export const requestedAnew = (
  requestId: string,
  at: Instant,
  { status, last }: PostingState,
): PostingEvent[] => {
  if (last === undefined || !['reversed', 'waiting', 'reversing'].includes(status)) return [];
  const because = 'the refund was taken back';
  const data = { ...last, requestId, refusedRequestId: last.requestId, because, at };
  return [{ type: 'PostingRequestedAgain', data }];
};

/** Opens a refund case, one a month. */
export const requestRefund = (
  { because, at }: RequestRefund,
  state: PostingState,
  obligation: Obligation,
): Outcome<PostingEvent, WayOutReason> => {
  const hindrance = hindranceOf(state);
  if (hindrance !== undefined) return hindrance;
  // What is booked as less is a refund itself: nothing was paid that could go back.
  if (state.forRefund !== undefined) return reject('refund-case-open', { because: 'true-up' });
  return accept({ type: 'RefundRequested', data: { ...obligation, because, at } });
};

/** Ends the refund case that an operator has opened. */
export const withdrawRefund = (
  { at }: WithdrawRefund,
  state: PostingState,
  obligation: Obligation,
): Outcome<PostingEvent, WayOutReason> => {
  if (state.status === 'none') return reject('posting-not-found');
  if (state.refundRequested !== true) return reject('refund-case-not-found');
  return accept({ type: 'RefundWithdrawn', data: { ...obligation, at } });
};

/** Notes assessment's case, once. */
export const noteRefundCase = (
  { because, isOpen }: NoteRefundCase,
  state: PostingState,
  obligation: Obligation,
): Outcome<PostingEvent, never> => {
  const isNoted = state.refundDue === because;
  if (isOpen === isNoted) return accept();
  return accept({ type: isOpen ? 'RefundCaseNoted' : 'RefundCaseEnded', data: { ...obligation, because } });
};

/** Both ways out need a refusal, and each closes the other: a month is never both booked and refunded. */
const hindranceOf = (state: PostingState): Outcome<never, WayOutReason> | undefined => {
  if (state.status === 'none') return reject('posting-not-found');
  if (state.status !== 'refused') return reject('posting-not-refused', { status: state.status });
  const because = refundCaseOf(state);
  return because === undefined ? undefined : reject('refund-case-open', { because });
};
