import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

const runId = z.string();
const insurance = stored.insurance;
const year = z.int();
const at = stored.instant;
/** Who acted, with the role: `operator:op-1`. */
const by = z.string();

/** What final limits have changed about a paid month; `base` × `rate` is the difference. Amounts in yuan. */
export type AdjustedMonth = z.infer<typeof AdjustedMonth>;
export const AdjustedMonth = z.object({
  month: stored.month,
  /** The order that paid the month: the old assessment, which stays as it is. */
  orderId: z.string(),
  direction: z.enum(['charge', 'refund']),
  limit: stored.yuan,
  base: stored.yuan,
  rate: stored.rate,
  amount: stored.yuan,
  parts: z.record(z.string(), stored.yuan).optional(),
});

/** The new assessment of a person's paid months, beside the old ones; on the person's stream of the year. */
export const TrueUpsAssessed = eventType(
  'TrueUpsAssessed',
  z.object({
    personId: z.string(),
    runId,
    insurance,
    year,
    months: stored.list(AdjustedMonth),
    charge: stored.yuan,
    refund: stored.yuan,
    at,
  }),
);

/** Sums of a run, as rehearsed or as done. Amounts in yuan. */
export type RunSums = z.infer<typeof RunSums>;
export const RunSums = z.object({
  people: z.int(),
  charge: stored.yuan,
  refund: stored.yuan,
  /** People who are left out, by reason. */
  leftOut: z.record(z.string(), z.int()),
});

/** A rehearsal is begun: everything that happened up to `upTo` counts, and nothing after it. */
export const TrueUpRunOpened = eventType(
  'TrueUpRunOpened',
  z.object({
    runId,
    insurance,
    year,
    mode: z.enum(['charge', 'charge-and-refund']),
    lower: stored.yuan,
    upper: stored.yuan,
    finalFrom: stored.day,
    /** A position in the log of events. */
    upTo: z.string(),
    by,
    at,
  }),
);
export const TrueUpRehearsed = eventType('TrueUpRehearsed', z.object({ runId, sums: RunSums, at }));
export const TrueUpActivated = eventType('TrueUpActivated', z.object({ runId, by, at }));
export const TrueUpStopped = eventType('TrueUpStopped', z.object({ runId, by, at }));
export const TrueUpResumed = eventType('TrueUpResumed', z.object({ runId, by, at }));
export const TrueUpCompleted = eventType('TrueUpCompleted', z.object({ runId, sums: RunSums, at }));

/** What happens to a run, on its stream. */
export const trueUpRunEvents = eventTypes([
  TrueUpRunOpened,
  TrueUpRehearsed,
  TrueUpActivated,
  TrueUpStopped,
  TrueUpResumed,
  TrueUpCompleted,
]);
export type TrueUpRunEvent = EventOf<(typeof trueUpRunEvents.declarations)[number]>;
