import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { instant } from '@canbao/calendar';
import { anyEvents, genesisHash } from '@canbao/event-sourcing';
import { storage as assessment } from '@canbao/assessment/service';
import { storage as ledgerSync } from '@canbao/ledger-sync/service';
import { storage as payment } from '@canbao/payment/service';
import { storage as registration } from '@canbao/registration/service';
import { Database, loginOf, PostgresEventStore, urlFor } from '@canbao/postgres';
import { prepared } from './database';
import { history, ownTables, places, powers } from './forbidden-statements';
import { testDatabase } from './service';

const services = [registration, assessment, payment, ledgerSync];
const schemaOf = (service: string): string => service.replaceAll('-', '_');

let server: Awaited<ReturnType<typeof testDatabase>>;
const urlOf = (holder: string): string => urlFor(server.url, holder, 'test');
const login = (holder: string): string => loginOf(new URL(server.url).pathname.slice(1), holder);

beforeAll(async () => {
  server = await testDatabase();
  for (const storage of services) await prepared({ ...storage, service: storage.name, url: server.url });
});
afterAll(() => server.drop());

/** Runs the work on a connection of that login, which sees that schema first. */
const as = async <T>(holder: string, schema: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: urlOf(holder), options: `-c search_path=${schema}` });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const insufficientPrivilege = '42501';

/** How each statement ends after `set role none`, in a transaction that is rolled back; undefined: it ran. */
const codesOf = async (
  client: pg.Client,
  statements: readonly string[],
): Promise<Record<string, string | undefined>> => {
  const codes: Record<string, string | undefined> = {};
  for (const statement of statements) {
    await client.query('begin; set role none');
    codes[statement] = await client.query(statement).then(
      () => undefined,
      ({ code }: { code?: string }) => code ?? 'no code',
    );
    await client.query('rollback');
  }
  return codes;
};
const all = (statements: readonly string[], code: string | undefined): Record<string, string | undefined> =>
  Object.fromEntries(statements.map((statement) => [statement, code]));

/** What belongs to others, whoever they are. */
const othersOf = (service: string): readonly string[] => [
  ...services
    .filter(({ name }) => name !== service)
    .map(({ name }) => schemaOf(name))
    .flatMap((schema) => [
      `select from ${schema}.events`,
      `insert into ${schema}.events select * from events`,
      `select from ${schema}.idempotency`,
      `select from ${schema}.relay`,
      `select nextval('${schema}.event_position')`,
      `lock table ${schema}.events in access share mode`,
    ]),
  ...(service === 'registration' ? [] : ['select from registration.identity']),
  ...['owner', 'auditor', ...services.map(({ name }) => name)]
    .filter((holder) => holder !== service)
    .map((holder) => `set role ${login(holder)}`),
];

describe.each(services)('the login of $name', (storage) => {
  const { name } = storage;
  const schema = schemaOf(name);

  it('has no power over the server, history, the schema or what is not its own', async () => {
    const statements = [
      ...powers(),
      ...history('events'),
      ...places(schema),
      ...ownTables(name),
      ...othersOf(name),
    ];
    const codes = await as(name, schema, (client) => codesOf(client, statements));
    expect(codes).toEqual(all(statements, insufficientPrivilege));
  });

  it('has none outside a transaction', async () => {
    const statements = ['alter system set fsync = off', 'create database mine', 'checkpoint'];
    for (const statement of statements)
      await expect(as(name, schema, (client) => client.query(statement))).rejects.toMatchObject({
        code: insufficientPrivilege,
      });
  });

  it('cannot pass on what it may do', async () => {
    const rights = (): Promise<unknown> =>
      server.query('select relacl::text from pg_class where oid = $1::regclass', [`${schema}.events`]);
    const before = await rights();
    await as(name, schema, (client) => client.query('grant all on events to public'));
    expect(await rights()).toEqual(before);
  });

  it('serves: it reads all its tables, appends and publishes', async () => {
    const database = await Database.open({ ...storage, service: name, url: urlOf(name) });
    const store = new PostgresEventStore(database, { views: [], topicOf: () => 't', eventTypes: anyEvents });
    const stream = randomUUID();
    const events = [{ type: 'Happened', data: {} }];
    const append = await store.append({
      subject: 'someone',
      recordedAt: instant('2022-05-18T10:00:00+08:00'),
      metadata: { actor: 'spec' },
      writes: [{ stream, expectedVersion: 0, previousHash: genesisHash, events }],
    });
    expect(append.outcome).toBe('appended');
    await store.close();
    await database.close();
    const tables = await server.query(
      `select relname from pg_class where relnamespace = $1::regnamespace and relkind = 'r'`,
      [schema],
    );
    const statements = [
      ...tables.map(({ relname }) => `select count(*) from ${relname}`),
      'select * from oldest_transaction()',
      "insert into relay (name, cursor, epoch) values ('mine', 0, 1)",
      'update relay set cursor = cursor, epoch = epoch, renewed_at = now()',
      'select from blocked_key for update',
      'delete from blocked_key',
      'delete from parked',
      'delete from rate_count',
    ];
    expect(tables.length).toBeGreaterThan(10);
    expect(await as(name, schema, (client) => codesOf(client, statements))).toEqual(
      all(statements, undefined),
    );
  });
});

