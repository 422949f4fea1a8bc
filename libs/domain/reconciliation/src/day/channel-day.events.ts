import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

const day = z.object({ channel: stored.channel, day: stored.day, at: stored.instant });
/** A number of items and their yuan. */
export type Tally = z.infer<typeof Tally>;
const Tally = z.object({ count: z.int(), amount: stored.yuan });

const statement = day.extend({
  statementId: z.string(),
  /** SHA-256 of the file as it came, in hex. */
  digest: z.string(),
  payments: Tally,
  refunds: Tally,
});

/** A whole statement of the day, proven by its own totals. */
export const StatementReceived = eventType(
  'StatementReceived',
  statement.extend({
    /** The statement of the same day that it corrects. */
    replaces: z.string().exactOptional(),
  }),
);
/** Nothing of the file is used. */
export const StatementRefused = eventType(
  'StatementRefused',
  day.extend({ digest: z.string(), because: z.string() }),
);
/** Item by item, the statement against our books. */
export const DayMatched = eventType(
  'DayMatched',
  day.extend({
    statementId: z.string(),
    matched: Tally,
    /** By class; none without one. */
    differences: z.record(z.string(), Tally),
  }),
);
/** Every item of the day is explained. */
export const DayClosed = eventType('DayClosed', day.extend({ statementId: z.string() }));
/** More was told of a closed day: it is matched and closed again. */
export const DayReopened = eventType('DayReopened', day.extend({ because: z.enum(['later-fact']) }));

/** What happens to a channel's day, on the stream `channel-day-<channel>-<day>`. */
export const channelDayEvents = eventTypes([
  StatementReceived,
  StatementRefused,
  DayMatched,
  DayClosed,
  DayReopened,
]);
export type ChannelDayEvent = EventOf<(typeof channelDayEvents.declarations)[number]>;
