import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { anyEvents, type AppendRequest, type AppendResult, type StoredEvent } from '@canbao/event-sourcing';
import { type Database, PostgresEventStore, rebuild, type InlineView } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { pause, waitFor } from '@canbao/runtime';
import { fingerprintOf, happened, positionsTable, positionsView } from './fixtures';
import { migrationOf } from './migration-of';

const url = process.env['TEST_DATABASE_URL'] ?? '';
const service = `group-${process.pid}-${Math.floor(performance.now())}`;
const appendLock = `hashtextextended('canbao-append-${service}', 0)`;

const tagsTable = migrationOf('Tags1795600000001', 'create table tags (tag text primary key)');
/** Refuses a tag that occurs twice. */
const tagsView: InlineView = {
  name: 'tags',
  tables: [{ name: 'tags', derived: ['tag'] }],
  statements: (events) => [
    {
      name: 'insert-tags',
      text: 'insert into tags select unnest($1::text[])',
      values: [events.flatMap(({ data }) => (data as { tag?: string }).tag ?? [])],
    },
  ],
};
const views = [positionsView, tagsView];
const options = { views, topicOf: () => undefined, eventTypes: anyEvents };
const opened = (): Promise<Database> =>
  openDatabase({ url, service, migrations: [positionsTable, tagsTable], views });

/** The statements of one connection, in the order in which they are sent and answered. */
interface Line {
  readonly sent: string[];
  readonly answered: string[];
}
const nameOf = (query: string | { name?: string; text: string }): string =>
  typeof query === 'string' ? query.split(/[ ;]/, 1).join() : (query.name ?? query.text);
/** Leads everything over one connection, and listens to it. */
const overheard = async (database: Database, work: (line: Line) => Promise<void>): Promise<void> => {
  const line: Line = { sent: [], answered: [] };
  const client = await database.pool.connect();
  const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
  jest.spyOn(client, 'query').mockImplementation(((...args: [string | { text: string }]) => {
    line.sent.push(nameOf(args[0]));
    const answer = query(...args);
    const note = (): unknown => line.answered.push(nameOf(args[0]));
    answer.then(note, note);
    return answer;
  }) as never);
  const release = client.release.bind(client);
  client.release = () => undefined;
  jest.spyOn(database.pool, 'connect').mockImplementation((() => Promise.resolve(client)) as never);
  try {
    await work(line);
  } finally {
    jest.restoreAllMocks();
    release();
  }
};
const oneTrip = ['begin', 'append', 'insert-seen', 'insert-tags', 'commit'];
const carefulTrip = ['begin', 'commit-state', ...oneTrip.slice(1)];
const refusedTrip = [...oneTrip, 'rollback'];

