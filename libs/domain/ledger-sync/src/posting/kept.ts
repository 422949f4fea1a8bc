import type { PostingEvent } from './posting.events';
import type { PostingState, ReceivedItems } from './posting-shape';

/** Once the refund was taken back: the orders of what it had asked to reverse count again. */
export const kept = (
  state: PostingState,
  { refundId, requestId }: Extract<PostingEvent, { type: 'PostingKept' }>['data'],
): PostingState => {
  const turn = state.inTurn.find(({ reversal }) => reversal.refund?.refundId === refundId);
  if (turn !== undefined) {
    const inTurn = state.inTurn.map((each) => (each === turn ? { ...turn, keptAs: requestId } : each));
    return { ...counting(state, refundId, turn.request.orders), inTurn };
  }
  const { refundId: _, ...rest } = counting(state, refundId, state.last?.orders ?? []);
  if (state.status === 'reversal-refused') return stillPosted(rest);
  return state.status === 'reversing' ? { ...rest, keptAs: requestId } : rest;
};

const counting = (state: PostingState, refundId: string, orders: readonly string[]): PostingState => {
  const isBack = (items: ReceivedItems): boolean => orders.includes(items.orderId);
  return {
    ...state,
    cancelledOrders: state.cancelledOrders.filter((orderId) => !orders.includes(orderId)),
    received: [...state.received, ...state.setAside.filter(isBack)],
    setAside: state.setAside.filter((items) => !isBack(items)),
    keptRefundIds: [...state.keptRefundIds, refundId],
  };
};

/** The bureau has the month in its books, and is to have it there. */
export const stillPosted = ({ reason: _, keptAs: _kept, ...state }: PostingState): PostingState => ({
  ...state,
  status: 'posted',
});
