import { sum } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import { kept, stillPosted } from './kept';
import type { ForRefund, PostingEvent, RefundReason, RequestedPosting } from './posting.events';
import type { PostingState, Turn } from './posting-shape';

export type { PostingState, ReceivedItems } from './posting-shape';

/** Before the first event: nothing received, nothing requested. */
export const initial: PostingState = {
  status: 'none',
  orders: [],
  items: [],
  total: sum([]),
  missing: [],
  received: [],
  inTurn: [],
  refundIds: [],
  cancelledOrders: [],
  setAside: [],
  keptRefundIds: [],
  refusedRequestIds: [],
  requestIds: [],
  reversalIds: [],
  kept: {},
  said: {},
};

/** Why the money of the month is to go back; undefined while there is no case. */
export const refundCaseOf = ({
  refundDue,
  refundRequested,
}: PostingState): RefundReason | 'posting-refused' | undefined =>
  refundDue ?? (refundRequested === true ? 'posting-refused' : undefined);

/** Whether the current request includes money of this order. */
export const concernsOrder = ({ orders }: PostingState, orderId: string): boolean => orders.includes(orderId);

/** Folds one stored event into the state. */
export const evolve = (state: PostingState, event: PostingEvent): PostingState => {
  switch (event.type) {
    case 'PartNoted':
      return itemsReceived(state, event.data);
    case 'PostingRequested':
      return requested(state, event.data);
    case 'PostingRequestedAgain':
      return {
        ...requested(state, event.data),
        refusedRequestIds: [...state.refusedRequestIds, event.data.refusedRequestId],
      };
    case 'PostingDeferred':
      return { ...state, deferred: event.data, requestIds: [...state.requestIds, event.data.requestId] };
    case 'PostingAccepted':
      return {
        ...withSaid(state, event.data, acceptedWords(event.data.bureauReceiptNo)),
        status: 'posted',
        bureauReceiptNo: event.data.bureauReceiptNo,
      };
    case 'PostingRefused':
      return {
        ...withSaid(state, event.data, refusedWords(event.data.reason)),
        status: 'refused',
        reason: event.data.reason,
      };
    case 'PostingOutcomeUnknown':
      return { ...state, status: 'unknown' };
    case 'ReversalRequested':
      return reversalRequested(state, event.data);
    case 'PostingCancelled':
      return {
        ...ordersOf(event.data).reduce(cancelled, state),
        refundIds: askedBy(state, event.data.refund).refundIds,
        reversalIds: [...state.reversalIds, event.data.reversalId ?? []].flat(),
        inTurn: state.inTurn.filter(({ reversal }) => reversal.reversalId !== event.data.reversalId),
      };
    case 'PostingReversed':
      return withoutRequest(state, itemsNotReceived(state));
    case 'ReversalRefused': {
      const { reversalId, reason } = event.data;
      const said = withSaid(state, { requestId: reversalId }, refusedWords(reason));
      if (state.keptAs !== undefined) return stillPosted(said);
      return { ...said, status: 'reversal-refused', reason };
    }
    case 'PostingKept':
      return kept(state, event.data);
    case 'ReversalRequestedAgain': {
      const { reversalId } = event.data;
      const { reason: _, ...rest } = state;
      return { ...rest, status: 'reversing', reversalId, reversalIds: [...state.reversalIds, reversalId] };
    }
    case 'RefundRequested':
      return { ...state, refundRequested: true };
    case 'RefundWithdrawn':
      return withoutRefundRequest(state);
    case 'RefundCaseNoted':
      return { ...state, refundDue: event.data.because };
    case 'RefundCaseEnded': {
      const { refundDue: _, ...rest } = state;
      return rest;
    }
    case 'ContradictionNoted':
      return withSaid(state, event.data, event.data.said);
    case 'AnswerKept': {
      const { answeredId, answer, at } = event.data;
      return { ...state, kept: { ...state.kept, [answeredId]: { answer, at } } };
    }
  }
};

/** What a bureau says when it has booked a request. */
export const acceptedWords = (receiptNo: string): string => `accepted ${receiptNo}`;
/** What it says when it has not. */
export const refusedWords = (reason: string): string => `refused: ${reason}`;

const withSaid = (
  state: PostingState,
  { requestId }: { readonly requestId: string },
  words: string,
): PostingState => ({
  ...state,
  said: { ...state.said, [requestId]: [...(state.said[requestId] ?? []), words] },
});

/** Statuses in which the bureau holds, or may hold, something of this month. */
const heldByBureau: readonly PostingState['status'][] = [
  'requested',
  'unknown',
  'posted',
  'refused',
  'reversing',
  'reversal-refused',
];

/** Whether the bureau has to confirm a reversal, or has refused one. */
export const isReversing = ({ status }: Pick<PostingState, 'status'>): boolean =>
  status === 'reversing' || status === 'reversal-refused';

/** The orders whose money goes back. */
const ordersOf = ({
  orderId,
  refund,
}: {
  readonly orderId: string;
  readonly refund?: ForRefund;
}): string[] => [orderId, ...(refund?.otherOrders ?? [])];

