import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** What a bureau says of a month that was sent to it: in its books, not taken, or taken out again. */
export const bureauAnswers = ['posted', 'refused', 'reversed'] as const;

/** A bureau's answer about one month of one person, as ledger-sync has told it. */
export const BureauAnswered = eventType(
  'BureauAnswered',
  z.object({
    personId: z.string(),
    insurance: stored.insurance,
    month: stored.month,
    /** The answer is about what final limits have changed about the month. */
    item: z.literal('pension-true-up').exactOptional(),
    answer: z.enum(bureauAnswers),
    /** The bureau's own number of what it has booked. */
    bureauReceiptNo: z.string().exactOptional(),
    /** Yuan that the bureau says it has booked; not every bureau says so. */
    amount: stored.yuan.exactOptional(),
    reason: z.string().exactOptional(),
    at: stored.instant,
  }),
);

/** What bureaus answer, on streams `bureau-<insurance>-<person>-<month>`: the day end's fourth leg. */
export const bureauEvents = eventTypes([BureauAnswered]);
export type BureauEvent = EventOf<(typeof bureauEvents.declarations)[number]>;
