import { hash } from 'node:crypto';

export interface Hashed {
  readonly previousHash: string;
  readonly stream: string;
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  /** The event's data as the canonical JSON text that is stored. */
  readonly data: string;
  readonly subject: string;
  readonly recordedAt: string;
}

/**
 * SHA-256 over the fields of an event and the hash before it: a changed or missing event breaks the chain of
 * its stream.
 */
export const hashOf = (event: Hashed): string =>
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
