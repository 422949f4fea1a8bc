import { hash } from 'node:crypto';

/** The fields of an event that its hash covers. */
export interface HashedFields {
  /** Hash of the stream's preceding event, hex. */
  readonly previousHash: string;
  readonly stream: string;
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  /** The event's data as the canonical JSON text that is stored. */
  readonly data: string;
  readonly subject: string;
  /** RFC 3339 at +08:00. */
  readonly recordedAt: string;
}

/**
 * SHA-256, hex, over an event's fields and the hash before it: a changed or missing event breaks the chain of
 * its stream.
 */
export const hashOf = (event: HashedFields): string =>
  hash(
    'sha256',
    [
      event.previousHash,
      event.stream,
      event.version,
      event.eventId,
      event.type,
      event.data,
      event.subject,
      event.recordedAt,
    ].join('\n'),
  );
