import type { ClientBase, PoolClient } from 'pg';
import type {
  BlockedKey,
  Inbox,
  InboxEntry,
  InboxState,
  ParkedRecord,
  RawRecord,
} from '@canbao/event-sourcing';
import { Batcher } from '@canbao/runtime';
import type { Database } from './database';
import { instantText, secondsSince } from './sql-time';

/** What waits at one consumer because it could not be handled. */
export interface ParkedState {
  /** Persons whose events wait. */
  readonly keys: number;
  readonly records: number;
  /** RFC 3339 at +08:00; null while no key is blocked. */
  readonly oldestSince: string | null;
  readonly oldestSeconds: number;
  /** Of keys blocked by a missing event; 0 without one. */
  readonly oldestGapSeconds: number;
}

/** Blocked keys and parked records of a consumer. */
export const parkedState = async (client: ClientBase, consumer: string): Promise<ParkedState> => {
  const { rows } = await client.query<ParkedState>(
    `select count(*)::int as keys,
        (select count(*)::int from parked where consumer = $1) as records,
        ${instantText('min(since)')} as "oldestSince",
        ${secondsSince('min(since)')} as "oldestSeconds",
        ${secondsSince("min(since) filter (where error like 'gap:%')")} as "oldestGapSeconds"
      from blocked_key where consumer = $1`,
    [consumer],
  );
  return rows[0] as ParkedState;
};

interface Asked {
  readonly streams: readonly string[];
  readonly keys: readonly string[];
}

/**
 * The consumer's tables: what was handled, how far each foreign stream is, and what waits for a decision.
 * Batches of
 * several partitions that come with one fetch are looked up, and recorded, together.
 */
export class PostgresInbox implements Inbox {
  private readonly states = new Batcher((asked: readonly Asked[]) => this.stateOfAll(asked));
  private readonly records = new Batcher((asked: readonly (readonly InboxEntry[])[]) =>
    this.recordAll(asked),
  );

  constructor(
    private readonly db: Pick<Database, 'pool'>,
    private readonly consumer: string,
  ) {}

  /** How far each stream is, and which of the keys are blocked. */
  state(streams: readonly string[], keys: readonly string[]): Promise<InboxState> {
    return this.states.submit({ streams, keys });
  }

  private async stateOfAll(asked: readonly Asked[]): Promise<InboxState[]> {
    const { rows } = await this.db.pool.query<{ stream: string | null; version: number; key: string | null }>(
      {
        name: 'inbox-state',
        text: `select stream, version, null as key from inbox_cursor where consumer = $1 and stream = any($2)
        union all select null, 0, key from blocked_key where consumer = $1 and key = any($3)`,
        values: [
          this.consumer,
          [...new Set(asked.flatMap(({ streams }) => streams))],
          [...new Set(asked.flatMap(({ keys }) => keys))],
        ],
      },
    );
    const cursors = new Map(
      rows.flatMap(({ stream, version }) => (stream === null ? [] : [[stream, version] as const])),
    );
    const blocked = new Set(rows.flatMap(({ key }) => (key === null ? [] : [key])));
    // Each gets what it asked for, and may go on with it.
    return asked.map(({ streams, keys }) => ({
      cursors: new Map(
        streams.flatMap((stream) => {
          const version = cursors.get(stream);
          return version === undefined ? [] : [[stream, version]];
        }),
      ),
      blocked: new Set(keys.filter((key) => blocked.has(key))),
    }));
  }

  /** Moves the cursors behind events without effect; the store does so, and more, for those with one. */
  async record(entries: readonly InboxEntry[]): Promise<void> {
    if (entries.length > 0) await this.records.submit(entries);
  }

  private async recordAll(asked: readonly (readonly InboxEntry[])[]): Promise<undefined[]> {
    const entries = asked.flat();
    await this.db.pool.query({
      name: 'inbox-record',
      text: `insert into inbox_cursor (consumer, stream, version)
        select $1, stream, max(version) from unnest($2::text[], $3::int[]) as seen(stream, version) group by stream order by stream
        on conflict (consumer, stream) do update set version = excluded.version where inbox_cursor.version < excluded.version`,
      values: [this.consumer, entries.map(({ stream }) => stream), entries.map(({ version }) => version)],
    });
    return asked.map(() => undefined);
  }

  /** Blocks the key and parks its record, together. */
  async park(record: RawRecord, key: string, error: string): Promise<void> {
    await this.inTransaction(async (client) => {
      await client.query(
        'insert into blocked_key (consumer, key, error) values ($1, $2, $3) on conflict do nothing',
        [this.consumer, key, error],
      );
      await client.query(
        `insert into parked (consumer, topic, partition, record_offset, key, envelope, error) values ($1, $2, $3, $4, $5, $6, $7)
          on conflict (consumer, topic, partition, record_offset) do nothing`,
        [this.consumer, record.topic, record.partition, record.offset, key, storable(record.value), error],
      );
    });
  }

  /** Parks a record behind those of its blocked key; false when the key was released meanwhile. */
  async parkBehind(record: RawRecord, key: string): Promise<boolean> {
    return this.inTransaction(async (client) => {
      // The row lock orders this against a release that is about to unblock the key.
      const { rowCount } = await client.query(
        'select from blocked_key where consumer = $1 and key = $2 for share',
        [this.consumer, key],
      );
      if (rowCount === 0) return false;
      await client.query(
        `insert into parked (consumer, topic, partition, record_offset, key, envelope, error) values ($1, $2, $3, $4, $5, $6, 'behind')
          on conflict (consumer, topic, partition, record_offset) do nothing`,
        [this.consumer, record.topic, record.partition, record.offset, key, storable(record.value)],
      );
      return true;
    });
  }

  async parkedOf(key: string): Promise<ParkedRecord[]> {
    const { rows } = await this.db.pool.query<ParkedRecord>(
      'select id::text, topic, partition, record_offset::text as "offset", key, envelope as value from parked where consumer = $1 and key = $2 order by parked.id',
      [this.consumer, key],
    );
    return rows;
  }

  async unpark(id: string): Promise<void> {
    await this.db.pool.query('delete from parked where consumer = $1 and id = $2', [this.consumer, id]);
  }

  /** Lets the key flow again if nothing of it is parked any more; false when something is. */
  async unblock(key: string): Promise<boolean> {
    return this.inTransaction(async (client) => {
      await client.query('select from blocked_key where consumer = $1 and key = $2 for update', [
        this.consumer,
        key,
      ]);
      const { rows } = await client.query<{ left: boolean }>(
        'select exists (select from parked where consumer = $1 and key = $2) as left',
        [this.consumer, key],
      );
      if (rows[0]?.left === true) return false;
      await client.query('delete from blocked_key where consumer = $1 and key = $2', [this.consumer, key]);
      return true;
    });
  }

  async blockedKeys(): Promise<BlockedKey[]> {
    const { rows } = await this.db.pool.query<BlockedKey>(
      `select key, to_char(since at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as since, error,
          (select count(*)::int from parked where parked.consumer = blocked_key.consumer and parked.key = blocked_key.key) as records
        from blocked_key where consumer = $1 order by blocked_key.since, key limit 1000`,
      [this.consumer],
    );
    return rows;
  }

  private async inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.db.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      broken = await client.query('rollback').then(
        () => undefined,
        (failure: Error) => failure,
      );
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

// PostgreSQL text cannot hold a zero byte; a record with one is poison anyway, and must still be parked.
const storable = (text: string): string => text.replaceAll('\0', '\u{FFFD}');
