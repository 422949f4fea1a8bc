import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { coreMigrations } from './core-migrations';
import { TurnSocket } from './turn-socket';

/** Plain SQL with unqualified names, run once, in the order of the list. Append only. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

export interface DatabaseOptions {
  /** A URL whose user may create the service's schema and role. */
  readonly url: string;
  readonly service: string;
  /** The service's own migrations, after the core ones. */
  readonly migrations: readonly Migration[];
  /** Connections of the pool; the store and the relay hold one each beside it. */
  readonly poolSize?: number;
}

// Dates, timestamps, bigint and numeric stay text: a Date shifts days across zones, a float loses fen
// (reliability §2k, §2g).
const types: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') =>
    [20, 1082, 1114, 1184, 1700].includes(id)
      ? (text: string) => text
      : pg.types.getTypeParser(id, format)) as typeof pg.types.getTypeParser,
};

export const schemaOf = (service: string): string => service.replaceAll('-', '_');

/**
 * One service's schema: migrated at start by the owner, used afterwards under a role that cannot change
 * events.
 */
export class Database {
  private constructor(
    readonly pool: pg.Pool,
    readonly service: string,
    /** The role under which the pool works; undefined where the owner may not make roles. */
    readonly role: string | undefined,
    private readonly connection: pg.ClientConfig,
  ) {}

  /** Migrates the schema and opens the pool. @throws when the server cannot be reached or is not durable. */
  static async open(options: DatabaseOptions): Promise<Database> {
    return Database.attach(options, await migrate(options, schemaOf(options.service)));
  }

  /** Opens a pool on a schema that is migrated, under the role that `open` found. */
  static attach(options: Omit<DatabaseOptions, 'migrations'>, role: string | undefined): Database {
    const schema = schemaOf(options.service);
    // Statements go by keys, whatever their values; planned for each commit, the look-ups would take half as
    // long again.
    const connection: pg.ClientConfig = {
      connectionString: options.url,
      application_name: `canbao-${options.service}`,
      options: [
        `search_path=${schema}`,
        'TimeZone=Asia/Shanghai',
        'statement_timeout=30s',
        'lock_timeout=2s',
        'idle_in_transaction_session_timeout=10s',
        'plan_cache_mode=force_generic_plan',
        ...(role === undefined ? [] : [`role=${role}`]),
      ]
        .map((setting) => `-c ${setting}`)
        .join(' '),
      types,
      // A network that swallows everything closes nothing: without limits of our own a query would wait for
      // ever. The
      // server's statement_timeout is shorter than ours, so that ours means that the server cannot be heard.
      connectionTimeoutMillis: 5_000,
      query_timeout: 35_000,
      keepAlive: true,
      // A query need not wait for the answer to the one before it, and what is asked in one turn goes out as
      // one.
      pipeline: true,
      stream: () => new TurnSocket(),
    };
    const pool = new pg.Pool({ ...connection, max: options.poolSize ?? 12 });
    // A connection that breaks while it is lent out would otherwise end the process; its query fails and
    // tells whoever waits.
    pool.on('connect', (client) => void client.on('error', () => undefined));
    pool.on('error', () => undefined); // an idle connection that breaks is replaced; the next query reports what matters
    return new Database(pool, options.service, role, connection);
  }

  async query<T extends pg.QueryResultRow>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return (await this.pool.query<T>(sql, [...params])).rows;
  }

  /** A connection outside the pool, for session locks that live as long as it. The caller ends it. */
  async connect(): Promise<pg.Client> {
    const client = new pg.Client(this.connection);
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Position of the last event stored; 0 when there is none. */
  async lastPosition(): Promise<bigint> {
    const [row] = await this.query<{ last: string }>(
      'select coalesce(max(position), 0)::text as last from events',
    );
    return BigInt(row?.last ?? '0');
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/**
 * A connection of the owner's, with the same time zone and types as the service's; long statements are its
 * business. The caller ends it.
 */
export const connectAsOwner = async (url: string, name: string, searchPath: string): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: name,
    options: `-c search_path=${searchPath} -c TimeZone=Asia/Shanghai`,
    types,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

const migrate = async (
  { url, service, migrations }: DatabaseOptions,
  schema: string,
): Promise<string | undefined> => {
  const owner = new pg.Client({ connectionString: url, application_name: `canbao-${service}-migrate` });
  await owner.connect();
  try {
    // One migrator at a time over the whole cluster: roles are shared by all databases of it.
    await owner.query('select pg_advisory_lock(hashtextextended($1, 0))', ['canbao-migrate']);
    await refuseUnsafeServer(owner);
    await owner.query(`create schema if not exists ${schema}`);
    await runMigrations(url, schema, [...coreMigrations, ...migrations], await ranBefore(owner, schema));
    return await restrictedRole(owner, schema);
  } finally {
    await owner.end();
  }
};

const refuseUnsafeServer = async (owner: pg.Client): Promise<void> => {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { rows } = await owner.query<{ value: string }>('select current_setting($1) as value', [setting]);
    if (rows[0]?.value === 'off')
      throw new Error(
        `PostgreSQL runs with ${setting}=off: acknowledged payments could be lost. Set ${setting}=on.`,
      );
  }
};

/**
 * What has run, by its name without the timestamp: a migration keeps the timestamp that it ran with when
 * others are put before it.
 */
const ranBefore = async (owner: pg.Client, schema: string): Promise<ReadonlyMap<string, string>> => {
  const {
    rows: [found],
  } = await owner.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    `${schema}.migrations`,
  ]);
  const { rows } =
    found?.there === true
      ? await owner.query<{ name: string }>(`select name from ${schema}.migrations`)
      : { rows: [] };
  return new Map(rows.map(({ name }) => [name.slice(0, -13), name]));
};

const runMigrations = async (
  url: string,
  schema: string,
  migrations: readonly Migration[],
  ran: ReadonlyMap<string, string>,
): Promise<void> => {
  // Loaded only where it is used: a thread that does not migrate does without its twenty megabytes.
  const { DataSource } = await import('typeorm');
  const source = new DataSource({
    type: 'postgres',
    url,
    schema,
    extra: { options: `-c search_path=${schema}` },
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    migrations: migrations.map(({ name, sql }, index) => {
      // TypeORM orders migrations by a timestamp in their name; the place in the list is ours.
      const ordered = ran.get(name) ?? `${name}${1_700_000_000_000 + index}`;
      return {
        [ordered]: class implements MigrationInterface {
          readonly name = ordered;
          async up(runner: QueryRunner): Promise<void> {
            await runner.query(sql);
          }
          async down(): Promise<void> {
            throw new Error('migrations only go forward');
          }
        },
      }[ordered] as new () => MigrationInterface;
    }),
  });
  await source.initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
};

/**
 * A role that may do all but change events or the tables themselves; undefined where the owner may not make
 * roles.
 */
const restrictedRole = async (owner: pg.Client, schema: string): Promise<string | undefined> => {
  const role = `canbao_${schema}`;
  const { rows } = await owner.query<{ may: boolean }>(
    'select rolsuper or rolcreaterole as may from pg_roles where rolname = current_user',
  );
  if (rows[0]?.may !== true) return undefined;
  await owner.query(`do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if; end $$`);
  await owner.query(`
    grant ${role} to current_user;
    grant usage on schema ${schema} to ${role};
    grant select, insert, update, delete on all tables in schema ${schema} to ${role};
    grant usage on all sequences in schema ${schema} to ${role};
    revoke update, delete, truncate on ${schema}.events from ${role};
    revoke insert, update, delete on ${schema}.migrations from ${role};`);
  return role;
};
