import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** Months and their yuan. */
const tally = z.object({ count: z.int(), amount: stored.yuan });

/** What is booked and reversed at a bureau on a day; `items` by what was paid for. */
export type DayTotals = z.infer<typeof DayTotals>;
const DayTotals = z.object({
  booked: tally,
  reversed: tally,
  items: stored.list(z.object({ item: stored.item, booked: stored.yuan, reversed: stored.yuan })),
});

const month = z.object({
  personId: z.string(),
  month: stored.month,
  addition: z.literal('pension-true-up').exactOptional(),
  kind: z.enum(['booked', 'reversed']),
});
/** A month that one side has booked or reversed on the day. */
export type DayLine = z.infer<typeof DayLine>;
const DayLine = month.extend({ total: stored.yuan });

/** A month that the two sides do not have alike. */
export type DayDifference = z.infer<typeof DayDifference>;
const DayDifference = month.extend({
  difference: z.enum(['missing-there', 'missing-here', 'amount']),
  ours: stored.yuan.exactOptional(),
  theirs: stored.yuan.exactOptional(),
});

const about = z.object({
  insurance: stored.insurance,
  day: stored.day,
  totalsId: z.string(),
  at: stored.instant,
});

/** The id is stored before the bureau sees it, and asked again under until there is an answer. */
export const TotalsTold = eventType('TotalsTold', about.extend({ ours: DayTotals }));
/** Both sides have the same: the day is agreed as long as nothing more is told of it. */
export const TotalsAgreed = eventType('TotalsAgreed', about.extend({ ours: DayTotals }));
export const TotalsDiffered = eventType(
  'TotalsDiffered',
  about.extend({
    ours: DayTotals,
    theirs: DayTotals,
    differences: stored.list(DayDifference),
    /** Differences beyond those that are named. */
    leftOut: z.int(),
  }),
);
/** Asked in vain for long enough; it is asked on. */
export const TotalsUnanswered = eventType('TotalsUnanswered', about.extend({ ours: DayTotals }));

/** What becomes of a bureau's day, on the stream `bureau-day-<insurance>-<day>`. */
export const bureauDayEvents = eventTypes([TotalsTold, TotalsAgreed, TotalsDiffered, TotalsUnanswered]);
export type BureauDayEvent = EventOf<(typeof bureauDayEvents.declarations)[number]>;
