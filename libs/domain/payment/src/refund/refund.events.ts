import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** Why money of paid months goes back: asked for by somebody, or a case of assessment's. */
export type RefundCause = z.infer<typeof RefundCause>;
export const RefundCause = z.enum([
  'duplicate',
  'error',
  'overpaid',
  'employer-cover',
  'death',
  'retired',
  'transferred-out',
  'left-country',
  'stopped',
  'posting-refused',
  'bill-withdrawn',
  'true-up',
]);

/** Why money in suspense goes back, as certain as it was when it was resolved. */
const suspenseCause = z.string();

const refundId = z.string();
const orderId = z.string();
const personId = z.string();
const at = stored.instant;
/** A case of assessment's does not say when. */
const told = at.exactOptional();
/** Who acted, with the role: `operator:op-1`. */
const by = z.string();

/** A month that goes back whole, and the orders whose money paid it. Amounts in yuan. */
export type RefundMonth = z.infer<typeof RefundMonth>;
const RefundMonth = z.object({ month: stored.month, amount: stored.yuan, orderIds: stored.list(orderId) });

/**
 * What final limits have changed about months, where that goes back with them: the paid addition, or less the
 * part that has gone back before.
 */
const trueUps = stored.list(RefundMonth).exactOptional();
const item = z.literal('pension-true-up').exactOptional();

/** What a month was paid above its final limits: the month stays paid, its booking is corrected. */
export type Correction = z.infer<typeof Correction>;
const Correction = z.object({
  month: stored.month,
  amount: stored.yuan,
  orderId,
  parts: z.record(z.string(), stored.yuan).exactOptional(),
});
const corrections = stored.list(Correction).exactOptional();

/** The part of a refund that one order brought, which goes back the way it came. */
export type RefundLeg = z.infer<typeof RefundLeg>;
const RefundLeg = z.object({
  orderId,
  channel: stored.channel,
  channelTransactionNo: z.string(),
  amount: stored.yuan,
  /** What the order took in all: channels ask for it. */
  total: stored.yuan,
  /** What an online channel calls the order that was paid, where that is not this order. */
  orderNo: z.string().exactOptional(),
});

const entries = stored.list(z.object({ account: z.string(), amount: stored.yuan }));
const legOf = z.object({ refundId, orderId, refundNo: z.string(), at });

export const RefundApplied = eventType(
  'RefundApplied',
  z.object({
    refundId,
    personId,
    insurance: stored.insurance,
    because: RefundCause,
    months: stored.list(RefundMonth),
    legs: stored.list(RefundLeg),
    amount: stored.yuan,
    /** What the decision will book: the recorded parts, never a new split. */
    entries,
    trueUps,
    /** Instead of whole months. */
    corrections,
    by,
    at: told,
  }),
);
/** Money that never reached a fund: its way out of suspense is decided, and no bureau has booked it. */
export const SuspenseRefundOpened = eventType(
  'SuspenseRefundOpened',
  z.object({
    refundId,
    personId: personId.exactOptional(),
    insurance: stored.insurance.exactOptional(),
    because: suspenseCause,
    legs: stored.list(RefundLeg),
    amount: stored.yuan,
    by,
    at,
  }),
);
/** The first of two reviews (初审), by tax. */
export const RefundReviewed = eventType('RefundReviewed', z.object({ refundId, personId, by, at }));
/** The second review (复审), by the bureau that owns the insurance: the money leaves the funds. */
export const RefundDecided = eventType(
  'RefundDecided',
  z.object({
    refundId,
    personId,
    insurance: stored.insurance,
    months: stored.list(RefundMonth),
    entries,
    trueUps,
    corrections,
    by,
    at,
  }),
);
export const RefundRejected = eventType(
  'RefundRejected',
  z.object({ refundId, personId, review: z.enum(['first', 'second']), reason: z.string(), by, at }),
);
/** It ends without effect: withdrawn, taken back at the counter on the day, or its case is over. */
export const RefundClosed = eventType(
  'RefundClosed',
  z.object({ refundId, personId, because: z.enum(['withdrawn', 'reversed', 'case-closed']), at: told }),
);
/** The bureau has taken the month, or what was added to it, out of its books, or never had it in them. */
export const RefundMonthUnposted = eventType(
  'RefundMonthUnposted',
  z.object({
    refundId,
    personId,
    month: stored.month,
    item,
    was: z.enum(['reversed', 'absent', 'corrected']),
    at,
  }),
);
/** The bureau keeps the month, or what was added to it: an operator has to see to it. */
export const RefundUnpostingRefused = eventType(
  'RefundUnpostingRefused',
  z.object({ refundId, personId, month: stored.month, item, reason: z.string(), at }),
);
/**
 * Two operators have decided that the money stays, since the bureau keeps what it has booked. The entries are
 * those of the decision on the other side.
 */
