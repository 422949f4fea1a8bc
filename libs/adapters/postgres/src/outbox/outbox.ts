import type { Client } from 'pg';
import { eventIdOf, type EventTypes, type Lead, type Outbox, type OutboxRow } from '@canbao/event-sourcing';
import type { Database } from '../database/database';
import { instantText } from '../database/sql-time';
import { lagOf, leaderLock } from './relay-state';

/**
 * The event table as an outbox. One instance leads by a session lock on a connection of its own, over which
 * all its work goes: losing one means losing the other.
 */
export class PostgresOutbox implements Outbox {
  constructor(
    private readonly db: Pick<Database, 'service' | 'pool' | 'connect'>,
    private readonly eventTypes: EventTypes,
  ) {}

  async lead(): Promise<Lead | undefined> {
    const client = await this.db.connect();
    try {
      const { rows } = await client.query<{ locked: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
        [leaderLock(this.db.service)],
      );
      if (rows[0]?.locked === true) return await PostgresLead.take(client, this.db.service, this.eventTypes);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    await client.end();
    return undefined;
  }

  lag(): Promise<number> {
    return lagOf(this.db.pool, this.db.service);
  }

  /** The new epoch deposes the leader, which then takes the lead again from the new cursor. */
  async rewind(position: bigint): Promise<void> {
    await this.db.pool.query(
      `insert into relay (name, cursor, epoch) values ($1, 0, 1)
        on conflict (name) do update set cursor = least(relay.cursor, $2), epoch = relay.epoch + 1`,
      [this.db.service, position.toString()],
    );
  }
}

/** A row as it is stored: its data may be of an older revision. */
interface StoredRow extends Omit<OutboxRow, 'eventId'> {
  readonly revision: number;
  readonly hash: string;
}

class PostgresLead implements Lead {
  readonly batchSize = batchSize;

  private constructor(
    private readonly client: Client,
    private readonly service: string,
    private readonly eventTypes: EventTypes,
    readonly epoch: string,
    public cursor: string,
  ) {}

  static async take(client: Client, service: string, eventTypes: EventTypes): Promise<Lead> {
    // Planned before there are statistics, a read of the next events would scan the whole table each time.
    await client.query('set enable_seqscan = off; set enable_bitmapscan = off');
    // A crash that sets the cursor back only causes repeats, so the cursor need not wait for the disk.
    await client.query('set synchronous_commit = off');
    const { rows } = await client.query<{ cursor: string; epoch: string }>(
      `insert into relay (name, cursor, epoch) values ($1, 0, 1)
        on conflict (name) do update set epoch = relay.epoch + 1
        returning cursor::text, epoch::text`,
      [service],
    );
    const { epoch = '0', cursor = '0' } = rows[0] ?? {};
    return new PostgresLead(client, service, eventTypes, epoch, cursor);
  }

  async read(after: string): Promise<OutboxRow[]> {
    const { rows } = await this.client.query<StoredRow>({
      name: 'relay-read',
      text: readSql,
      values: [after],
    });
    return rows.map((row) => this.outboxRow(row));
  }

  async deposed(): Promise<boolean> {
    const { rows } = await this.client.query<{ epoch: string }>(
      'select epoch::text from relay where name = $1',
      [this.service],
    );
    return rows[0]?.epoch !== this.epoch;
  }

  async advance(to: string): Promise<boolean> {
    const { rowCount } = await this.client.query(
      'update relay set cursor = $1 where name = $2 and epoch = $3',
      [to, this.service, this.epoch],
    );
    if (rowCount !== 1) return false;
    this.cursor = to;
    return true;
  }

  async end(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  private outboxRow(row: StoredRow): OutboxRow {
    const { position, stream, version, previousversion, subject, recordedAt, topic } = row;
    const { type, data } = topic === null ? row : this.eventTypes.upcast(row);
    const eventId = eventIdOf(row.hash);
    return { position, stream, version, previousversion, eventId, subject, recordedAt, type, data, topic };
  }
}

/**
 * Configuration: hardly more than one send of 512 KiB for each partition. The cost of a send depends little
 * on its size.
 */
const batchSize = 2_000;

// Position order is commit order, because the store draws positions under one lock. `order by` must name
// `events.position`: a bare `position` would mean the text column and put 100 before 20.
const readSql = `select position::text, stream, version, encode(hash, 'hex') as hash, type, revision, topic,
    coalesce(subject, data->>'personId') as subject,
    case when topic is not null then data end as data,
    ${instantText('recorded_at')} as "recordedAt",
    case when topic is null or version = 1 then 0 else coalesce((
      select before.version from events before
      where before.stream = events.stream and before.version < events.version and before.topic = events.topic
      order by before.version desc limit 1
    ), 0) end as previousversion
  from events where position > $1 order by events.position limit ${batchSize}`;
