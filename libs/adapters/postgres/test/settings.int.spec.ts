import { randomUUID } from 'node:crypto';
import { anyEvents } from '@canbao/event-sourcing';
import { type Database, PostgresEventStore, PostgresInbox, PostgresOutbox, rebuild } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { testDatabase } from '@canbao/test-servers/service';
import { happened, positionsTable, positionsView } from './fixtures';

/** What a database administrator may have set, for other users of the server. */
const foreignSettings = {
  DateStyle: "'SQL, DMY'",
  IntervalStyle: 'iso_8601',
  TimeZone: "'America/New_York'",
  array_nulls: 'off',
  bytea_output: 'escape',
  client_encoding: 'LATIN1',
  default_transaction_deferrable: 'on',
  default_transaction_isolation: "'serializable'",
  default_transaction_read_only: 'on',
  extra_float_digits: '-10',
  idle_in_transaction_session_timeout: "'1ms'",
  idle_session_timeout: "'100ms'",
  lock_timeout: "'1ms'",
  search_path: 'elsewhere',
  standard_conforming_strings: 'off',
  statement_timeout: "'1ms'",
  synchronous_commit: 'off',
  transform_null_equals: 'on',
};

describe('a database on which everything is set differently', () => {
  let server: Awaited<ReturnType<typeof testDatabase>>;
  let database: Database;
  let store: PostgresEventStore;
  const service = 'payment';
  const views = [positionsView];

  beforeAll(async () => {
    server = await testDatabase();
    const name = new URL(server.url).pathname.slice(1);
    for (const [setting, value] of Object.entries(foreignSettings))
      await server.query(`alter database ${name} set ${setting} = ${value}`);
    database = await openDatabase({ url: server.url, service, migrations: [positionsTable], views });
    store = new PostgresEventStore(database, { views, topicOf: () => 'payments', eventTypes: anyEvents });
  });
  afterAll(async () => {
    await store.close();
    await database.close();
    await server.drop();
  });

  it('has none of these settings in a session of a service', async () => {
    for (const name of Object.keys(foreignSettings)) {
      const [row] = await database.query<{ value: string; source: string }>(
        'select setting as value, source from pg_settings where lower(name) = lower($1)',
        [name],
      );
      expect({ name, source: row?.source }).toEqual({ name, source: 'client' });
    }
  });

  it('stores what many append at the same moment, each once', async () => {
    const streams = Array.from({ length: 40 }, () => randomUUID());
    const appends = streams.flatMap((stream) => [
      store.append(happened(stream, 0, 2)),
      store.append(happened(stream, 0, 2)),
    ]);
    const outcomes = (await Promise.all(appends)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(40);
    expect(await database.query('select count(*)::int as events from seen')).toEqual([{ events: 80 }]);
  });

  it('gives values back as they were stored', async () => {
    const stream = randomUUID();
    await store.append(happened(stream, 0, 1, { data: { text: "张三's \\ ü", none: null } }));
    const [event] = (await store.load([stream])).get(stream)?.events ?? [];
    expect(event).toMatchObject({
      data: { text: "张三's \\ ü", none: null },
      recordedAt: '2022-05-18T10:00:00.000+08:00',
    });
  });

  it('serves inbox and relay', async () => {
    const inbox = new PostgresInbox(database);
    await inbox.record([{ stream: 's', after: 0, version: 1, consumer: 'payment' }]);
    expect((await inbox.state(['s'], [])).cursors).toEqual(new Map([['s', 1]]));
    const lead = await new PostgresOutbox(database, anyEvents).lead();
    const [first] = (await lead?.read('0')) ?? [];
    expect(await lead?.advance(first?.position ?? '')).toBe(true);
    await lead?.end();
  });

  it('is rebuilt', async () => {
    const options = { url: server.url, service, views, eventTypes: anyEvents, verify: false };
    expect(await rebuild(options)).toMatchObject({ swapped: true, tables: [{ equal: true }] });
  });
});
