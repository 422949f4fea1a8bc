import type { PostingEvent } from './posting.events';
import type { PostingState, ReceivedItems } from './posting-shape';

/** Once the refund was taken back: the orders of the last request count again. */
export const kept = (
  state: PostingState,
  { refundId, requestId }: Extract<PostingEvent, { type: 'PostingKept' }>['data'],
): PostingState => {
  const orders = state.last?.orders ?? [];
  const isBack = (items: ReceivedItems): boolean => orders.includes(items.orderId);
  const { refundId: _, ...rest } = state;
  const counting: PostingState = {
    ...rest,
    cancelledOrders: state.cancelledOrders.filter((orderId) => !orders.includes(orderId)),
    received: [...state.received, ...state.setAside.filter(isBack)],
    setAside: state.setAside.filter((items) => !isBack(items)),
    keptRefundIds: [...state.keptRefundIds, refundId],
  };
  if (state.status === 'reversal-refused') return stillPosted(counting);
  return state.status === 'reversing' ? { ...counting, keptAs: requestId } : counting;
};

/** The bureau has the month in its books, and is to have it there. */
export const stillPosted = ({ reason: _, keptAs: _kept, ...state }: PostingState): PostingState => ({
  ...state,
  status: 'posted',
});
