import { eventType, stored } from '@canbao/event-sourcing';
import { z } from 'zod';

/**
 * Why the money of a paid month has to go back: the payer had died, an employer covered the month, it came
 * after the end of the enrolment (退休, 转出, 出国, 停保), its bureau refused to book it and an operator gave it
 * up, or the agency had withdrawn its bill by the time the money came.
 */
export type RefundReason = z.infer<typeof RefundReason>;
const RefundReason = z.enum([
  'death',
  'employer-cover',
  'retired',
  'transferred-out',
  'left-country',
  'stopped',
  'posting-refused',
  'bill-withdrawn',
]);

/** A paid month whose money belongs to the payer again. */
export type RefundCase = z.infer<typeof RefundCase>;
const RefundCase = z.object({
  personId: z.string(),
  insurance: stored.insurance,
  month: stored.month,
  because: RefundReason,
  /** All orders that paid for the month. */
  orderIds: stored.list(z.string()).exactOptional(),
});

/**
 * Why no money has to go back: it has gone back; the report was withdrawn or put right; the operator withdrew
 * the refund; the bureau has booked the month; the bureau keeps it and the money stays; or another reason has
 * taken the place of this one.
 */
export type RefundOutcome = z.infer<typeof RefundOutcome>;
const RefundOutcome = z.enum([
  'refunded',
  'death-withdrawn',
  'employer-cover-withdrawn',
  'corrected',
  'refund-withdrawn',
  'posting-settled',
  'money-stays',
  'superseded',
]);

/** Payment has decided that the money of months stays, for whatever reason it was to go back. */
export const MoneyStaysNoted = eventType(
  'MoneyStaysNoted',
  z.object({
    personId: z.string(),
    insurance: stored.insurance,
    months: stored.list(z.object({ month: stored.month, because: RefundReason })),
  }),
);

export const RefundCaseOpened = eventType('RefundCaseOpened', RefundCase);
export const RefundCaseClosed = eventType(
  'RefundCaseClosed',
  RefundCase.extend({ closedBecause: RefundOutcome }),
);
