import { z } from 'zod';
import { Amount, Channel, InstantText, Insurance, MonthText, Uuid } from '../primitives';
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
  because: z.enum(['death', 'employer-cover', 'posting-refused']),
  /** All orders that paid for the month; absent where it was paid before 2026-11. */
  orderIds: z.array(Uuid).min(1).optional(),
});

/**
 * Why no money has to go back: it has gone back; the report was withdrawn or put right; the operator withdrew
 * the refund; the bureau has booked the month; or another reason has taken the place of this one. Absent in
 * facts published until 2026-11.
 */
const closedBecause = z
  .enum([
    'refunded',
    'death-withdrawn',
    'employer-cover-withdrawn',
    'corrected',
    'refund-withdrawn',
    'posting-settled',
    'superseded',
  ])
  .optional();

/**
 * What assessment publishes. Refund cases have a topic of their own: those who wait for one need not read
 * every quote.
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
  'canbao.assessment.RefundCaseOpened.v1': { topic: 'assessment.cases', data: refundCase },
  'canbao.assessment.RefundCaseClosed.v1': {
    topic: 'assessment.cases',
    data: refundCase.extend({ closedBecause }),
  },
} as const satisfies Record<string, TopicEvent>;
