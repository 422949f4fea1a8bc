import { z } from 'zod';
import { BookedAmount, DayText, MonthText, Uuid } from '../primitives';

const of = {
  /** The CloudEvent `id` of the event of ledger.events; the `requestId` of a posting requested again. */
  answers: Uuid,
  personId: Uuid,
  month: MonthText,
  /** Set where it is about what final limits have added to the month. */
  addition: z.literal('pension-true-up').optional(),
};
/** The day of the bureau's books on which it was booked or reversed. */
const bookedOn = DayText.optional();
const words = z.string().min(1).max(200);

/**
 * What a bureau that reads `ledger.events` answers about one month of one event; the record's key is the
 * person. `reversed`: nothing of it is in the bureau's books, nor ever will be.
 */
export const BureauAnswerRecord = z.discriminatedUnion('outcome', [
  z.strictObject({
    ...of,
    outcome: z.literal('booked'),
    receiptNo: words,
    total: BookedAmount.optional(),
    bookedOn,
  }),
  z.strictObject({ ...of, outcome: z.literal('refused'), reason: words }),
  z.strictObject({ ...of, outcome: z.literal('reversed'), bookedOn }),
]);
/** What a bureau over HTTP says of what it has booked or reversed; what is there must be right. */
export const BureauAcceptedReply = z.looseObject({
  receiptNo: words,
  total: BookedAmount.optional(),
  bookedOn,
});
export type BureauAnswerRecord = z.infer<typeof BureauAnswerRecord>;
