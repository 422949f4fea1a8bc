import type { Client, QueryConfig } from 'pg';
import { eventIdOf, type EventTypes, type Lead, type Outbox, type OutboxRow } from '@canbao/event-sourcing';
import type { Database } from '../database/database';
import { instantText } from '../database/sql-time';
import { formerLead, renewEveryMs, sureMs, takeLead, type FormerLead } from './lease';
import { lagOf } from './relay-state';

/**
 * The event table as an outbox. One instance leads: it renews a lease in the `relay` row, and holds a session
 * lock on a connection of its own, over which all its work goes. Another takes over when that connection is
 * gone, at once, or when the lease is old, because a leader that hangs or whose host is lost lets go of
 * nothing.
 */
export class PostgresOutbox implements Outbox {
  constructor(
    private readonly db: Pick<Database, 'service' | 'pool' | 'connect'>,
    private readonly eventTypes: EventTypes,
  ) {}

  async lead(): Promise<Lead | undefined> {
    const seen = await formerLead(this.db.pool, this.db.service);
    if (seen.state === 'leads') return undefined;
    const client = await this.db.connect();
    try {
      const lead = await PostgresLead.take(client, this.db.service, this.eventTypes, seen);
      if (lead === undefined) await client.end();
      return lead;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
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

  /** When the last successful renewal began. */
  private renewedAtMs = performance.now();
  private isRenewing = false;
  private readonly renewals = setInterval(() => void this.renew(), renewEveryMs);

  private constructor(
    private readonly client: Client,
    private readonly service: string,
    private readonly eventTypes: EventTypes,
    readonly epoch: string,
    public cursor: string,
    readonly replaced: Lead['replaced'],
  ) {}

  static async take(
    client: Client,
    service: string,
    eventTypes: EventTypes,
    seen: FormerLead,
  ): Promise<PostgresLead | undefined> {
    // Planned before there are statistics, a read of the next events would scan the whole table each time.
    await client.query('set enable_seqscan = off; set enable_bitmapscan = off');
    // A crash that sets the cursor back only causes repeats, so the cursor need not wait for the disk.
    await client.query('set synchronous_commit = off');
    const taken = await takeLead(client, service, seen);
    if (taken === undefined) return undefined;
    const { holder, silentSeconds } = seen;
    const replaced = seen.state === 'hangs' ? { holder: holder ?? 'unknown', silentSeconds } : undefined;
    return new PostgresLead(client, service, eventTypes, taken.epoch, taken.cursor, replaced);
  }

  get isSure(): boolean {
    return performance.now() - this.renewedAtMs < sureMs;
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

  /** Lets the next leader begin at once. */
  async end(): Promise<void> {
    clearInterval(this.renewals);
    await this.mine('renewed_at = null', { query_timeout: renewEveryMs }).catch(() => undefined);
    await this.client.end().catch(() => undefined);
  }

  /**
   * A renewal that fails is no news: sending and moving the cursor will tell. It waits behind what the
   * connection reads, and has no limit of its own: the driver would cut off the connection, and the read.
   */
  private async renew(): Promise<void> {
    if (this.isRenewing) return;
    this.isRenewing = true;
    const beganMs = performance.now();
    if (await this.mine('renewed_at = now()').catch(() => false)) this.renewedAtMs = beganMs;
    this.isRenewing = false;
  }

  private async mine(change: string, limit: { readonly query_timeout?: number } = {}): Promise<boolean> {
    const { rowCount } = await this.client.query({
      text: `update relay set ${change} where name = $1 and epoch = $2`,
      values: [this.service, this.epoch],
      ...limit,
    } as QueryConfig);
    return rowCount === 1;
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
