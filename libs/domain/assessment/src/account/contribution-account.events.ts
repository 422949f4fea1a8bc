import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';
import { IssuedQuote } from '../quote/issued-quote';
import { MoneyStaysNoted, RefundCaseClosed, RefundCaseOpened } from './refund-cases.events';
import { TrueUpRefundNoted, TrueUpsNoted, TrueUpsPaid, TrueUpsReopened } from './true-ups.events';

const personId = z.string();
const { insurance, month } = stored;
const account = z.object({ personId, insurance });
const accountMonth = account.extend({ month });
const months = stored.list(month);
const orderId = z.string();
const billId = z.string();

const noted = z.object({
  personId,
  district: stored.district,
  from: stored.day,
  /** The first day that was noted before and was wrong. */
  corrects: stored.day.optional(),
  /** The bureau's word: cover ran, and was paid through this month, before the platform's record began. */
  paidThrough: month.optional(),
});
/** An enrolment as registration publishes it. */
export type NotedEnrolment = z.infer<typeof NotedEnrolment>;
const NotedEnrolment = z.discriminatedUnion('insurance', [
  noted.extend({ insurance: z.literal('pension') }),
  noted.extend({ insurance: z.literal('medical'), scheme: stored.scheme }),
]);

/** An item of a medical month and the order that paid for it. */
export type ReceivedItem = z.infer<typeof ReceivedItem>;
const ReceivedItem = z.object({
  item: stored.item,
  orderId,
  amount: stored.yuan,
  /** What it was computed on; absent in events stored until 2026-11-26. */
  base: stored.yuan.exactOptional(),
  rate: stored.rate.exactOptional(),
});

/** What a pension month was paid on; amounts in yuan. */
export type PaidFigures = z.infer<typeof PaidFigures>;
const PaidFigures = z.object({ month, base: stored.yuan, rate: stored.rate, amount: stored.yuan });

/** Amounts by item, in yuan. */
export type ItemAmounts = z.infer<typeof ItemAmounts>;
const ItemAmounts = z.partialRecord(stored.item, stored.yuan);

/** A medical month of an agency's bill (推送补缴数据), amounts in yuan. */
export type BilledMonth = z.infer<typeof BilledMonth>;
const BilledMonth = z.object({
  month,
  items: stored.list(
    z.object({ item: stored.item, base: stored.yuan, rate: stored.rate, amount: stored.yuan }),
  ),
  lateFee: stored.yuan,
  /** The late fee is computed on the day of payment; the pushed one was only compared. */
  lateFeeBy: z.literal('platform').exactOptional(),
  /** Our own arithmetic when the month came in; since 2026-11-26. */
  own: z
    .object({
      items: stored.list(
        z.object({ item: stored.item, base: stored.yuan, rate: stored.rate, amount: stored.yuan }),
      ),
      lateFee: z
        .object({ amount: stored.yuan, days: z.int(), dailyRate: stored.rate, countedTo: stored.day })
        .exactOptional(),
    })
    .exactOptional(),
});
const bill = z.object({
  personId,
  billId,
  /** The agency's own number of the bill. */
  billNo: z.string().exactOptional(),
  months: stored.list(BilledMonth),
  total: stored.yuan,
  lateFee: stored.yuan,
  /** The last day on which the bill can be paid. */
  payableUntil: stored.day.exactOptional(),
  /** The day up to which the agency counted its late fees, where it said one. */
  lateFeeTo: stored.day.exactOptional(),
});

/** Registration numbers its facts, so that one that arrives late is told from a newer one. */
export type Revised = z.infer<typeof Revised>;
const Revised = z.object({ revision: z.int().optional() });
const revised = account.extend(Revised.shape);

/** Months that an employer pays for; without `until`, all from the first on. */
export type EmployerCover = z.infer<typeof EmployerCover>;
const EmployerCover = z.object({ from: month, until: month.optional() });

