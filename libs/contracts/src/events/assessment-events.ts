import { z } from 'zod';
import {
  Amount,
  Channel,
  DayText,
  District,
  InstantText,
  Insurance,
  Item,
  MonthText,
  RateText,
  Scheme,
  Uuid,
} from '../primitives';
import { RefundCaseReason } from '../refund-case-reason';
import { MedicalItem } from '../tokens/quote';
import type { TopicEvent } from './topics';

const personId = Uuid;
const bill = z.object({
  personId,
  billId: z.string(),
  months: z.array(MonthText),
  total: Amount,
  lateFee: Amount,
});
/** A paid month whose money has to go back. */
const refundCase = z.object({
  personId,
  insurance: Insurance,
  month: MonthText,
  because: RefundCaseReason,
  /** All orders that paid for the month; absent where it was paid before 2026-11. */
  orderIds: z.array(Uuid).min(1).optional(),
});

/**
 * Why no money has to go back: it has gone back; the report was withdrawn or put right; the operator withdrew
 * the refund; the bureau has booked the month; the bureau keeps it and the money stays; or another reason has
 * taken the place of this one. Absent in facts published until 2026-11.
 */
const closedBecause = z
  .enum([
    'refunded',
    'death-withdrawn',
    'employer-cover-withdrawn',
    'corrected',
    'refund-withdrawn',
    'posting-settled',
    'money-stays',
    'superseded',
  ])
  .optional();

/** The item of a batch debit that payment asked about. */
const debitItem = {
  personId,
  itemId: Uuid,
  runId: Uuid,
  insurance: Insurance,
  month: MonthText,
  answeredAt: InstantText,
};
const debitLine = z.object({
  item: Item,
  month: MonthText,
  base: Amount,
  rate: RateText,
  amount: Amount,
  parts: z.record(z.string(), Amount).optional(),
  bundleId: z.string().optional(),
  billId: z.string().optional(),
});

/**
 * What assessment publishes. Refund cases and answers about batch debits have topics of their own: those who
 * wait for one need not read every quote.
 */
export const assessmentEvents = {
  'canbao.assessment.PensionBaseDeclared.v1': {
    topic: 'assessment.events',
    data: z.object({
      personId,
      base: Amount,
      channel: Channel,
      declaredAt: InstantText,
      quoteId: Uuid,
    }),
  },
  'canbao.assessment.QuoteIssued.v1': {
    topic: 'assessment.events',
    data: z.object({
      personId,
      quoteId: Uuid,
      insurance: Insurance,
      months: z.array(MonthText),
      total: Amount,
      expiresAt: InstantText,
    }),
  },
  'canbao.assessment.BackPayBillPushed.v1': { topic: 'assessment.events', data: bill },
  'canbao.assessment.BackPayBillReplaced.v1': { topic: 'assessment.events', data: bill },
  'canbao.assessment.BackPayBillWithdrawn.v1': {
    topic: 'assessment.events',
    data: bill.pick({ personId: true, billId: true, months: true }),
  },
  /** Quotes and orders for these months that rest on the bill as it was before the instant are outdated. */
  'canbao.assessment.BackPayBillOutdated.v1': {
    topic: 'assessment.bills',
    data: z.object({ personId, billId: z.string(), months: z.array(MonthText), changedAt: InstantText }),
  },
  /** The last day of the bill is over; nobody had paid these months. */
  'canbao.assessment.BackPayBillExpired.v1': {
    topic: 'assessment.bills',
    data: z.object({ personId, billId: z.string(), months: z.array(MonthText), payableUntil: DayText }),
  },
  /** What became of an agency's message; of a record that is no message, the id follows from its place. */
  'canbao.assessment.BillMessageAnswered.v1': {
    topic: 'assessment.bills',
    data: z.object({
      messageId: Uuid,
      outcome: z.enum(['accepted', 'refused', 'parked']),
      personId: personId.optional(),
      billId: z.string().optional(),
      because: z.string().optional(),
      faults: z
        .array(z.object({ month: MonthText.optional(), item: Item.optional(), code: z.string() }))
        .optional(),
      answeredAt: InstantText,
    }),
  },
  'canbao.assessment.RefundCaseOpened.v1': { topic: 'assessment.cases', data: refundCase },
  'canbao.assessment.RefundCaseClosed.v1': {
    topic: 'assessment.cases',
    data: refundCase.extend({ closedBecause }),
  },
  /** The figures of a month for a batch debit, on the registered base; its certificate is the quote's. */
  'canbao.assessment.DebitQuoted.v1': {
    topic: 'assessment.debits',
    data: z.object({
      ...debitItem,
      district: District,
      lines: z.array(debitLine).min(1),
      /** What makes a medical month whole. */
      bundle: z
        .object({
          bundleId: z.string(),
          month: MonthText,
          scheme: Scheme,
          items: z.array(MedicalItem).min(1),
          billId: z.string().optional(),
        })
        .optional(),
      total: Amount,
      quotedAt: InstantText,
      /** Money taken before this instant pays the month. */
      payBefore: InstantText,
    }),
  },
  /** Why a month is not debited: a reason of the ladder of quotes, with its evidence. */
  'canbao.assessment.DebitNotPossible.v1': {
    topic: 'assessment.debits',
    data: z.object({
      ...debitItem,
      because: z.string(),
      details: z.record(z.string(), z.string()).optional(),
    }),
  },
} as const satisfies Record<string, TopicEvent>;
