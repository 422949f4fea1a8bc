import { anyEvents, canonicalJson, eventIdOf, genesisHash, type EventTypes } from '@canbao/event-sourcing';
import { hashOf } from '@canbao/evidence';
import { type Database, PostgresEventStore } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { at, fingerprintOf, happened, positionsView, positionsTable } from './fixtures';
import { migrationOf } from './migration-of';

const url = process.env['TEST_DATABASE_URL'] ?? '';
const service = `store-${process.pid}-${Math.floor(performance.now())}`;

describe('the event store on PostgreSQL', () => {
  let database: Database;
  let store: PostgresEventStore;

  beforeAll(async () => {
    database = await openDatabase({ url, service, migrations: [positionsTable] });
    store = new PostgresEventStore(database, {
      topicOf: () => undefined,
      eventTypes: anyEvents,
      views: [
        {
          ...positionsView,
          statements: (events) => {
            if (events.some(({ type }) => type === 'Faulty')) throw new Error('view refuses');
            return positionsView.statements(events);
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
    const key = {
      scope: 's',
      key: 'k',
      fingerprint: fingerprintOf('f'),
      answer: { status: 201, body: { id: '1' } },
    };
    expect((await store.append(happened('c', 0, 1, { idempotency: key }))).outcome).toBe('appended');
    expect(await store.append(happened('c', 1, 1, { idempotency: key }))).toEqual({
      outcome: 'key-used',
      answer: key.answer,
      sameRequest: true,
    });
    expect(
      await store.append(happened('c', 1, 1, { idempotency: { ...key, fingerprint: fingerprintOf('g') } })),
    ).toEqual({
      outcome: 'key-used',
      answer: key.answer,
      sameRequest: false,
    });
    expect((await store.load(['c'])).get('c')?.version).toBe(1);
  });

  it('checks a key that comes without an answer, and leaves it unused', async () => {
    const key = { scope: 's', key: 'unanswered', fingerprint: fingerprintOf('f') };
    const answer = { status: 201, body: { id: '2' } };
    const checked = { ...happened('unused', 0, 1, { idempotency: key }), writes: [] };
    expect((await store.append(checked)).outcome).toBe('appended');
    const used = happened('unused', 0, 1, { idempotency: { ...key, answer } });
    expect((await store.append(used)).outcome).toBe('appended');
    expect(await store.append(checked)).toEqual({ outcome: 'key-used', answer, sameRequest: true });
  });

  it('handles a foreign event once, with its effect', async () => {
    const inbox = { consumer: 'spec', stream: 'topic/x', after: 0, version: 1 };
    expect((await store.append(happened('d', 0, 1, { inbox }))).outcome).toBe('appended');
    expect((await store.append(happened('d', 1, 1, { inbox }))).outcome).toBe('already-handled');
    expect(await database.query("select version from inbox_cursor where stream = 'topic/x'")).toEqual([
      { version: 1 },
    ]);
  });

  it('fails only the append whose view fails, not its neighbours', async () => {
    const faulty = happened('e', 0, 1, { type: 'Faulty' });
    const [good, bad, alsoGood] = await Promise.allSettled([
      store.append(happened('f', 0)),
      store.append(faulty),
      store.append(happened('g', 0)),
    ]);
    expect([good.status, bad.status, alsoGood.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await store.load(['e'])).get('e')?.version).toBe(0);
  });

  it('stores nothing of an append whose view row is refused, though the COMMIT was already sent', async () => {
    const own = await openDatabase({
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
      eventTypes: anyEvents,
      views: [
        {
          name: 'checked',
          tables: [{ name: 'checked', derived: ['position', 'type'] }],
          statements: (events) => [
            {
              text: `insert into checked select committed_position(p), type
                from unnest($1::bigint[], $2::text[]) as new(p, type)`,
              values: [events.map(({ position }) => position), events.map(({ type }) => type)],
            },
          ],
        },
      ],
    });
    const faulty = happened('e', 0, 1, { type: 'Faulty' });
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
    const own = await openDatabase({
      url,
      service: `${service}_full`,
      migrations: [
        positionsTable,
        migrationOf(
          'Full1795700000000',
          `create function full_disk() returns trigger language plpgsql as $$
            begin raise 'no space left on device' using errcode = 'disk_full'; end $$;
          create trigger full_disk before insert on events for each row execute function full_disk()`,
        ),
      ],
    });
    const full = new PostgresEventStore(own, {
      topicOf: () => undefined,
      eventTypes: anyEvents,
      views: [positionsView],
    });
    await expect(full.append(happened('a', 0))).rejects.toMatchObject({ code: '53100' });
    await full.close();
    await own.close();
  });

  it('reads in commit order and keeps the view equal to the events', async () => {
    const events = await store.readAfter(0n, 1000);
    expect(events.map(({ position }) => position)).toEqual(
      events.map(({ position }) => position).toSorted((a, b) => (a < b ? -1 : 1)),
    );
    expect(
      await database.query('select position::text as position from seen order by seen.position'),
    ).toEqual(events.map(({ position }) => ({ position: position.toString() })));
    expect(events.at(0)?.recordedAt).toBe(at);
  });

  it('chains hashes within a stream, over everything that a row holds', async () => {
    const causationId = '0197a000-0000-7000-8000-000000000001';
    const metadata = [{ actor: 'teller-1' }, { actor: 'consumer', causationId }, { actor: 'teller-1' }];
    for (const [version, origin] of metadata.entries()) {
      const hash = (await store.load(['chain'])).get('chain')?.hash ?? '';
      const request = happened('chain', version, 1, { data: { personId: 'li' } });
      const writes = request.writes.map((write) => ({ ...write, previousHash: hash }));
      await store.append({ ...request, subject: version === 2 ? 'wang' : 'li', metadata: origin, writes });
    }
    const rows = await database.query<{
      hash: string;
      version: number;
      type: string;
      revision: number;
      data: string;
      subject: string | null;
      topic: string | null;
      actor: string;
      caused_by: string | null;
    }>(
      `select encode(hash, 'hex') as hash, version, type, revision, data::text, subject, topic, actor,
          caused_by
        from events where stream = 'chain' order by version`,
    );
    expect(rows.map(({ subject, actor, caused_by: cause }) => [subject, actor, cause])).toEqual([
      [null, 'teller-1', null],
      [null, 'consumer', causationId],
      ['wang', 'teller-1', null],
    ]);
    rows.forEach(({ hash, subject, caused_by: cause, ...row }, index) => {
      const previousHash = index === 0 ? genesisHash : (rows[index - 1]?.hash ?? '');
      expect(hash).toBe(
        hashOf({
          ...row,
          previousHash,
          stream: 'chain',
          subject: subject ?? 'li',
          recordedAt: at,
          causationId: cause,
        }),
      );
    });
    const loaded = (await store.load(['chain'])).get('chain');
    expect(loaded?.hash).toBe(rows[2]?.hash);
    expect(loaded?.events).toMatchObject(
      rows.map(({ hash, version }, index) => ({
        version,
        eventId: eventIdOf(hash),
        subject: index === 2 ? 'wang' : 'li',
        recordedAt: at,
        metadata: metadata[index],
        data: { personId: 'li' },
      })),
    );
  });

  it('stores data as canonical JSON, whatever is in it', async () => {
    const data = { 'b"': 'x\u2028, {"} \\ \n', a: [null, true, -1, '\u00e9', '参保'], personId: 'li' };
    await store.append(happened('canonical', 0, 1, { data }));
    expect((await store.load(['canonical'])).get('canonical')?.events[0]?.data).toEqual(data);
    const [row] = await database.query<{ text: string }>(
      "select data::text as text from events where stream = 'canonical'",
    );
    expect(row?.text).toBe(canonicalJson(data));
  });

  it('stores the revision of the day, and hands older ones out as the present one', async () => {
    const renamed: EventTypes = {
      ...anyEvents,
      revisionOf: () => 2,
      upcast: ({ type, revision, data }) => ({
        type,
        data: revision === 1 ? { count: (data as { n: number }).n } : data,
      }),
    };
    const newer = new PostgresEventStore(database, {
      views: [positionsView],
      topicOf: () => undefined,
      eventTypes: renamed,
    });
    await store.append(happened('old', 0));
    await newer.append(happened('old', 1, 1, { data: { count: 7 } }));
    const before = await database.lastPosition();
    const events = (await newer.load(['old'])).get('old')?.events;
    expect(events).toMatchObject([{ data: { count: 0 } }, { data: { count: 7 } }]);
    expect((await newer.readAfter(before - 2n, 2)).map(({ data }) => data)).toEqual([
      { count: 0 },
      { count: 7 },
    ]);
    expect(await database.query("select revision from events where stream = 'old' order by version")).toEqual(
      [{ revision: 1 }, { revision: 2 }],
    );
    await newer.close();
  });

  it.each(["update events set type = 'x'", 'delete from events', 'truncate events'])(
    'refuses `%s` under the service role',
    async (sql) => {
      await expect(database.query(sql)).rejects.toThrow(/permission denied/);
    },
  );
});
