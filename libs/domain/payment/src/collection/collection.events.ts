import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';
import { OrderLine, PaidAmount } from '../order/order-line';

/** Why money is kept in suspense: each receipt in suspense has exactly one cause. */
export type SuspenseReason = z.infer<typeof SuspenseReason>;
export const SuspenseReason = z.enum([
  'already-paid',
  'amount-differs',
  'bank-not-in-district',
  'items-not-in-quote',
  /** Brought what final limits had added to a month, and the month itself is not paid any more. */
  'month-not-paid',
  /** Paid at an online channel when the order was closed or its time was over. */
  'order-closed',
  'order-unknown',
  'paid-at-implausible',
  /** Another payment of an order that has one. */
  'paid-twice',
  'quote-expired',
  'quote-unknown',
  'scheme-changed',
  'void-by-reversal',
]);
const because = SuspenseReason;

/** What names a counter's report. */
const report = z.object({
  orderId: z.string(),
  channel: stored.channel,
  channelTransactionNo: z.string(),
  amount: stored.yuan,
  paidAt: stored.instant,
  /** Digest of the report: tells a repeat from another report under the same number. */
  fingerprint: z.string(),
});

/** Money that has moved, as a counter reported it, whether or not its quote is known. */
const unidentifiedReceipt = report.extend({
  receiptNo: z.string(),
  /** The day that the money is accounted to, where that is not the day of `paidAt`. */
  accountedOn: stored.day.exactOptional(),
  /** What an online channel calls the order that was paid, where that is not this order. */
  orderNo: z.string().exactOptional(),
  /** How the tax desk took it, whose drawer is counted; a payment says it as `method`, too. */
  takenAs: z.enum(['cash', 'card']).exactOptional(),
});

const receipt = unidentifiedReceipt.extend({
  personId: z.string(),
  insurance: stored.insurance,
  quoteId: z.string(),
  /** Whose account was debited, where the order was not opened by its payer. */
  payerId: z.string().exactOptional(),
});

/** The money of a month, in yuan. */
export type MonthAmount = z.infer<typeof MonthAmount>;
const MonthAmount = z.object({ month: stored.month, amount: stored.yuan });

/** The money of a month in suspense, and why it is there. */
export interface SuspendedMonth extends MonthAmount {
  readonly because: SuspenseReason;
}

/** The rest of the reported money, beside `amount`; events of its own keep it by its reasons. */
const inSuspense = z.object({ amount: stored.yuan, because }).exactOptional();

export const PaymentCaptured = eventType(
  'PaymentCaptured',
  receipt.extend({
    method: z.enum(['cash', 'card', 'debit', 'wallet']),
    lines: stored.list(OrderLine),
    inSuspense,
  }),
);
export const ReceiptKeptInSuspense = eventType(
  'ReceiptKeptInSuspense',
  receipt.extend({
    because,
    /** Where the months have several reasons: those of this one, whose money is `amount`. */
    months: stored.list(MonthAmount).exactOptional(),
    inSuspense,
  }),
);
/** Its quote is unknown, and with it the person. */
export const UnidentifiedReceiptKept = eventType(
  'UnidentifiedReceiptKept',
  unidentifiedReceipt.extend({
    because,
    /** Nobody has reported it yet: its report may still come and say what it is for. */
    toldBy: z.literal('statement').exactOptional(),
  }),
);
/** Other content under the number of this order: nothing is booked. */
export const ConflictingReportReceived = eventType('ConflictingReportReceived', report);
/** Months of a collection that could not settle while others did; `amount` is their sum. */
export const MonthsKeptInSuspense = eventType(
  'MonthsKeptInSuspense',
  receipt.extend({ because, months: stored.list(MonthAmount) }),
);
const monthsSettled = z.object({
  personId: z.string(),
  orderId: z.string(),
  district: stored.district,
  months: stored.list(PaidAmount.extend({ month: stored.month })),
  total: stored.yuan,
  paidAt: stored.instant,
});
export const PensionMonthsSettled = eventType('PensionMonthsSettled', monthsSettled);
/** What final limits have added to paid months. */
export const TrueUpsSettled = eventType('TrueUpsSettled', monthsSettled);

/** What happens to money reported by a counter, on the order's stream. */
export const collectionEvents = eventTypes([
  PaymentCaptured,
  ReceiptKeptInSuspense,
  UnidentifiedReceiptKept,
  ConflictingReportReceived,
  MonthsKeptInSuspense,
  PensionMonthsSettled,
  TrueUpsSettled,
]);
export type CollectionEvent = EventOf<(typeof collectionEvents.declarations)[number]>;
