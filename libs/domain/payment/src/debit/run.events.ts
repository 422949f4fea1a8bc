import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

const run = z.object({ runId: z.string() });

export const DebitRunOpened = eventType(
  'DebitRunOpened',
  run.extend({
    /** The contribution month that is due; failed months of the year are retried beside it. */
    month: stored.month,
    entrustDate: stored.day,
    /** Until the end of this day the banks may debit. */
    until: stored.day,
    /** `calendar`, or the proposal that two operators agreed on. */
    because: z.string(),
    openedAt: stored.instant,
  }),
);
/** The agreements up to this one have been asked for: a run that is interrupted goes on behind it. */
export const DebitRunAsked = eventType(
  'DebitRunAsked',
  run.extend({ after: z.string(), asked: z.int(), isLast: z.boolean() }),
);
/** Every item has come to its end. */
export const DebitRunClosed = eventType('DebitRunClosed', run.extend({ closedAt: stored.instant }));

/** What happens to a run, on its stream; items and packs have streams of their own. */
export const debitRunEvents = eventTypes([DebitRunOpened, DebitRunAsked, DebitRunClosed]);
export type DebitRunEvent = EventOf<(typeof debitRunEvents.declarations)[number]>;
