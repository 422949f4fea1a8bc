import { randomUUID } from 'node:crypto';
import { canonicalJson, type AppendRequest, type Event, type StoredEvent } from '@canbao/event-sourcing';
import { hashOf } from './event-hash';

/** An event with everything that its row holds. */
export interface NewEvent extends StoredEvent {
  /** The data as canonical JSON. */
  readonly text: string;
  readonly topic: string | null;
  readonly previousHash: string;
  readonly hash: string;
}

/** A request with its events as they will be stored, except for their positions. */
export interface PreparedAppend extends AppendRequest {
  readonly events: readonly Omit<NewEvent, 'position'>[];
}

/** The topic on which an event is published, or nothing. */
export type TopicOf = (event: Event) => string | undefined;

/** Does the part of an append that needs no database, so that it is done before the lock is taken. */
export const prepareAppend = (request: AppendRequest, topicOf: TopicOf): PreparedAppend => ({
  ...request,
  events: request.writes.flatMap((write) => newEventsOf(write, request, topicOf)),
});

const newEventsOf = (
  { stream, expectedVersion, previousHash, events }: AppendRequest['writes'][number],
  { subject, recordedAt, metadata }: AppendRequest,
  topicOf: TopicOf,
): PreparedAppend['events'] => {
  let lastHash = previousHash;
  return events.map((event, index) => {
    const text = canonicalJson(event.data);
    const fields = {
      stream,
      version: expectedVersion + index + 1,
      eventId: randomUUID(),
      type: event.type,
      subject,
      recordedAt,
    };
    const hash = hashOf({ ...fields, previousHash: lastHash, data: text });
    const newEvent = {
      ...fields,
      metadata,
      data: event.data,
      text,
      topic: topicOf(event) ?? null,
      previousHash: lastHash,
      hash,
    };
    lastHash = hash;
    return newEvent;
  });
};
