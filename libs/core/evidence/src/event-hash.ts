import { hash } from 'node:crypto';

/** Everything that is stored of an event, except its position, which is assigned at the commit. */
export interface HashedFields {
  /** Hash of the stream's preceding event, hex. */
  readonly previousHash: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly revision: number;
  /** The event's data as the canonical JSON text that is stored. */
  readonly data: string;
  readonly subject: string;
  /** Null for an event that stays inside the service. */
  readonly topic: string | null;
  /** RFC 3339 at +08:00. */
  readonly recordedAt: string;
  readonly actor: string;
  readonly causationId: string | null;
}

/**
 * SHA-256, hex, over the hash before it and everything that is stored of the event: a changed, missing or
 * exchanged event breaks the chain of its stream. The text is a JSON list of the short fields, then the data,
 * so that no value can pass for another field.
 */
export const hashOf = (event: HashedFields): string =>
  hash(
    'sha256',
    JSON.stringify([
      event.previousHash,
      event.stream,
      event.version,
      event.type,
      event.revision,
      event.subject,
      event.topic,
      event.recordedAt,
      event.actor,
      event.causationId,
    ]) + event.data,
  );
