import type { QueryResultRow } from 'pg';
import { instant } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';

/** What is selected of an event, for {@link stored}. */
export const eventColumns = `position, stream, version, event_id, type, data, subject, metadata,
  to_char(recorded_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as recorded_at`;

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

export const stored = (row: EventRow): StoredEvent => ({
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
