import pg from 'pg';
import { instant } from '@canbao/calendar';
import { anyEvents, genesisHash, type AppendRequest, type Event } from '@canbao/event-sourcing';
import {
  type Database,
  PostgresEventStore,
  rebuild,
  RebuildFault,
  type InlineView,
  type Rebuilt,
} from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { waitFor } from '@canbao/runtime';
import { migrationOf } from './migration-of';

const url = process.env['TEST_DATABASE_URL'] ?? '';
const service = `rebuild-${process.pid}-${Math.floor(performance.now())}`;
const schema = service.replaceAll('-', '_');

/** Balances by stream, each with a note. `looks` is a column of the running service's own. */
const totals: InlineView = {
  name: 'totals',
  tables: [{ name: 'totals', derived: ['stream', 'total', 'state::jsonb'], inUse: 'looks > 0' }],
  statements: (events) => {
    const sums = new Map<string, number>();
    for (const { stream, data } of events)
      sums.set(stream, (sums.get(stream) ?? 0) + (data as { n: number }).n);
    return [
      {
        name: 'upsert-totals',
        text: `insert into totals (stream, total, state)
          select s, n, json_build_object('of', s) from unnest($1::text[], $2::int[]) as added(s, n)
          on conflict (stream) do update set total = totals.total + excluded.total`,
        values: [[...sums.keys()], [...sums.values()]],
      },
    ];
  },
};
const seen: InlineView = {
  name: 'seen',
  tables: [{ name: 'seen', derived: ['position', 'at'] }],
  statements: (events) => [
    {
      name: 'insert-seen',
      text: `insert into seen select committed_position(p), at
        from unnest($1::bigint[], $2::timestamptz[]) as new(p, at)`,
      values: [events.map(({ position }) => position.toString()), events.map(({ recordedAt }) => recordedAt)],
    },
  ],
};
const views = [totals, seen];
const tables = migrationOf(
  'Tables1795600000000',
  `create table totals (
      stream text primary key, total int not null, state json not null, looks int not null default 0);
    create index on totals (total);
    create table seen (position bigint primary key, at timestamptz not null, unique (at, position))`,
);

let moment = Date.UTC(2026, 2, 18);
const added = (stream: string, expectedVersion: number, ...amounts: number[]): AppendRequest => ({
  subject: 'someone',
  recordedAt: instant(new Date((moment += 1) + 8 * 3_600_000).toISOString().replace('Z', '+08:00')),
  metadata: { actor: 'spec' },
  writes: [
    {
      stream,
      expectedVersion,
      previousHash: genesisHash,
      events: amounts.map((n): Event => ({ type: 'Added', data: { n } })),
    },
  ],
});

