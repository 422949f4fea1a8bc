import {
  canonicalJson,
  eventIdOf,
  type AppendRequest,
  type Event,
  type EventTypes,
  type StoredEvent,
} from '@canbao/event-sourcing';
import { hashOf } from '@canbao/evidence';
import { answerIdOf } from './answer-id';

/** An event with everything that its row holds. */
export interface NewEvent extends StoredEvent {
  /** The data as canonical JSON. */
  readonly text: string;
  readonly topic: string | null;
  readonly hash: string;
}

/** A request with its events as they will be stored, except for their positions. */
export interface PreparedAppend extends AppendRequest {
  readonly events: readonly Omit<NewEvent, 'position'>[];
  /** Of the answer under the request's key, if it has one. */
  readonly answerId?: string;
}

/** The topic on which an event is published, or nothing. */
export type TopicOf = (event: Event) => string | undefined;

/** What is known of events before they are stored. */
export interface EventRules {
  readonly topicOf: TopicOf;
  readonly eventTypes: EventTypes;
}

/** Does the part of an append that needs no database, so that it is done before the lock is taken. */
export const prepareAppend = (request: AppendRequest, rules: EventRules): PreparedAppend => ({
  ...request,
  events: request.writes.flatMap((write) => newEventsOf(write, request, rules)),
  ...(request.idempotency === undefined ? {} : { answerId: answerIdOf(request.idempotency) }),
});

const newEventsOf = (
  { stream, expectedVersion, previousHash, events }: AppendRequest['writes'][number],
  { subject, recordedAt, metadata }: AppendRequest,
  { topicOf, eventTypes }: EventRules,
): PreparedAppend['events'] => {
  let lastHash = previousHash;
  return events.map((event, index) => {
    const { type, data } = event;
    const text = canonicalJson(data);
    const topic = topicOf(event) ?? null;
    const version = expectedVersion + index + 1;
    const fields = {
      stream,
      version,
      type,
      revision: eventTypes.revisionOf(type),
      subject,
      topic,
      recordedAt,
    };
    const { actor, causationId = null } = metadata;
    const hash = hashOf({ ...fields, previousHash: lastHash, data: text, actor, causationId });
    lastHash = hash;
    return { ...fields, eventId: eventIdOf(hash), metadata, data, text, hash };
  });
};
