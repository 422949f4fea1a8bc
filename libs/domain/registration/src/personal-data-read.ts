import { accept, eventType, eventTypes, type Decider, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** Somebody read who a person is; the actor is kept with the event. Never says what was read. */
export const PersonalDataRead = eventType(
  'PersonalDataRead',
  z.object({ personId: z.string(), field: z.enum(['name', 'id-number']), purpose: z.string() }),
);
export const readEvents = eventTypes([PersonalDataRead]);

/** A stored fact of a reading. It stays inside the service. */
export type ReadEvent = EventOf<typeof PersonalDataRead>;

/** Records a reading, under an id of its own. */
export type RecordReading = ReadEvent['data'] & { readonly readingId: string };

/** Each reading has a stream of its own: readers of one person need not wait for each other. */
export const personalDataReads: Decider<RecordReading, undefined, ReadEvent, never> = {
  initial: undefined,
  streams: ({ personId, readingId }) => [`reads-${personId}-${readingId}`],
  expectsNewStreams: () => true,
  decide: ({ personId, field, purpose }) => accept(PersonalDataRead({ personId, field, purpose })),
  evolve: () => undefined,
};
