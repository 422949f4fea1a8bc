import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** What a bureau says of a month that was sent to it: in its books, not taken, taken out again, or kept. */
export const bureauAnswers = ['posted', 'refused', 'reversed', 'kept'] as const;

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

const tally = z.object({ count: z.int(), amount: stored.yuan });
const totals = z.object({ booked: tally, reversed: tally });

/** How a bureau's totals of one of its business days compare with ours, as ledger-sync has told it. */
export const BureauDayNoted = eventType(
  'BureauDayNoted',
  z.object({
    insurance: stored.insurance,
    day: stored.day,
    /** Under which the bureau was told ours. */
    totalsId: z.string(),
    outcome: z.enum(['agreed', 'different', 'unanswered']),
    ours: totals,
    theirs: totals.exactOptional(),
    /** What is wrong, for people; empty where nothing is. */
    cause: z.string(),
    at: stored.instant,
  }),
);
/** On streams `bureau-day-<insurance>-<day>`. */
export const bureauDayEvents = eventTypes([BureauDayNoted]);
export type BureauDayNotedEvent = EventOf<(typeof bureauDayEvents.declarations)[number]>;

/** What bureaus answer, on streams `bureau-<insurance>-<person>-<month>`: the day end's fourth leg. */
export const bureauEvents = eventTypes([BureauAnswered]);
export type BureauEvent = EventOf<(typeof bureauEvents.declarations)[number]>;