const reversalRequested = (state: PostingState, asked: Turn['reversal']): PostingState => {
  if (state.deferred?.requestId === asked.requestId) return turnTaken(state, state.deferred, asked);
  const { reversalId } = asked;
  const turn = state.inTurn.find(({ reversal }) => reversal.reversalId === reversalId);
  const before = turn === undefined ? ordersOf(asked).reduce(withoutOrder, state) : state;
  const { refundId: _, ...reversing } = before;
  return {
    ...reversing,
    ...(turn?.keptAs === undefined ? askedBy(state, asked.refund) : { keptAs: turn.keptAs }),
    status: 'reversing',
    reversalId,
    reversalIds: [...state.reversalIds, reversalId],
    inTurn: state.inTurn.filter((each) => each !== turn),
  };
};

/** Its reversal waits for the pending one; what the bureau answers to it until then is early. */
const turnTaken = (
  state: PostingState,
  request: RequestedPosting,
  reversal: Turn['reversal'],
): PostingState => ({
  ...ordersOf(reversal).reduce(withoutOrder, state),
  refundIds: askedBy(state, reversal.refund).refundIds,
  inTurn: [...state.inTurn, { request, reversal }],
});

const askedBy = (
  { refundIds }: PostingState,
  refund: ForRefund | undefined,
): Pick<PostingState, 'refundId' | 'refundIds'> =>
  refund === undefined
    ? { refundIds }
    : { refundId: refund.refundId, refundIds: [...new Set([...refundIds, refund.refundId])] };

const itemsReceived = (
  state: PostingState,
  { orderId, items, bundleId, missing }: Extract<PostingEvent, { type: 'PartNoted' }>['data'],
): PostingState => {
  const received = [...state.received, { orderId, items }];
  // What the bureau holds comes first; the items count again once that is settled.
  return heldByBureau.includes(state.status)
    ? { ...state, bundleId, received, missing }
    : withoutRequest({ ...state, bundleId, received }, missing);
};

const requested = (state: PostingState, request: RequestedPosting): PostingState => {
  const { requestId, bundleId = state.bundleId, items, total, paidAt, orders, forRefund } = request;
  const { received, cancelledOrders, refusedRequestIds, refundDue, refundIds } = state;
  const { reversalIds, kept: keptAnswers, said, keptRefundIds, deferred, inTurn } = state;
  const isItsTurn = inTurn.some((turn) => turn.request.requestId === requestId);
  // A deferred request has its id in the list already.
  const requestIds = [...state.requestIds.filter((id) => id !== requestId), requestId];
  return {
    status: 'requested',
    requestId,
    orders,
    items,
    total,
    paidAt,
    missing: [],
    received,
    refundIds,
    cancelledOrders,
    refusedRequestIds,
    requestIds,
    reversalIds,
    kept: keptAnswers,
    said,
    last: request,
    setAside: state.setAside.filter(({ orderId }) => orders.includes(orderId)),
    keptRefundIds,
    inTurn,
    ...(deferred !== undefined && isItsTurn ? { deferred } : {}),
    ...(bundleId === undefined ? {} : { bundleId }),
    ...(refundDue === undefined ? {} : { refundDue }),
    ...(forRefund === undefined ? {} : { forRefund }),
  };
};

const cancelled = (state: PostingState, orderId: string): PostingState => {
  const remaining = withoutOrder(state, orderId);
  const refusedHere = state.status === 'refused' && concernsOrder(state, orderId);
  if (refusedHere) return withoutRequest(remaining, itemsNotReceived(remaining));
  if (heldByBureau.includes(state.status)) return remaining;
  const itemsGone = state.received
    .filter((received) => received.orderId === orderId)
    .flatMap(({ items }) => items.map(({ item }) => item));
  return withoutRequest(remaining, [...state.missing, ...itemsGone]);
};

/** The order's items no longer count, and a deferred request that rests on its money is dropped. */
const withoutOrder = (state: PostingState, orderId: string): PostingState => {
  const { deferred, ...rest } = state;
  const stillDeferred = deferred !== undefined && !deferred.orders.includes(orderId);
  return {
    ...rest,
    ...(stillDeferred ? { deferred } : {}),
    received: state.received.filter((received) => received.orderId !== orderId),
    setAside: [...state.setAside, ...state.received.filter((received) => received.orderId === orderId)],
    cancelledOrders: [...state.cancelledOrders, orderId],
  };
};

/** What is left when the bureau holds nothing: received items that wait for the missing ones, or nothing. */
const withoutRequest = (before: PostingState, missing: readonly Item[]): PostingState => {
  const state = withoutRefundRequest(before);
  const items = state.received.flatMap((received) => received.items);
  const total = sum(items.map(({ amount }) => amount));
  return state.received.length === 0
    ? { ...state, status: 'reversed', items, total, missing: [] }
    : { ...state, status: 'waiting', items, total, missing };
};

const withoutRefundRequest = ({ refundRequested: _, ...rest }: PostingState): PostingState => rest;

const itemsNotReceived = ({ items, received }: PostingState): Item[] => {
  const names = received.flatMap((arrival) => arrival.items.map(({ item }) => item));
  return items.map(({ item }) => item).filter((item) => !names.includes(item));
};
