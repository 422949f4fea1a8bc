import type { QueryResultRow } from 'pg';
import { instant } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { instantText } from '../database/sql-time';

/** The columns to select for {@link storedEventOf}. */
export const eventColumns = `position, stream, version, event_id, type, data, subject, metadata,
  ${instantText('recorded_at')} as recorded_at`;

/** A row of the table of events, as the driver returns it. */
export interface EventRow extends QueryResultRow {
  position: string;
  stream: string;
  version: number;
  event_id: string;
  type: string;
  data: unknown;
  subject: string;
  metadata: StoredEvent['metadata'];
  recorded_at: string;
}

/** The event of a row. */
export const storedEventOf = (row: EventRow): StoredEvent => ({
  position: BigInt(row.position),
  stream: row.stream,
  version: row.version,
  eventId: row.event_id,
  type: row.type,
  data: row.data,
  subject: row.subject,
  recordedAt: instant(row.recorded_at),
  metadata: row.metadata,
});