export const RefundTakenBack = eventType(
  'RefundTakenBack',
  z.object({
    refundId,
    personId,
    insurance: stored.insurance,
    months: stored.list(RefundMonth),
    entries,
    trueUps,
    by,
    because: z.string(),
    at,
  }),
);
/** The number is stored before anybody sees it, and is the same for ever. */
export const RefundSendingBegun = eventType('RefundSendingBegun', legOf);
/** To be paid out where the money was taken, which confirms it. */
export const RefundInstructed = eventType('RefundInstructed', legOf);
export const RefundUnderWay = eventType('RefundUnderWay', legOf);
/** The way back is shut, or the channel refuses: another way is needed. */
export const RefundAbnormal = eventType('RefundAbnormal', legOf.extend({ because: z.string() }));
/** Ended at the channel without effect. */
export const RefundClosedByChannel = eventType('RefundClosedByChannel', legOf);
export const RefundLeft = eventType(
  'RefundLeft',
  legOf.extend({
    personId: personId.exactOptional(),
    channel: stored.channel,
    /** The number of whoever paid it out. */
    channelRefundNo: z.string(),
    way: z.enum(['channel', 'counter', 'other']),
    /** How a counter handed it over, where it says so: a tax desk's drawer is counted. */
    paidAs: z.enum(['cash', 'card']).exactOptional(),
    amount: stored.yuan,
    leftAt: stored.instant,
    entries,
  }),
);
/** Told of money under a number that was closed or paid another way: a case, nothing is booked. */
export const RefundConflictNoted = eventType('RefundConflictNoted', legOf.extend({ said: z.string() }));

/** On an order's own stream, which serialises its refunds with its reversal. Amount in yuan. */
export const RefundNoted = eventType(
  'RefundNoted',
  z.object({
    orderId,
    refundId,
    months: stored.list(stored.month),
    amount: stored.yuan,
    /** Every order of the refund. */
    orderIds: stored.list(orderId),
    corrections,
    /** A case of assessment's has opened it, and closes it. */
    byCase: z.literal(true).exactOptional(),
  }),
);
/**
 * A case of assessment's asks for months that an application names already: there is one refund for both, on
 * its own stream and on those of its orders.
 */
export const RefundJoinedByCase = eventType(
  'RefundJoinedByCase',
  z.object({ orderId, refundId, personId, because: RefundCause }),
);
/** That case is over: the application stands by itself again. */
export const RefundLeftByCase = eventType('RefundLeftByCase', z.object({ orderId, refundId, personId }));
export const RefundCommitted = eventType('RefundCommitted', z.object({ orderId, refundId }));
export const RefundEnded = eventType(
  'RefundEnded',
  z.object({ orderId, refundId, outcome: z.enum(['left', 'without-effect']) }),
);

/** What happens to a refund (退费), on its own stream, and its notes on the streams of its orders. */
export const refundEvents = eventTypes([
  RefundApplied,
  SuspenseRefundOpened,
  RefundReviewed,
  RefundDecided,
  RefundRejected,
  RefundClosed,
  RefundMonthUnposted,
  RefundUnpostingRefused,
  RefundTakenBack,
  RefundSendingBegun,
  RefundInstructed,
  RefundUnderWay,
  RefundAbnormal,
  RefundClosedByChannel,
  RefundLeft,
  RefundConflictNoted,
  RefundNoted,
  RefundJoinedByCase,
  RefundLeftByCase,
  RefundCommitted,
  RefundEnded,
]);
export type RefundEvent = EventOf<(typeof refundEvents.declarations)[number]>;
