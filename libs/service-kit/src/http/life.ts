import type { LifeItem, ServiceName } from '@canbao/contracts';
import type { StoredEvent } from '@canbao/event-sourcing';

/** Stored events as facts of a life, for people. */
export const lifeOf = (service: ServiceName, events: readonly StoredEvent[]): LifeItem[] =>
  events.map(({ recordedAt, type, stream, version, position, eventId, metadata, data }) => ({
    at: recordedAt,
    service,
    type,
    stream,
    version,
    position: position.toString(),
    eventId,
    actor: metadata.actor,
    data: data as Record<string, unknown>,
  }));
