import type { PaymentEvent, ReverseCollection } from '@canbao/domain-payment';
import type { Tables } from './tables';

/** The orders that are open, as the read model of the orders has them. */
export const openOrders = (tables: Tables): Extract<PaymentEvent, { type: 'OrderOpened' }>['data'][] =>
  [...tables.streams].flatMap(([stream, events]) => {
    const [first, ...later] = events as readonly unknown[] as readonly PaymentEvent[];
    return stream.startsWith('order-') && first?.type === 'OrderOpened' && later.length === 0
      ? [first.data]
      : [];
  });

/** The collection that a reversal means, as the read model of the orders finds it. */
export const recordedOrder = (
  tables: Tables,
  { channel, channelTransactionNo }: Pick<ReverseCollection, 'channel' | 'channelTransactionNo'>,
  orderIds: readonly string[],
): string | undefined => {
  const recorded = orderIds.find((orderId) => tables.streams.has(`order-${orderId}`));
  if (recorded !== undefined) return recorded;
  const events = tables.log as readonly unknown[] as readonly PaymentEvent[];
  const implausible = events.find(
    (event) =>
      event.type === 'ReceiptKeptInSuspense' &&
      event.data.because === 'paid-at-implausible' &&
      event.data.channel === channel &&
      event.data.channelTransactionNo === channelTransactionNo,
  );
  return (implausible?.data as { orderId: string } | undefined)?.orderId;
};