describe('a rebuild', () => {
  let database: Database;
  let store: PostgresEventStore;
  let owner: pg.Client;
  const run = (verify: boolean, batch?: number): Promise<Rebuilt> =>
    rebuild({
      url,
      service,
      views,
      eventTypes: anyEvents,
      verify,
      ...(batch === undefined ? {} : { batch }),
    });
  const verdicts = ({ tables: proofs }: Rebuilt): Record<string, boolean> =>
    Object.fromEntries(proofs.map(({ name, equal }) => [name, equal]));
  const good = { totals: true, seen: true };

  beforeAll(async () => {
    owner = new pg.Client(url);
    await owner.connect();
    // A database from before there were views of these tables, with rows.
    const before = await openDatabase({ url, service, migrations: [tables] });
    await before.query(`insert into totals values ('old', 1, '{}')`);
    expect(await before.query('select from projection_digest')).toEqual([]);
    await before.close();
    database = await openDatabase({ url, service, migrations: [tables], views });
    store = new PostgresEventStore(database, { views, topicOf: () => undefined, eventTypes: anyEvents });
  });
  afterAll(async () => {
    await store.close();
    await database.close();
    await owner.end();
  });

  it('starts on an older database: no migration runs twice, and the rows it has are counted', async () => {
    expect(await database.query('select name, rows from projection_digest order by name')).toEqual([
      { name: 'seen', rows: '0' },
      { name: 'totals', rows: '1' },
    ]);
    expect((await run(true)).tables[0]).toMatchObject({
      equal: false,
      differing: [{ side: 'stored', row: '{"stream":"old","total":1,"state":{}}' }],
    });
    await database.query("delete from totals where stream = 'old'");
    expect(await database.query('select rows, digest from projection_digest')).toEqual([
      { rows: '0', digest: '0' },
      { rows: '0', digest: '0' },
    ]);
  });

  it.each([1, 7, 5000])('makes the same rows from batches of %d events', async (batch) => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => store.append(added(`batch-${batch}-${n}`, 0, n, 1, 2))),
    );
    const rebuilt = await run(true, batch);
    expect(verdicts(rebuilt)).toEqual(good);
    expect(rebuilt).toMatchObject({ swapped: false, events: Number(rebuilt.tables[1]?.stored.rows) });
  });

  it.each([
    ['changed', "update totals set total = total + 1 where stream = 'batch-1-0'", 2],
    ['removed', "delete from totals where stream = 'batch-1-1'", 1],
    ['added', "insert into totals values ('nobody', 5, '{}')", 1],
    [
      'exchanged with another',
      `update totals set total = case stream when 'batch-1-2' then 8 else 5 end
        where stream in ('batch-1-2', 'batch-1-5')`,
      4,
    ],
  ])('finds a row that was %s, also when the triggers did not see it', async (_, sql, differing) => {
    for (const role of ['origin', 'replica']) {
      await owner.query(
        `begin; set local search_path = ${schema}; set local session_replication_role = ${role};
        ${sql}; commit`,
      );
      const {
        tables: [proof],
      } = await run(true);
      expect({ equal: proof?.equal, differing: proof?.differing.length }).toEqual({
        equal: false,
        differing,
      });
      expect(proof?.maintained.digest === proof?.stored.digest).toBe(role === 'origin');
      await run(false);
      expect(verdicts(await run(true))).toEqual(good);
    }
  });

  it("carries over the running service's own columns, grants and indexes", async () => {
    const shape = (): Promise<unknown[]> =>
      owner
        .query(
          `select
              (select array_agg(indexdef order by indexdef) from pg_indexes where schemaname = $1) as indexes,
              (select array_agg(tgname || tgrelid::regclass order by 1) from pg_trigger) as triggers,
              (select array_agg(relacl::text order by relname)
                from pg_class where relnamespace = to_regnamespace($1)) as grants`,
          [schema],
        )
        .then(({ rows }) => rows);
    await database.query("update totals set looks = 3 where stream = 'batch-7-3'");
    const before = await shape();
    await run(false);
    expect(await database.query("select looks from totals where stream = 'batch-7-3'")).toEqual([
      { looks: 3 },
    ]);
    expect(await shape()).toEqual(before);
    expect(await owner.query('select to_regnamespace($1) as shadow', [`${schema}_rebuild`])).toMatchObject({
      rows: [{ shadow: null }],
    });
  });

  it('removes what a killed rebuild has left', async () => {
    await owner.query(
      `set role canbao_owner; create schema ${schema}_rebuild; create table ${schema}_rebuild.totals (leftover int); reset role`,
    );
    expect(verdicts(await run(true))).toEqual(good);
  });

  it('runs while others write and read, swaps under load and loses nothing', async () => {
    const [appended, faults]: [number[], unknown[]] = [[], []];
    const ended = new AbortController();
    const fail = (error: unknown): void => {
      faults.push(error);
      ended.abort();
    };
    const writer = async (name: number): Promise<void> => {
      for (let version = 0; !ended.signal.aborted; version += 2) {
        await store.append(added(`load-${name}`, version, 1, 1)).then(({ outcome }) => {
          if (outcome === 'appended') appended.push(2);
        }, fail);
      }
    };
    const reader = async (): Promise<void> => {
      while (!ended.signal.aborted)
        await database.pool
          .query({ name: 'read-totals', text: 'select * from totals where stream = $1', values: ['load-1'] })
          .catch(fail);
    };
    const writers = [1, 2, 3, 4, 5, 6, 7, 8].map(writer);
    const readers = [reader(), reader()];
    /** Waits until that many more appends have succeeded. */
    const load = async (appends: number): Promise<void> => {
      const wanted = appended.length + appends;
      const enough = async (): Promise<true | undefined> =>
        appended.length >= wanted || faults.length > 0 ? true : undefined;
      expect(await waitFor(enough, { timeoutMs: 20_000 })).toBe(true);
    };
    await load(200);
    const swapped = [];
    for (let round = 0; round < 3; round += 1) swapped.push(verdicts(await run(false, 500)));
    await load(100);
    ended.abort();
    await Promise.all([...writers, ...readers]);
    expect(faults).toEqual([]);
    expect(swapped).toEqual([good, good, good]);
    const {
      rows: [counted],
    } = await owner.query(`select sum(total)::int as total from ${schema}.totals where stream like 'load-%'`);
    expect(counted).toEqual({ total: appended.reduce((sum, one) => sum + one, 0) });
    expect(verdicts(await run(true))).toEqual(good);
  });

  it('leaves the tables alone when it is interrupted, and locks other rebuilds out', async () => {
    const before = await owner.query(
      `select oid from pg_class where relnamespace = to_regnamespace($1) order by oid`,
      [schema],
    );
    const barrier = `pg_advisory_lock(hashtextextended('${service}-barrier', 0))`;
    await owner.query(`select ${barrier}`);
    const cut = rebuild({
      url,
      service,
      eventTypes: anyEvents,
      verify: false,
      batch: 10,
      views: [
        totals,
        { ...seen, statements: (events) => [...seen.statements(events), { text: `select ${barrier}` }] },
      ],
    });
    const outcome = cut.then(
      () => 'done',
      (error: unknown) => error,
    );
    const waits = await waitFor(
      async () => {
        const { rowCount } = await owner.query(
          `select from pg_stat_activity where application_name = $1 and wait_event = 'advisory'`,
          [`canbao-${service}-rebuild`],
        );
        return rowCount === 1 ? true : undefined;
      },
      { timeoutMs: 20_000 },
    );
    expect(waits).toBe(true);
    await expect(run(true)).rejects.toThrow(RebuildFault);
    await owner.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
      `canbao-${service}-rebuild`,
    ]);
    expect(await outcome).toBeInstanceOf(Error);
    await owner.query('select pg_advisory_unlock_all()');
    expect(
      (
        await owner.query(`select oid from pg_class where relnamespace = to_regnamespace($1) order by oid`, [
          schema,
        ])
      ).rows,
    ).toEqual(before.rows);
    expect(verdicts(await run(true))).toEqual(good);
  });
});
