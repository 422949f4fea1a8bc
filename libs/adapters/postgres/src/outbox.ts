import type { Client, ClientBase } from 'pg';
import { outboxBatchSize, type Lead, type Outbox, type OutboxRow } from '@canbao/event-sourcing';
import type { Database } from './database';
import { instantText } from './sql-time';

/** How far a service's relay has published, and whether any instance leads. */
export interface RelayState {
  /** Since when the leader's connection is open, RFC 3339 at +08:00; null while nobody leads. */
  readonly leadingSince: string | null;
  /** Counts leaders; null before the first. */
  readonly epoch: string | null;
  /** Stored events that are not yet published. */
  readonly lag: number;
  /** The position up to which everything is published. */
  readonly cursor: string;
}

/** The state of a service's relay, whichever instance leads. The session must see those of the service. */
export const relayState = async (client: ClientBase, service: string): Promise<RelayState> => {
  const { rows } = await client.query<Pick<RelayState, 'epoch' | 'cursor'>>(
    'select epoch::text, cursor::text from relay where name = $1',
    [service],
  );
  const { epoch, cursor } = rows[0] ?? { epoch: null, cursor: '0' };
  const leadingSince = await leaderSince(client, service);
  return { leadingSince, epoch, lag: await lagOf(client, service), cursor };
};

/**
 * The leader is whoever holds the session lock. PostgreSQL shows a lock on one 64-bit number as two halves,
 * `classid` and `objid`.
 */
const leaderSince = async (client: ClientBase, service: string): Promise<string | null> => {
  const { rows } = await client.query<{ since: string }>(
    `select ${instantText('coalesce(backend_start, now())')} as since
      from pg_locks left join pg_stat_activity using (pid)
      where locktype = 'advisory' and objsubid = 1 and granted
        and database = (select oid from pg_database where datname = current_database())
        and (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`,
    [lockName(service)],
  );
  return rows[0]?.since ?? null;
};

const lagOf = async (client: Pick<ClientBase, 'query'>, service: string): Promise<number> => {
  const { rows } = await client.query<{ lag: number }>(
    `select count(*)::int as lag from events
      where topic is not null and position > coalesce((select cursor from relay where name = $1), 0)`,
    [service],
  );
  return rows[0]?.lag ?? 0;
};

const lockName = (service: string): string => `canbao-relay-${service}`;

/**
 * One instance leads by a session lock on a connection of its own, over which everything goes: losing one
 * loses the other.
 */
export class PostgresOutbox implements Outbox {
  constructor(private readonly db: Pick<Database, 'service' | 'pool' | 'connect'>) {}

  async lead(): Promise<Lead | undefined> {
    const client = await this.db.connect();
    try {
      const { rows } = await client.query<{ got: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as got',
        [`canbao-relay-${this.db.service}`],
      );
      if (rows[0]?.got === true) return await PostgresLead.take(client, this.db.service);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    await client.end();
    return undefined;
  }

  /** Stored events that are not yet published, whoever leads. */
  async lag(): Promise<number> {
    const { rows } = await this.db.pool.query<{ n: number }>(
      'select count(*)::int as n from events where topic is not null and position > coalesce((select cursor from relay where name = $1), 0)',
      [this.db.service],
    );
    return rows[0]?.n ?? 0;
  }

  /**
   * Sets the cursor back, never forward. The new epoch deposes the leader, which then takes the lead again
   * from here.
   */
  async rewind(position: bigint): Promise<void> {
    await this.db.pool.query(
      'insert into relay (name, cursor, epoch) values ($1, 0, 1) on conflict (name) do update set cursor = least(relay.cursor, $2), epoch = relay.epoch + 1',
      [this.db.service, position.toString()],
    );
  }
}

class PostgresLead implements Lead {
  private constructor(
    private readonly client: Client,
    private readonly service: string,
    readonly epoch: string,
    public cursor: string,
  ) {}

  static async take(client: Client, service: string): Promise<Lead> {
    // Planned before there are statistics, a read of the next events would go through the whole table each
    // time.
    await client.query('set enable_seqscan = off; set enable_bitmapscan = off');
    // A cursor that a crash sets back only makes repeats, so it need not wait for the disk.
    await client.query('set synchronous_commit = off');
    const { rows } = await client.query<{ cursor: string; epoch: string }>(
      'insert into relay (name, cursor, epoch) values ($1, 0, 1) on conflict (name) do update set epoch = relay.epoch + 1 returning cursor::text, epoch::text',
      [service],
    );
    return new PostgresLead(client, service, rows[0]?.epoch ?? '0', rows[0]?.cursor ?? '0');
  }

  // Position order is commit order, because the store draws positions under one lock. The name in `order by`
  // is
  // qualified, for a bare one would mean the text column and put 100 before 20.
  async read(): Promise<OutboxRow[]> {
    const { rows } = await this.client.query<OutboxRow>({
      name: 'relay-read',
      text: `select position::text, stream, version, event_id as "eventId", type, subject, topic,
          case when topic is not null then data end as data,
          to_char(recorded_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as "recordedAt",
          case when topic is null then 0 else coalesce((select before.version from events before
            where before.stream = events.stream and before.version < events.version and before.topic = events.topic
            order by before.version desc limit 1), 0) end as previousversion
        from events where position > $1 order by events.position limit ${outboxBatchSize}`,
      values: [this.cursor],
    });
    return rows;
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
}
