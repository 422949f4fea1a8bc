import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';
import { PaidAmount } from '../order/order-line';

/** An item of a medical month that has arrived, and the order whose money paid it. */
export type ReceivedItem = z.infer<typeof ReceivedItem>;
const ReceivedItem = PaidAmount.extend({ item: stored.item, orderId: z.string() });

const orderId = z.string();
const personMonth = z.object({ personId: z.string(), insurance: stored.insurance, month: stored.month });
/** Set for what final limits have added to the month, on the stream of that. */
const ofAdded = personMonth.extend({ item: z.literal('pension-true-up').exactOptional() });
const bundle = personMonth.extend({ bundleId: z.string() });
const claims = {
  /** The online order or the item of a batch that held the month until the money came. */
  endsClaimOf: z.string().exactOptional(),
  /** Another that holds it yet: its channel or bank may take money for the month; since 2026-11. */
  stillHeldBy: z.string().exactOptional(),
};
const billId = z.string().exactOptional();

/** Others are told that nobody can say yet whether the month is paid, or that it is not; since 2026-11. */
const isTold = z.literal(true).exactOptional();

/** `by`: not an order but an item of a batch, which holds the month whatever the time. */
export const MonthClaimed = eventType(
  'MonthClaimed',
  ofAdded.extend({
    orderId,
    until: stored.instant,
    by: z.literal('debit-run').exactOptional(),
    /** The order is at a channel: the claim does not lapse, but ends with the order. */
    untilClosed: z.literal(true).exactOptional(),
    isTold,
  }),
);
export const MonthReleased = eventType('MonthReleased', ofAdded.extend({ orderId, isTold }));
export const PensionMonthPaid = eventType('PensionMonthPaid', ofAdded.extend({ orderId, ...claims }));
export const BundlePartReceived = eventType(
  'BundlePartReceived',
  bundle.extend({
    orderId,
    items: stored.list(ReceivedItem),
    missing: stored.list(stored.item),
    receivedAt: stored.instant,
    scheme: stored.scheme,
    billId,
    /** When the quote was issued. */
    quotedAt: stored.instant,
    ...claims,
  }),
);
/** Received items of one order that do not belong to the bundle that is now due. */
export const ReceivedItemsSuspended = eventType(
  'ReceivedItemsSuspended',
  bundle.extend({
    /** The order that brought the items. */
    orderId,
    items: stored.list(ReceivedItem),
    because: z.literal('scheme-changed'),
    suspendedAt: stored.instant,
  }),
);
export const BundleSettled = eventType(
  'BundleSettled',
  bundle.extend({
    district: stored.district,
    scheme: stored.scheme,
    /** The complete bundle, whichever orders paid its items. */
    items: stored.list(ReceivedItem),
    total: stored.yuan,
    paidAt: stored.instant,
    /** The order that completed the bundle. */
    orderId,
    billId,
    ...claims,
  }),
);
export const MonthReopened = eventType(
  'MonthReopened',
  ofAdded.extend({
    orderId,
    /** Other orders whose items were settled with those that went back, and wait for a bundle again. */
    waitingOrders: stored.list(z.string()).exactOptional(),
  }),
);

/** What happens to one month of one person, on the obligation's stream. */
export const obligationEvents = eventTypes([
  MonthClaimed,
  MonthReleased,
  PensionMonthPaid,
  BundlePartReceived,
  ReceivedItemsSuspended,
  BundleSettled,
  MonthReopened,
]);
export type ObligationEvent = EventOf<(typeof obligationEvents.declarations)[number]>;
