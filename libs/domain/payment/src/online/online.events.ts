import { eventType, eventTypes, stored } from '@canbao/event-sourcing';
import { z } from 'zod';

const order = z.object({ personId: z.string(), orderId: z.string() });

/** The channel has taken the order; with these parameters the payer's wallet opens. */
export const OrderPlaced = eventType(
  'OrderPlaced',
  order.extend({ parameters: z.record(z.string(), z.string()) }),
);
/** The order is to end: the channel is asked to close it, and says whether it was paid before. */
export const OrderClosing = eventType(
  'OrderClosing',
  order.extend({
    because: z.enum(['closed-by-payer', 'expired']),
    /** What nobody can say of until then whether it is paid; absent in events stored until 2026-11. */
    insurance: stored.insurance.exactOptional(),
    months: stored.list(stored.month).exactOptional(),
  }),
);
/** Nothing can be paid for the order at the channel any more. */
export const ChannelOrderEnded = eventType('ChannelOrderEnded', order);
/**
 * Another payment of an order that has one: its money has a receipt of its own, on the stream of
 * `receiptOrderId`.
 */
export const SecondPaymentNoted = eventType(
  'SecondPaymentNoted',
  order.extend({
    channelTransactionNo: z.string(),
    amount: stored.yuan,
    receiptOrderId: z.string(),
  }),
);

/** What happens to an order at its online channel, on the order's stream. */
export const onlineEvents = eventTypes([OrderPlaced, OrderClosing, ChannelOrderEnded, SecondPaymentNoted]);
