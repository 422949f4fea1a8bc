import type { QueryResultRow } from 'pg';
import { instant } from '@canbao/calendar';
import { eventIdOf, type EventTypes, type StoredEvent } from '@canbao/event-sourcing';
import { instantText } from '../database/sql-time';

/** The columns to select for {@link storedEventOf}. */
export const eventColumns = `position, stream, version, type, revision, data, subject, actor, caused_by,
  ${instantText('recorded_at')} as recorded_at, encode(hash, 'hex') as hash`;

/** A row of the table of events, as the driver returns it. */
export interface EventRow extends QueryResultRow {
  position: string;
  stream: string;
  version: number;
  type: string;
  revision: number;
  data: unknown;
  /** Null where the data's own `personId` says it. */
  subject: string | null;
  actor: string;
  caused_by: string | null;
  recorded_at: string;
  hash: string;
}

/** The event of a row, in the present revision of its type. @throws what `upcast` throws. */
export const storedEventOf = (row: EventRow, types: EventTypes): StoredEvent => {
  const { position, stream, version, revision, actor, caused_by: causationId } = row;
  const { type, data } = types.upcast(row);
  return {
    position: BigInt(position),
    stream,
    version,
    eventId: eventIdOf(row.hash),
    type,
    revision,
    data,
    subject: row.subject ?? personIdOf(row.data) ?? '',
    recordedAt: instant(row.recorded_at),
    metadata: { actor, ...(causationId === null ? {} : { causationId }) },
  };
};

/** The person that an event's data names. */
export const personIdOf = (data: unknown): string | undefined =>
  (data as { readonly personId?: string } | null)?.personId;
