import type { ClientBase } from 'pg';
import type {
  BlockedKey,
  ForgedRecord,
  Inbox,
  InboxEntry,
  InboxState,
  ParkedRecord,
  RawRecord,
} from '@canbao/event-sourcing';
import { Batcher, retrying } from '@canbao/runtime';
import type { Database } from '../database/database';
import { inTransaction } from '../database/on-connection';
import { instantText } from '../database/sql-time';
import { uniqueViolation } from '../database/unique-violation';

interface StateRequest {
  readonly streams: readonly string[];
  readonly keys: readonly string[];
}

interface StateRow {
  stream: string | null;
  version: number;
  key: string | null;
}

/**
 * The consumer's tables: handled events, the cursor of each foreign stream, and parked records. Batches of
 * several partitions that come with one fetch are looked up, and recorded, together.
 */
export class PostgresInbox implements Inbox {
  private readonly states = new Batcher((requests: readonly StateRequest[]) => this.statesOf(requests));
  private readonly records = new Batcher((batches: readonly (readonly InboxEntry[])[]) =>
    this.recordAll(batches),
  );

  constructor(private readonly db: Pick<Database, 'pool'>) {}

  state(streams: readonly string[], keys: readonly string[]): Promise<InboxState> {
    return this.states.submit({ streams, keys });
  }

  async record(entries: readonly InboxEntry[]): Promise<void> {
    if (entries.length > 0) await this.records.submit(entries);
  }

  async park(record: RawRecord, key: string, error: string): Promise<void> {
    await inTransaction(this.db.pool, async (client) => {
      await client.query('insert into blocked_key (key, error) values ($1, $2) on conflict do nothing', [
        key,
        error,
      ]);
      await this.insertParked(client, record, key, error);
    });
  }

  parkBehind(record: RawRecord, key: string): Promise<boolean> {
    return inTransaction(this.db.pool, async (client) => {
      // The row lock orders this against a release that is about to unblock the key.
      const { rowCount } = await client.query('select from blocked_key where key = $1 for share', [key]);
      if (rowCount === 0) return false;
      await this.insertParked(client, record, key, 'behind');
      return true;
    });
  }

  /** The record itself stays in Kafka; of a flood only the first ten thousand are noted. */
  async setAside(records: readonly ForgedRecord[]): Promise<void> {
    await this.db.pool.query(setAsideSql, [
      records.map(({ topic }) => topic),
      records.map(({ partition }) => partition),
      records.map(({ offset }) => offset),
      records.map(({ key }) => storable((key ?? '').slice(0, evidenceLength))),
      records.map(({ value }) => storable(value.slice(0, evidenceLength))),
      records.map(({ error }) => error),
    ]);
  }

  async parkedOf(key: string): Promise<ParkedRecord[]> {
    const { rows } = await this.db.pool.query<ParkedRecord>(
      `select id::text, topic, partition, record_offset::text as "offset", key, envelope as value
        from parked where key = $1 order by parked.id`,
      [key],
    );
    return rows;
  }

  async unpark(id: string): Promise<void> {
    await this.db.pool.query('delete from parked where id = $1', [id]);
  }

  unblock(key: string): Promise<boolean> {
    return inTransaction(this.db.pool, async (client) => {
      await client.query('select from blocked_key where key = $1 for update', [key]);
      const { rowCount } = await client.query('select from parked where key = $1 limit 1', [key]);
      if (rowCount !== 0) return false;
      await client.query('delete from blocked_key where key = $1', [key]);
      return true;
    });
  }

  async blockedKeys(): Promise<BlockedKey[]> {
    const { rows } = await this.db.pool.query<BlockedKey>(
      `select key, ${instantText('since')} as since, error,
          (select count(*)::int from parked where parked.key = blocked_key.key) as records
        from blocked_key order by blocked_key.since, key limit 1000`,
    );
    return rows;
  }

  private async statesOf(requests: readonly StateRequest[]): Promise<InboxState[]> {
    const { rows } = await this.db.pool.query<StateRow>({
      name: 'inbox-state',
      text: `select stream, version, null as key from inbox_cursor where stream = any($1)
        union all select null, 0, key from blocked_key where key = any($2)`,
      values: [
        [...new Set(requests.flatMap(({ streams }) => streams))],
        [...new Set(requests.flatMap(({ keys }) => keys))],
      ],
    });
    const cursors = new Map(
      rows.flatMap(({ stream, version }) => (stream === null ? [] : [[stream, version] as const])),
    );
    const blocked = new Set(rows.flatMap(({ key }) => (key === null ? [] : [key])));
    // A copy for each request, because callers modify theirs.
    return requests.map(({ streams, keys }) => ({
      cursors: new Map(
        streams.flatMap((stream) => {
          const version = cursors.get(stream);
          return version === undefined ? [] : [[stream, version]];
        }),
      ),
      blocked: new Set(keys.filter((key) => blocked.has(key))),
    }));
  }

  private async recordAll(batches: readonly (readonly InboxEntry[])[]): Promise<undefined[]> {
    const entries = batches.flat();
    const record = {
      name: 'inbox-record',
      text: recordSql,
      values: [entries.map(({ stream }) => stream), entries.map(({ version }) => version)],
    };
    // A consumer that has not noticed the loss of its partitions may insert the same cursor.
    await retrying(() => this.db.pool.query(record), {
      mayRetry: (error, attempt) => (error as { code?: string }).code === uniqueViolation && attempt < 3,
    });
    return batches.map(() => undefined);
  }

  private async insertParked(
    client: ClientBase,
    { topic, partition, offset, value }: RawRecord,
    key: string,
    error: string,
  ): Promise<void> {
    await client.query(
      `insert into parked (topic, partition, record_offset, key, envelope, error)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (topic, partition, record_offset) do nothing`,
      [topic, partition, offset, storable(key), storable(value), error],
    );
  }
}

// Not `on conflict`: an insert that foresees a conflict writes half as much again.
const recordSql = `with passed as (
    select stream, max(version) as version from unnest($1::text[], $2::int[]) as passed(stream, version)
    group by stream order by stream
  ), moved as (
    update inbox_cursor set version = passed.version from passed
    where inbox_cursor.stream = passed.stream and inbox_cursor.version < passed.version
  )
  insert into inbox_cursor (stream, version)
  select stream, version from passed
  where not exists (select from inbox_cursor where inbox_cursor.stream = passed.stream)`;

/** Configuration: characters of a forged record that are kept; events of ours are shorter. */
const evidenceLength = 4_000;

const setAsideSql = `insert into set_aside (topic, partition, record_offset, key, envelope, error)
  select * from unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::text[], $6::text[])
  where (select count(*) from set_aside) < 10000
  on conflict do nothing`;

// PostgreSQL text cannot hold a zero byte; a record with one cannot be handled, but must still be parked.
const storable = (text: string): string => text.replaceAll('\0', '\u{FFFD}');
