import { personalFields } from '@canbao/contracts';
import { accept, eventType, eventTypes, type Decider, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** A value that is decrypted, and whose it is. */
export interface ReadValue {
  readonly personId: string;
  readonly field: (typeof personalFields)[number];
}

/**
 * Somebody decrypted a value of a person; the actor is kept with the event. It never says what was read.
 * Those of former releases have neither operation nor request. It stays inside the service.
 */
export const PersonalDataRead = eventType(
  'PersonalDataRead',
  z.object({
    personId: z.string(),
    field: z.enum(personalFields),
    purpose: z.string(),
    /** The call of the API, or the job. */
    operation: z.string().exactOptional(),
    /** Of the call, as the portal numbers it. */
    requestId: z.string().exactOptional(),
    /** What an officer has given as the reason. */
    reason: z.string().exactOptional(),
  }),
);

export const readEvents = eventTypes([PersonalDataRead]);
export type ReadEvent = EventOf<typeof PersonalDataRead>;

/** Records what is read of one person at once, under an id of its own. */
export interface RecordReading {
  readonly readingId: string;
  readonly personId: string;
  readonly fields: readonly ReadValue['field'][];
  readonly why: Omit<ReadEvent['data'], keyof ReadValue>;
}

/** Where the readings of a person begin: their streams are neighbours in the index of streams. */
export const readingsPrefix = (personId: string): string => `reads-${personId}-`;

/** Each reading has a stream of its own: readers of one person need not wait for each other. */
export const personalDataReads: Decider<RecordReading, undefined, ReadEvent, never> = {
  initial: undefined,
  streams: ({ personId, readingId }) => [`${readingsPrefix(personId)}${readingId}`],
  expectsNewStreams: () => true,
  decide: ({ personId, fields, why }) =>
    accept(...fields.map((field) => PersonalDataRead({ personId, field, ...why }))),
  evolve: () => undefined,
};
