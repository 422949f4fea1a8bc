import type { Day, Instant } from '@canbao/calendar';
import type { ErasureStatus } from '@canbao/contracts';
import { erasureEvents, type AnyPaymentEvent, type ErasureEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import { instantText, type Database, type InlineView, type Statement } from '@canbao/postgres';

/** Erasures as they stand: they are few, so a statement for each event. */
export const erasuresView: InlineView<AnyPaymentEvent> = {
  name: 'erasures',
  tables: [{ name: 'erasures', derived: ['person_id', 'status', 'requested_at', 'kept_until', 'position'] }],
  statements: (events) => events.filter(erasureEvents.has).map(statementOf),
};

const statementOf = (event: StoredEvent<ErasureEvent>): Statement => ({
  name: 'move-erasure',
  text: `insert into erasures (person_id, status, requested_at, kept_until, position)
    values ($1, $2, $3, $4, committed_position($5))
    on conflict (person_id) do update set status = excluded.status, position = excluded.position,
      requested_at = coalesce(excluded.requested_at, erasures.requested_at),
      kept_until = coalesce(excluded.kept_until, erasures.kept_until)`,
  values: [
    event.data.personId,
    statuses[event.type],
    event.type === 'ErasureRequested' ? event.data.at : null,
    event.type === 'ProcessingRestricted' ? event.data.keptUntil : null,
    event.position,
  ],
});

const statuses = {
  ErasureRequested: 'requested',
  ProcessingRestricted: 'restricted',
  ErasureDecided: 'erasing',
  PersonErased: 'erased',
} as const;

/** An erasure in a list. */
export interface ErasureRow {
  readonly personId: string;
  readonly status: Exclude<ErasureStatus, 'none'>;
  readonly requestedAt?: Instant;
  readonly keptUntil?: Day;
}

const listedMax = 200;

/** The latest erasures, of one status or of all. */
export const latestErasures = async (
  database: Database,
  status: ErasureStatus | undefined,
): Promise<ErasureRow[]> => {
  const rows = await database.query<{
    person_id: string;
    status: ErasureRow['status'];
    at: Instant | null;
    kept_until: Day | null;
  }>(
    `select person_id, status, ${instantText('requested_at')} as at, kept_until::text from erasures
     where $1::text is null or status = $1 order by position desc limit ${listedMax}`,
    [status ?? null],
  );
  return rows.map((row) => ({
    personId: row.person_id,
    status: row.status,
    ...(row.at === null ? {} : { requestedAt: row.at }),
    ...(row.kept_until === null ? {} : { keptUntil: row.kept_until }),
  }));
};

/** Persons whose erasure was interrupted, or whose payments the law has kept until before the day. */
export const dueErasures = async (database: Database, today: Day, most: number): Promise<string[]> => {
  const rows = await database.query<{ person_id: string }>(
    `select person_id from erasures
     where status = 'erasing' or (status = 'restricted' and kept_until < $1)
     order by kept_until nulls first limit ${most}`,
    [today],
  );
  return rows.map((row) => row.person_id);
};