describe('the group commit', () => {
  let database: Database;
  let store: PostgresEventStore;
  const notified: StoredEvent[] = [];
  let count = 0;
  /** A stream that nothing is stored in. */
  const fresh = (): string => `stream-${(count += 1)}`;
  const appendTogether = (appends: readonly AppendRequest[]): Promise<AppendResult[]> =>
    Promise.all(appends.map((append) => store.append(append)));
  const outcomesOf = async (appends: readonly AppendRequest[]): Promise<string[]> =>
    (await appendTogether(appends)).map(({ outcome }) => outcome);
  const versions = async (stream: string): Promise<number[] | undefined> =>
    (await store.load([stream])).get(stream)?.events.map(({ version }) => version);
  const heldLock = async (): Promise<PoolClient> => {
    const holder = await database.pool.connect();
    await holder.query(`begin; select pg_advisory_xact_lock(${appendLock})`);
    return holder;
  };
  const key = () => ({
    scope: 'caller:act',
    key: randomUUID(),
    fingerprint: fingerprintOf('request'),
    answer: { status: 201, body: { id: randomUUID() } },
  });
  const foreign = (stream: string, version: number) => ({
    consumer: 'spec',
    stream,
    after: 0,
    version,
  });

  beforeAll(async () => {
    database = await opened();
    store = new PostgresEventStore(database, options);
    store.onAppended((events) => notified.push(...events));
  });
  afterAll(async () => {
    await store.close();
    await database.close();
  });

  it('sends lock, events, views and COMMIT of a whole group before the first answer', async () => {
    const streams = Array.from({ length: 30 }, fresh);
    const holder = await heldLock();
    await overheard(database, async (line) => {
      const appended = outcomesOf(streams.map((stream) => happened(stream, 0, 2)));
      // Nobody gets an answer while the lock is held.
      const all = await waitFor(async () => (line.sent.includes('commit') ? line.sent : undefined), {
        timeoutMs: 1_500,
      });
      expect(all).toEqual(oneTrip);
      expect(line.answered).toEqual([]);
      await holder.query('rollback');
      expect(new Set(await appended)).toEqual(new Set(['appended']));
      expect(line).toEqual({ sent: oneTrip, answered: oneTrip });
    });
    holder.release();
  });

  it('tells each append the position of its own last event', async () => {
    const streams = [fresh(), fresh(), fresh()];
    const results = await appendTogether(streams.map((stream, index) => happened(stream, 0, index + 1)));
    const loaded = await store.load(streams);
    expect(results).toEqual(
      streams.map((stream) => ({
        outcome: 'appended',
        lastPosition: loaded.get(stream)?.events.at(-1)?.position,
      })),
    );
  });

  it('stores nothing when the lock cannot be had in time, and continues when it can', async () => {
    const [stream, another] = [fresh(), fresh()];
    const holder = await heldLock();
    const results = await Promise.allSettled([
      store.append(happened(stream, 0)),
      store.append(happened(another, 0)),
    ]);
    expect(results).toMatchObject([
      { status: 'rejected', reason: { code: '55P03' } },
      { status: 'rejected', reason: { code: '55P03' } },
    ]);
    await holder.query('rollback');
    holder.release();
    expect(await database.query('select from events where stream = any($1)', [[stream, another]])).toEqual(
      [],
    );
    expect(await outcomesOf([happened(stream, 0), happened(another, 0)])).toEqual(['appended', 'appended']);
  });

  describe('commits in one round trip', () => {
    it.each<[string, () => AppendRequest[]]>([
      ['appends with keys', () => [1, 2, 3].map(() => happened(fresh(), 0, 1, { idempotency: key() }))],
      [
        'events of several foreign streams',
        () => [fresh(), fresh()].map((from) => happened(fresh(), 0, 1, { inbox: foreign(from, 4) })),
      ],
      [
        'two events of one foreign stream',
        () => {
          const from = fresh();
          return [3, 7].map((version) => happened(fresh(), 0, 1, { inbox: foreign(from, version) }));
        },
      ],
      [
        'appends that continue each other',
        () => {
          const stream = fresh();
          return [happened(stream, 0, 2), happened(stream, 2, 1), happened(stream, 3, 2)];
        },
      ],
      [
        'a foreign event without effect',
        () => [{ ...happened(fresh(), 0), writes: [], inbox: foreign(fresh(), 1) }],
      ],
      ['a key without events', () => [{ ...happened(fresh(), 0), writes: [], idempotency: key() }]],
    ])('%s', async (_, group) => {
      const appends = group();
      await overheard(database, async (line) => {
        expect(await outcomesOf(appends)).toEqual(appends.map(() => 'appended'));
        const hasEvents = appends.some(({ writes }) => writes.length > 0);
        expect(line.sent).toEqual(hasEvents ? oneTrip : ['begin', 'append', 'commit']);
      });
    });
  });

  describe('refuses only the culprit of a group', () => {
    type Culprit = readonly [prior: AppendRequest[], culprit: AppendRequest];
    const afterOne = (prior: AppendRequest, culprit: AppendRequest): Culprit => [[prior], culprit];

    it.each<[string, string, () => Culprit]>([
      [
        'a version that is taken',
        'version-conflict',
        () => {
          const stream = fresh();
          return afterOne(happened(stream, 0, 2), happened(stream, 1));
        },
      ],
      ['a version beyond the end of nothing', 'version-conflict', () => [[], happened(fresh(), 3)]],
      [
        'a version beyond the end of a stream',
        'version-conflict',
        () => {
          const stream = fresh();
          return afterOne(happened(stream, 0, 2), happened(stream, 3));
        },
      ],
      [
        'a second stream at a wrong version',
        'version-conflict',
        () => {
          const [first, second] = [fresh(), fresh()];
          const both = [...happened(first, 0).writes, ...happened(second, 1).writes];
          return [[], { ...happened(first, 0), writes: both }];
        },
      ],
      [
        'a used key',
        'key-used',
        () => {
          const idempotency = key();
          return afterOne(happened(fresh(), 0, 1, { idempotency }), happened(fresh(), 0, 1, { idempotency }));
        },
      ],
      [
        'a handled foreign event',
        'already-handled',
        () => {
          const inbox = foreign(fresh(), 5);
          return afterOne(happened(fresh(), 0, 1, { inbox }), happened(fresh(), 0, 1, { inbox }));
        },
      ],
      [
        'a foreign event before the last handled one',
        'already-handled',
        () => {
          const from = fresh();
          return afterOne(
            happened(fresh(), 0, 1, { inbox: foreign(from, 5) }),
            happened(fresh(), 0, 1, { inbox: foreign(from, 4) }),
          );
        },
      ],
    ])('%s: %s', async (_, outcome, culpritOf) => {
      const [prior, culprit] = culpritOf();
      for (const append of prior) await store.append(append);
      const [good, alsoGood] = [fresh(), fresh()];
      const before = await database.query('select from events');
      await overheard(database, async (line) => {
        const group = [happened(good, 0, 2), culprit, happened(alsoGood, 0)];
        expect(await outcomesOf(group)).toEqual(['appended', outcome, 'appended']);
        expect(line.sent).toEqual([...refusedTrip, ...carefulTrip]);
      });
      expect(await database.query('select from events')).toHaveLength(before.length + 3);
      expect([await versions(good), await versions(alsoGood)]).toEqual([[1, 2], [1]]);
    });

    it.each<[string, string, (second: (more: Partial<AppendRequest>) => AppendRequest) => AppendRequest[]]>([
      [
        'the same key',
        'key-used',
        (append) => {
          const idempotency = key();
          return [append({ idempotency }), append({ idempotency })];
        },
      ],
      [
        'the same version',
        'version-conflict',
        () => {
          const stream = fresh();
          return [happened(stream, 0), happened(stream, 0)];
        },
      ],
      [
        'a hole behind the first',
        'version-conflict',
        () => {
          const stream = fresh();
          return [happened(stream, 0, 2), happened(stream, 3)];
        },
      ],
      [
        'the same foreign event',
        'already-handled',
        (append) => {
          const inbox = foreign(fresh(), 1);
          return [append({ inbox }), append({ inbox })];
        },
      ],
      [
        'an earlier event of the same foreign stream',
        'already-handled',
        (append) => {
          const from = fresh();
          return [append({ inbox: foreign(from, 2) }), append({ inbox: foreign(from, 1) })];
        },
      ],
    ])('when two of it have %s: %s', async (_, outcome, pair) => {
      const group = [
        happened(fresh(), 0),
        ...pair((more) => happened(fresh(), 0, 1, more)),
        happened(fresh(), 0),
      ];
      const before = await database.query('select from events');
      await overheard(database, async (line) => {
        expect(await outcomesOf(group)).toEqual(['appended', 'appended', outcome, 'appended']);
        expect(line.sent).toEqual(carefulTrip);
      });
      const stored = group.toSpliced(2, 1).flatMap(({ writes }) => writes.flatMap(({ events }) => events));
      expect(await database.query('select from events')).toHaveLength(before.length + stored.length);
    });

    it('a key that is only checked, when it was used', async () => {
      const { answer, ...checked } = key();
      const append = (): AppendRequest => happened(fresh(), 0, 1, { idempotency: checked });
      const group = [happened(fresh(), 0), append(), happened(fresh(), 0)];
      expect(await outcomesOf(group)).toEqual(['appended', 'appended', 'appended']);
      await store.append(happened(fresh(), 0, 1, { idempotency: { ...checked, answer } }));
      const [first, second, third] = await appendTogether([
        happened(fresh(), 0),
        append(),
        happened(fresh(), 0),
      ]);
      expect([first?.outcome, third?.outcome]).toEqual(['appended', 'appended']);
      expect(second).toEqual({ outcome: 'key-used', answer, sameRequest: true });
    });

    it("a row that a view's own key refuses", async () => {
      const [stream, tag] = [fresh(), randomUUID()];
      await store.append(happened(fresh(), 0, 1, { data: { tag } }));
      const results = await Promise.allSettled([
        store.append(happened(fresh(), 0)),
        store.append(happened(stream, 0, 1, { data: { tag }, idempotency: key() })),
        store.append(happened(fresh(), 0, 1, { data: { tag: randomUUID() } })),
      ]);
      expect(results).toMatchObject([
        { status: 'fulfilled', value: { outcome: 'appended' } },
        { status: 'rejected', reason: { code: '23505', table: 'tags' } },
        { status: 'fulfilled', value: { outcome: 'appended' } },
      ]);
      expect(await versions(stream)).toEqual([]);
    });
  });

  it('answers a second use of a key in the group with the answer of the first', async () => {
    const idempotency = key();
    const [, second] = await appendTogether([1, 2].map(() => happened(fresh(), 0, 1, { idempotency })));
    expect(second).toEqual({ outcome: 'key-used', answer: idempotency.answer, sameRequest: true });
  });

  it('gives views and listeners the positions that the events have', async () => {
    const stored = await store.readAfter(0n, 10_000);
    const seen = await database.query(
      'select seen.position::text as position, stream, version from seen order by seen.position',
    );
    const rows = (events: readonly StoredEvent[]) =>
      events.map(({ position, stream, version }) => ({ position: position.toString(), stream, version }));
    expect(seen).toEqual(rows(stored));
    expect(rows(notified)).toEqual(rows(stored));
    expect(notified.map(({ eventId }) => eventId)).toEqual(stored.map(({ eventId }) => eventId));
  });

  it('keeps two instances in one order, with views that a rebuild makes again', async () => {
    const other = await opened();
    const second = new PostgresEventStore(other, options);
    const start = await database.lastPosition();
    const keys = Array.from({ length: 40 }, key);
    const results: AppendResult[] = [];
    let isWriting = true;
    const write = async (instance: PostgresEventStore, name: string): Promise<void> => {
      for (let round = 0; round < 60; round += 1) {
        const shared = happened(`both-${round % 30}`, Math.floor(round / 30), 1);
        const own = happened(`${name}-${round}`, 0, 1 + (round % 3), {
          idempotency: keys[round % 40] as never,
        });
        results.push(...(await Promise.all([instance.append(shared), instance.append(own)])));
      }
    };
    // Looks forward only: an event that appears behind it is lost to it.
    const read = async (): Promise<bigint[]> => {
      const positions: bigint[] = [];
      for (;;) {
        const isLast = !isWriting;
        const events = await store.readAfter(positions.at(-1) ?? start, 7);
        positions.push(...events.map(({ position }) => position));
        if (events.length === 0 && isLast) return positions;
        if (events.length === 0) await pause(1);
      }
    };
    const reading = read();
    const writers = [store, second, store, second].map((instance, n) => write(instance, `writer-${n}`));
    await Promise.all(writers);
    isWriting = false;
    const positions = await reading;
    const stored = await store.readAfter(start, 10_000);
    expect(positions).toEqual(stored.map(({ position }) => position));
    // Each version of a shared stream, and each key, was for one of the four.
    const counts = Object.groupBy(results, ({ outcome }) => outcome);
    expect(stored.filter(({ stream }) => stream.startsWith('both-'))).toHaveLength(60);
    expect(counts['appended']).toHaveLength(60 + keys.length);
    expect(counts['key-used']).toHaveLength(4 * 60 - keys.length);
    expect(counts['version-conflict']).toHaveLength(3 * 60);
    expect(
      await database.query(
        `select from events full join seen using (position)
          where (events.stream, events.version) is distinct from (seen.stream, seen.version)`,
      ),
    ).toEqual([]);
    for (const batch of [1, 7, 5_000]) {
      const { tables } = await rebuild({ ...options, url, service, verify: true, batch });
      expect(tables).toMatchObject([
        { name: 'seen', equal: true },
        { name: 'tags', equal: true },
      ]);
    }
    await second.close();
    await other.close();
  });
});