export const EnrolmentNoted = eventType('EnrolmentNoted', NotedEnrolment);
/** All enrolments for the insurance, in place of those noted before. */
export type NotedEnrolments = z.infer<typeof NotedEnrolments>;
const NotedEnrolments = account.extend({
  enrolments: stored.list(
    z.object({
      district: stored.district,
      scheme: stored.scheme.exactOptional(),
      from: stored.day,
      /** The last day covered. */
      until: stored.day.exactOptional(),
      reason: z.string().exactOptional(),
    }),
  ),
});
export const EnrolmentsNoted = eventType('EnrolmentsNoted', NotedEnrolments);
/** The end of the last enrolment; `on` is the last day covered. */
export type NotedEnrolmentEnd = z.infer<typeof NotedEnrolmentEnd>;
const NotedEnrolmentEnd = account.extend({
  on: stored.day,
  /** As registration says it; absent in events stored until 2026-11-26. */
  reason: z.string().exactOptional(),
});
export const EnrolmentEndNoted = eventType('EnrolmentEndNoted', NotedEnrolmentEnd);
/**
 * `items` of a medical month name the order behind each: a reversal takes back only its own. `orderId` is the
 * order of pension months.
 */
export const MonthsPaid = eventType(
  'MonthsPaid',
  account.extend({
    months,
    items: stored.list(ReceivedItem).exactOptional(),
    orderId: orderId.exactOptional(),
    /** The bill that a medical month was paid for; absent in events stored until 2026-11-27. */
    billId: z.string().exactOptional(),
    /** When the month was whole; absent in events stored until 2026-11. */
    paidAt: stored.instant.exactOptional(),
    /** Of pension months; absent in events stored until 2026-11-26. */
    figures: stored.list(PaidFigures).exactOptional(),
  }),
);
export const MonthsReopened = eventType('MonthsReopened', account.extend({ months, orderId }));
/** 入库: the treasury has received the order's money for these months. */
export const TreasuryReceiptNoted = eventType(
  'TreasuryReceiptNoted',
  account.extend({ months, orderId, receivedOn: stored.day }),
);
/** Some items of a medical month have arrived; the others are still payable. */
export const BundlePartNoted = eventType(
  'BundlePartNoted',
  z.object({
    personId,
    month,
    items: stored.list(stored.item),
    amounts: ItemAmounts,
    /** The bill that they were paid for, if any. */
    billId: billId.exactOptional(),
    orderId,
  }),
);
/** The order's items of the month went to suspense: they are payable again. */
export const ReceivedItemsSuspended = eventType(
  'ReceivedItemsSuspended',
  z.object({ personId, month, orderId }),
);
export const BillPushed = eventType('BillPushed', bill);
/** The bill as it is now, with the months paid under it. */
export const BillReplaced = eventType('BillReplaced', bill);
/** These months are no longer billed. */
export const BillWithdrawn = eventType('BillWithdrawn', z.object({ personId, billId, months }));
/** The last day of the bill is over; `months` are those that nobody had paid. */
export const BillExpired = eventType(
  'BillExpired',
  z.object({ personId, billId, months, payableUntil: stored.day }),
);
/** What was quoted for these months before the instant is no longer what the agency bills. */
export const BillOutdated = eventType(
  'BillOutdated',
  z.object({ personId, billId, months, changedAt: stored.instant }),
);
/** What became of an agency's message, on a stream of its own. */
export const BillMessageAnswered = eventType(
  'BillMessageAnswered',
  z.object({
    personId,
    messageId: z.string(),
    /** SHA-256 of the message: tells a repeat from another message under the same id. */
    digest: z.string(),
    action: z.enum(['push', 'replace', 'withdraw']),
    outcome: z.enum(['accepted', 'refused']),
    billId: billId.exactOptional(),
    /** Why it was refused, with every wrong line. */
    because: z.string().exactOptional(),
    faults: stored
      .list(
        z.object({
          month: month.exactOptional(),
          item: stored.item.exactOptional(),
          code: z.string(),
        }),
      )
      .exactOptional(),
    answeredAt: stored.instant,
  }),
);
/** The base is a fact of its own: it stands even when no payment follows (guide G3.2.1.5). */
export const PensionBaseDeclared = eventType(
  'PensionBaseDeclared',
  z.object({
    personId,
    base: stored.yuan,
    channel: stored.channel,
    declaredAt: stored.instant,
    quoteId: z.string(),
  }),
);
export const QuoteIssued = eventType('QuoteIssued', IssuedQuote);
const debitItem = z.object({ itemId: z.string(), runId: z.string(), month });
/** The figures of a month for a batch debit: a quote that no payer asked for. */
export const DebitQuoted = eventType('DebitQuoted', debitItem.extend({ quote: IssuedQuote }));
/** Why a month cannot be debited, with the evidence: a case for the payer or an operator, never a change. */
export const DebitNotPossible = eventType(
  'DebitNotPossible',
  account.extend({
    ...debitItem.shape,
    because: z.string(),
    details: z.record(z.string(), z.string()).exactOptional(),
    answeredAt: stored.instant,
  }),
);
/** Closes the account from the next month; a later one corrects the day. */
export const DeathNoted = eventType('DeathNoted', revised.extend({ on: stored.day }));
/** The person lives, unless the other bureau has reported the death too. */
export const DeathWithdrawalNoted = eventType(
  'DeathWithdrawalNoted',
  revised.extend({ diedOn: stored.day.exactOptional() }),
);
export const EmployerCoverNoted = eventType('EmployerCoverNoted', revised.extend(EmployerCover.shape));
export const EmployerCoverWithdrawalNoted = eventType(
  'EmployerCoverWithdrawalNoted',
  revised.extend({ from: month }),
);
export const PostingRefusalNoted = eventType(
  'PostingRefusalNoted',
  accountMonth.extend({ reason: z.string() }),
);
/** An operator has given up a refused posting: its money has to go back, until the refusal is settled. */
export const RefundRequestNoted = eventType('RefundRequestNoted', accountMonth);
export const RefundWithdrawalNoted = eventType('RefundWithdrawalNoted', accountMonth);
export const PostingRefusalSettled = eventType('PostingRefusalSettled', accountMonth);
/** Payment cannot say yet whether the months are paid. */
export const MonthsHeldNoted = eventType(
  'MonthsHeldNoted',
  account.extend({
    months,
    orderId,
    by: z.enum(['order', 'debit-run']),
    until: stored.instant.exactOptional(),
  }),
);
/** They are not paid by that order or batch, and nothing of it can come any more. */
export const MonthsFreedNoted = eventType('MonthsFreedNoted', account.extend({ months, orderId }));
/** Stored facts of one person's account for one insurance. */
export const accountEvents = eventTypes([
  EnrolmentNoted,
  EnrolmentEndNoted,
  EnrolmentsNoted,
  MonthsPaid,
  MonthsReopened,
  TreasuryReceiptNoted,
  BundlePartNoted,
  ReceivedItemsSuspended,
  BillPushed,
  BillReplaced,
  BillWithdrawn,
  BillExpired,
  BillOutdated,
  BillMessageAnswered,
  PensionBaseDeclared,
  QuoteIssued,
  DebitQuoted,
  DebitNotPossible,
  DeathNoted,
  DeathWithdrawalNoted,
  EmployerCoverNoted,
  EmployerCoverWithdrawalNoted,
  PostingRefusalNoted,
  RefundRequestNoted,
  RefundWithdrawalNoted,
  PostingRefusalSettled,
  MonthsHeldNoted,
  MonthsFreedNoted,
  TrueUpsNoted,
  TrueUpsPaid,
  TrueUpsReopened,
  TrueUpRefundNoted,
  MoneyStaysNoted,
  RefundCaseOpened,
  RefundCaseClosed,
]);
/** A stored fact of an account. */
export type AccountEvent = EventOf<(typeof accountEvents.declarations)[number]>;
