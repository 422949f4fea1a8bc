import { canonicalJson, type StoredEvent } from '@canbao/event-sourcing';
import { hashOf } from '@canbao/evidence';

/** An event with everything that its row holds. */
export interface Stored extends StoredEvent {
  readonly hash: string;
  readonly topic: string | undefined;
  readonly previousversion: number;
}

/** The hash of an event as the product computes it. */
export const hashOfStored = (
  event: Omit<Stored, 'position' | 'eventId' | 'hash' | 'previousversion'>,
  previousHash: string,
): string => {
  const { stream, version, type, revision, subject, topic = null, recordedAt } = event;
  const { actor, causationId = null } = event.metadata;
  const data = canonicalJson(event.data);
  const fields = { previousHash, stream, version, type, revision, subject, topic, recordedAt };
  return hashOf({ ...fields, actor, causationId, data });
};
