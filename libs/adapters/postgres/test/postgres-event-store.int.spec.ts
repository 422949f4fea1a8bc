import { instant } from '@canbao/calendar';
import { genesisHash, type AppendRequest, type Event, type StoredEvent } from '@canbao/event-sourcing';
import { Database, hashOf, PostgresEventStore } from '@canbao/postgres';
import { migrationOf } from './migration-of';

const url = process.env['TEST_DATABASE_URL'] ?? '';
const at = instant('2022-05-18T10:00:00+08:00');
const service = `store-${process.pid}-${Math.floor(performance.now())}`;

const happened = (
  stream: string,
  expectedVersion: number,
  count = 1,
  more: Partial<AppendRequest> = {},
): AppendRequest => ({
  subject: 'someone',
  recordedAt: at,
  metadata: { actor: 'spec' },
  writes: [
    {
      stream,
      expectedVersion,
      previousHash: genesisHash,
      events: Array.from({ length: count }, (_, n): Event => ({ type: 'Happened', data: { n } })),
    },
  ],
  ...more,
});

describe('the event store on PostgreSQL', () => {
  let database: Database;
  let store: PostgresEventStore;
  const seen: StoredEvent[] = [];

  beforeAll(async () => {
    database = await Database.open({
      url,
      service,
      migrations: [migrationOf('Seen1795600000000', 'create table seen (position bigint primary key)')],
    });
    store = new PostgresEventStore(database, {
      topicOf: () => undefined,
      views: [
        {
          name: 'seen',
          tables: [{ name: 'seen', derived: ['position'] }],
          apply: async (client, events) => {
            if (events.some(({ type }) => type === 'Faulty')) throw new Error('view refuses');
            seen.push(...events);
            await client.query('insert into seen select * from unnest($1::bigint[])', [
              events.map(({ position }) => position),
            ]);
          },
        },
      ],
    });
  });
  afterAll(async () => {
    await store.close();
    await database.close();
  });

  it('appends at the expected version and refuses any other', async () => {
    expect((await store.append(happened('a', 0, 3))).outcome).toBe('appended');
    expect((await store.append(happened('a', 2))).outcome).toBe('version-conflict');
    expect((await store.append(happened('a', 4))).outcome).toBe('version-conflict');
    expect((await store.load(['a', 'none'])).get('a')).toMatchObject({ version: 3 });
    expect((await store.load(['a', 'none'])).get('none')).toEqual({
      version: 0,
      hash: genesisHash,
      events: [],
    });
  });

  it('writes several streams together or not at all', async () => {
    const both = { ...happened('b', 0), writes: [...happened('b', 0).writes, ...happened('a', 1).writes] };
    expect((await store.append(both)).outcome).toBe('version-conflict');
    expect((await store.load(['b'])).get('b')?.version).toBe(0);
  });

  it('lets exactly one of many racing writers win a version, and leaves no hole', async () => {
    const results = await Promise.all(Array.from({ length: 50 }, () => store.append(happened('race', 0, 2))));
    expect(results.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
    expect((await store.load(['race'])).get('race')?.events.map(({ version }) => version)).toEqual([1, 2]);
  });

  it('answers a used key with what was stored, and says when the request differs', async () => {
    const key = { scope: 's', key: 'k', fingerprint: 'f', answer: { status: 201, body: { id: '1' } } };
    expect((await store.append(happened('c', 0, 1, { idempotency: key }))).outcome).toBe('appended');
    expect(await store.append(happened('c', 1, 1, { idempotency: key }))).toEqual({
      outcome: 'key-used',
      answer: key.answer,
      sameRequest: true,
    });
    expect(await store.append(happened('c', 1, 1, { idempotency: { ...key, fingerprint: 'g' } }))).toEqual({
      outcome: 'key-used',
      answer: key.answer,
      sameRequest: false,
    });
    expect((await store.load(['c'])).get('c')?.version).toBe(1);
  });

  it('checks a key that comes without an answer, and leaves it unused', async () => {
    const key = { scope: 's', key: 'unanswered', fingerprint: 'f' };
    const answer = { status: 201, body: { id: '2' } };
    const checked = { ...happened('unused', 0, 1, { idempotency: key }), writes: [] };
    expect((await store.append(checked)).outcome).toBe('appended');
    const used = happened('unused', 0, 1, { idempotency: { ...key, answer } });
    expect((await store.append(used)).outcome).toBe('appended');
    expect(await store.append(checked)).toEqual({ outcome: 'key-used', answer, sameRequest: true });
  });

  it('handles a foreign event once, with its effect', async () => {
    const inbox = {
      consumer: 'spec',
      eventId: '0197a000-0000-7000-8000-000000000001',
      stream: 'topic/x',
      version: 1,
    };
    expect((await store.append(happened('d', 0, 1, { inbox }))).outcome).toBe('appended');
    expect((await store.append(happened('d', 1, 1, { inbox }))).outcome).toBe('already-handled');
    expect(
      await database.query('select version from inbox_cursor where consumer = $1 and stream = $2', [
        'spec',
        'topic/x',
      ]),
    ).toEqual([{ version: 1 }]);
  });

  it('fails only the append whose view fails, not its neighbours', async () => {
    const faulty = {
      ...happened('e', 0),
      writes: [
        {
          stream: 'e',
          expectedVersion: 0,
          previousHash: genesisHash,
          events: [{ type: 'Faulty', data: {} }],
        },
      ],
    };
    const [good, bad, alsoGood] = await Promise.allSettled([
      store.append(happened('f', 0)),
      store.append(faulty),
      store.append(happened('g', 0)),
    ]);
    expect([good.status, bad.status, alsoGood.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await store.load(['e'])).get('e')?.version).toBe(0);
  });

  it('stores nothing of an append whose view row is refused, though the COMMIT was already sent', async () => {
    const own = await Database.open({
      url,
      service: `${service}_checked`,
      migrations: [
        migrationOf(
          'Checked1795600000000',
          "create table checked (position bigint primary key, type text check (type <> 'Faulty'))",
        ),
      ],
    });
    const checked = new PostgresEventStore(own, {
      topicOf: () => undefined,
      views: [
        {
          name: 'checked',
          tables: [{ name: 'checked', derived: ['position', 'type'] }],
          statements: (events) => [
            {
              text: 'insert into checked select * from unnest($1::bigint[], $2::text[])',
              values: [events.map(({ position }) => position), events.map(({ type }) => type)],
            },
          ],
        },
      ],
    });
    const faulty = {
      ...happened('e', 0),
      writes: [
        {
          stream: 'e',
          expectedVersion: 0,
          previousHash: genesisHash,
          events: [{ type: 'Faulty', data: {} }],
        },
      ],
    };
    const results = await Promise.allSettled([
      checked.append(happened('f', 0)),
      checked.append(faulty),
      checked.append(happened('g', 0)),
      checked.append(faulty),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(await own.query('select stream from events order by stream')).toEqual([
      { stream: 'f' },
      { stream: 'g' },
    ]);
    expect(await own.query('select count(*)::int as n from checked')).toEqual([{ n: 2 }]);
    await checked.close();
    await own.close();
  });

  it('throws the failure that came first, not those that follow from it', async () => {
    const own = await Database.open({
      url,
      service: `${service}_full`,
      migrations: [
        migrationOf(
          'Full1795600000000',
          `create table seen (position bigint primary key);
          create function full_disk() returns trigger language plpgsql as $$
            begin raise 'no space left on device' using errcode = 'disk_full'; end $$;
          create trigger full_disk before insert on events for each row execute function full_disk()`,
        ),
      ],
    });
    const full = new PostgresEventStore(own, {
      topicOf: () => undefined,
      views: [
        {
          name: 'seen',
          tables: [{ name: 'seen', derived: ['position'] }],
          statements: (events) => [
            {
              text: 'insert into seen select * from unnest($1::bigint[])',
              values: [events.map(({ position }) => position)],
            },
          ],
        },
      ],
    });
    await expect(full.append(happened('a', 0))).rejects.toMatchObject({ code: '53100' });
    await full.close();
    await own.close();
  });

  it('commits a whole group with one look-up, one insert, one statement a view and one COMMIT', async () => {
    const sent: string[] = [];
    const client = await database.pool.connect();
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    jest.spyOn(client, 'query').mockImplementation(((...args: [string | { text: string }]) => {
      const text = typeof args[0] === 'string' ? args[0] : args[0].text;
      sent.push(text.trim().split(/\s+/).slice(0, 2).join(' '));
      return query(...args);
    }) as never);
    jest.spyOn(database.pool, 'connect').mockImplementation((() => Promise.resolve(client)) as never);
    try {
      const streams = Array.from({ length: 30 }, (_, n) => `group-${n}`);
      await Promise.all(streams.map((stream) => store.append(happened(stream, 0))));
    } finally {
      jest.restoreAllMocks();
    }
    expect(sent).toEqual(['begin; select', 'select array(select', 'with answers', 'insert into', 'commit']);
  });

  it('reads in commit order and keeps the view equal to the events', async () => {
    const events = await store.readAfter(0n, 1000);
    expect(events.map(({ position }) => position)).toEqual(
      events.map(({ position }) => position).toSorted((a, b) => (a < b ? -1 : 1)),
    );
    expect(await database.query('select count(*)::int as n from seen')).toEqual([{ n: events.length }]);
    expect(events.at(0)?.recordedAt).toBe(at);
  });

  it('chains hashes within a stream', async () => {
    const rows = await database.query<{
      previous_hash: string;
      hash: string;
      version: number;
      event_id: string;
      type: string;
      data: string;
      subject: string;
    }>(
      `select previous_hash, hash, version, event_id, type, data::text, subject
        from events where stream = 'a' order by version`,
    );
    rows.forEach((row, index) => {
      expect(row.previous_hash).toBe(index === 0 ? genesisHash : rows[index - 1]?.hash);
      expect(row.hash).toBe(
        hashOf({
          previousHash: row.previous_hash,
          stream: 'a',
          version: row.version,
          eventId: row.event_id,
          type: row.type,
          data: row.data,
          subject: row.subject,
          recordedAt: at,
        }),
      );
    });
  });

  it.each(["update events set type = 'x'", 'delete from events', 'truncate events'])(
    'refuses `%s` under the service role',
    async (sql) => {
      await expect(database.query(sql)).rejects.toThrow(/permission denied/);
    },
  );

  it('keeps two instances of the same service in one order', async () => {
    const other = await Database.open({
      url,
      service,
      migrations: [migrationOf('Seen1795600000000', 'never run twice')],
    });
    const second = new PostgresEventStore(other, { views: [], topicOf: () => undefined });
    const results = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((n) => (n % 2 === 0 ? store : second).append(happened('both', 0))),
    );
    expect(results.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
    await second.close();
    await other.close();
  });
});
