import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** Of one officer at a tax desk. */
const shift = z.object({ shiftId: z.string(), officer: z.string() });

/** What came in and went out by one method: counts, and sums in yuan. */
const MethodTotals = z.object({
  collections: z.number(),
  collected: stored.yuan,
  reversals: z.number(),
  reversed: stored.yuan,
  refunds: z.number().exactOptional(),
  refunded: stored.yuan.exactOptional(),
});
/** Totals of a shift by method. */
export type ShiftTotals = z.infer<typeof ShiftTotals>;
const ShiftTotals = z.object({ cash: MethodTotals, card: MethodTotals });

export const ShiftOpened = eventType(
  'ShiftOpened',
  shift.extend({ openedAt: stored.instant, openingCash: stored.yuan }),
);
export const ShiftClosed = eventType(
  'ShiftClosed',
  shift.extend({
    closedAt: stored.instant,
    totals: ShiftTotals,
    /** Yuan that should be in the drawer, that are, and what they are more or (below zero) less. */
    expectedCash: stored.yuan,
    countedCash: stored.yuan,
    difference: stored.yuan,
    /** The position of the last movement that is in the totals: what comes after it is in no shift. */
    upTo: z.string(),
  }),
);

/** What happens to the shifts of one officer, on a stream of their own. They stay inside. */
export const shiftEvents = eventTypes([ShiftOpened, ShiftClosed]);
export type ShiftEvent = EventOf<(typeof shiftEvents.declarations)[number]>;
