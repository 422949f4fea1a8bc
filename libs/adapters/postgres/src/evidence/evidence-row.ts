import { genesisHash } from '@canbao/event-sourcing';
import type { HashedFields, ProvenEvent } from '@canbao/evidence';

/**
 * Everything that is stored of an event, as text and to the microsecond: what the hash covers and what it
 * should have covered cannot differ unseen.
 */
export const evidenceColumns = `position::text, stream, version, type, revision, topic, actor, caused_by,
  coalesce(subject, data->>'personId', '') as subject, data::text as text, encode(hash, 'hex') as hash,
  to_char(recorded_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.US') as recorded_at`;

/** A row of these columns. */
export interface EvidenceRow extends Record<string, unknown> {
  readonly position: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly revision: number;
  readonly topic: string | null;
  readonly actor: string;
  readonly caused_by: string | null;
  readonly subject: string;
  readonly text: string;
  readonly hash: string;
  readonly recorded_at: string;
}

/** The fields of a row that its hash covers, and its position. */
export const provenEventOf = (row: EvidenceRow, previousHash: string = genesisHash): ProvenEvent => {
  const { position, stream, version, type, revision, subject, topic, actor } = row;
  const recordedAt = `${row.recorded_at.replace(/000$/, '')}+08:00`;
  const fields: HashedFields = {
    previousHash,
    stream,
    version,
    type,
    revision,
    data: row.text,
    subject,
    topic,
    recordedAt,
    actor,
    causationId: row.caused_by,
  };
  return { position, ...fields };
};
