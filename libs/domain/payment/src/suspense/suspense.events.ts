import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';
import { SuspenseReason } from '../collection/collection.events';
import { OrderLine } from '../order/order-line';

/**
 * A line of suspense has left it, the one time that it can: to the months that it pays, or back the way it
 * came. `gone` is back at the channel already: a reversal took it there before it was reported.
 */
export const SuspenseResolved = eventType(
  'SuspenseResolved',
  z.object({
    orderId: z.string(),
    /** Names the line within the order. */
    line: z.string(),
    because: SuspenseReason,
    way: z.enum(['obligation', 'back', 'gone']),
    /** The money of the line. */
    amount: stored.yuan,
    channel: stored.channel,
    channelTransactionNo: z.string(),
    receiptNo: z.string(),
    paidAt: stored.instant,
    /** What an online channel calls the order that was paid, where that is not this order. */
    orderNo: z.string().exactOptional(),
    /** Unknown while the quote of the money is, and the money goes back. */
    personId: z.string().exactOptional(),
    insurance: stored.insurance.exactOptional(),
    /** The quote whose lines are paid. */
    quoteId: z.string().exactOptional(),
    /** What is paid with it; nothing of money that goes back. */
    lines: stored.list(OrderLine).exactOptional(),
    /** Digest of the report that has told what the money is for. */
    fingerprint: z.string().exactOptional(),
    resolvedAt: stored.instant,
    /** The rule that is certain, or operators. */
    by: z.enum(['rule', 'operator']),
  }),
);

/** How money leaves suspense, on the stream of its order. */
export const suspenseEvents = eventTypes([SuspenseResolved]);
export type SuspenseEvent = EventOf<(typeof suspenseEvents.declarations)[number]>;