describe('a login', () => {
  it('gains nothing by what it sets for its own next sessions', async () => {
    await as('payment', 'payment', (client) =>
      client.query(`
        alter role current_user set role = canbao;
        alter role current_user set search_path = registration;
        alter role current_user set default_transaction_read_only = on`),
    );
    const database = await Database.open({ ...payment, service: 'payment', url: urlOf('payment') });
    const [row] = await database.query(
      `select current_user as user, current_schema() as schema,
        current_setting('transaction_read_only') as only`,
    );
    expect(row).toEqual({ user: login('payment'), schema: 'payment', only: 'off' });
    await database.close();
  });
});

describe('the login of the auditor', () => {
  it('reads the events of all services and works in tables of its own session', async () => {
    const statements = [
      ...services.flatMap(({ name }) =>
        ['events', 'relay', 'migrations', 'projection_digest'].map(
          (table) => `select count(*) from ${schemaOf(name)}.${table}`,
        ),
      ),
      'create temporary table compared (position bigint)',
    ];
    expect(await as('auditor', 'pg_catalog', (client) => codesOf(client, statements))).toEqual(
      all(statements, undefined),
    );
  });

  it('changes nothing, and reads nothing else', async () => {
    const statements = [
      ...powers(),
      ...services.flatMap(({ name }) => {
        const schema = schemaOf(name);
        return [
          ...history(`${schema}.events`),
          ...places(schema).filter((statement) => !statement.includes('temporary')),
          `insert into ${schema}.events select * from ${schema}.events`,
          `update ${schema}.relay set cursor = 0`,
          `update ${schema}.projection_digest set digest = 0`,
          `select from ${schema}.idempotency`,
          `select from ${schema}.parked`,
          `select nextval('${schema}.event_position')`,
          `set role ${login(name)}`,
        ];
      }),
      'select from registration.identity',
      'select from registration.identity_index',
      'select from payment.journal',
      `set role ${login('owner')}`,
    ];
    expect(await as('auditor', 'pg_catalog', (client) => codesOf(client, statements))).toEqual(
      all(statements, insufficientPrivilege),
    );
  });
});

describe('the login that migrates', () => {
  it('has no power over the server', async () => {
    const statements = [
      ...powers(),
      'create table public.events (position bigint)',
      ...services.map(({ name }) => `set role ${login(name)}`),
    ];
    expect(await as('owner', 'payment', (client) => codesOf(client, statements))).toEqual(
      all(statements, insufficientPrivilege),
    );
  });

  it('cannot change an event without first removing what protects it', async () => {
    const statements = ["update events set actor = 'nobody'", 'delete from events', 'truncate events'];
    const raised = 'P0001';
    expect(await as('owner', 'payment', (client) => codesOf(client, statements))).toEqual(
      all(statements, raised),
    );
  });
});

describe('a service', () => {
  const opened = (url: string): Promise<Database> => Database.open({ ...payment, service: 'payment', url });

  it.each([
    [
      'the superuser',
      () => server.url,
      /^The database login canbao is a superuser, which payment must not\. .+$/,
    ],
    [
      'the owner',
      () => urlOf('owner'),
      /^The database login \w+_owner owns tables, which payment must not\. .+$/,
    ],
    [
      'the auditor',
      () => urlOf('auditor'),
      /^The database login \w+_auditor .+, which payment must not\. .+$/,
    ],
    [
      'the login of another',
      () => urlOf('registration'),
      /^The database login \w+_registration .+, which payment must not\. .+$/,
    ],
  ])('refuses %s in one sentence', async (_, url, sentence) => {
    await expect(opened(url())).rejects.toThrow(sentence);
  });
});
