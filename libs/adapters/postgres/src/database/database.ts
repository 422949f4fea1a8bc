import pg from 'pg';
import { migrate, type MigrateOptions } from '../migrations/migrate';
import { connectTimeoutMs, keepAliveMs, schemaOf, types } from './connection';
import { sessionOptions } from './session';
import { TurnSocket } from './turn-socket';

/** Which database, which schema of it, and what the schema holds. */
export interface DatabaseOptions extends MigrateOptions {
  /** Connections in the pool; the store and the relay hold one more each. */
  readonly poolSize?: number;
}

const defaultPoolSize = 12;

/** One service's schema: migrated at start by its owner, then used under a role that cannot change events. */
export class Database {
  private constructor(
    readonly pool: pg.Pool,
    readonly service: string,
    /** The role under which the pool works; undefined where the owner may not create roles. */
    readonly role: string | undefined,
    private readonly connection: pg.ClientConfig,
  ) {}

  /** Migrates the schema and opens the pool. @throws when the server cannot be reached or is not durable. */
  static async open(options: DatabaseOptions): Promise<Database> {
    return Database.attach(options, await migrate(options));
  }

  /** Opens a pool on a schema that is already migrated, under the role that `open` returned. */
  static attach(
    options: Pick<DatabaseOptions, 'url' | 'service' | 'poolSize'>,
    role: string | undefined,
  ): Database {
    const connection = connectionOf(options, role);
    const pool = new pg.Pool({ ...connection, max: options.poolSize ?? defaultPoolSize });
    // Without these listeners a broken connection would end the process. One that is lent out reports the
    // failure through its query; an idle one is replaced.
    pool.on('connect', (client) => void client.on('error', () => undefined));
    pool.on('error', () => undefined);
    return new Database(pool, options.service, role, connection);
  }

  /** Runs one statement on any connection of the pool. @throws what the driver throws. */
  async query<T extends pg.QueryResultRow>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return (await this.pool.query<T>(sql, [...params])).rows;
  }

  /** A connection outside the pool, for session locks that live as long as it does. The caller ends it. */
  async connect(): Promise<pg.Client> {
    const client = new pg.Client(this.connection);
    client.on('error', () => undefined); // The query in progress fails and reports it.
    await client.connect();
    return client;
  }

  /** Position of the last stored event; 0 when there is none. */
  async lastPosition(): Promise<bigint> {
    const [row] = await this.query<{ last: string }>(
      'select coalesce(max(position), 0)::text as last from events',
    );
    return BigInt(row?.last ?? '0');
  }

  /** Closes the pool once the connections that are lent out have been returned. */
  async close(): Promise<void> {
    await this.pool.end();
  }
}

const connectionOf = (
  { url, service }: Pick<DatabaseOptions, 'url' | 'service'>,
  role: string | undefined,
): pg.ClientConfig => {
  const settings = {
    statement_timeout: '30s',
    lock_timeout: '2s',
    idle_in_transaction_session_timeout: '10s',
    // Statements go by keys, whatever their values. Planned for each commit again, look-ups would take half
    // as long again.
    plan_cache_mode: 'force_generic_plan',
    ...(role === undefined ? {} : { role }),
  };
  return {
    connectionString: url,
    application_name: `canbao-${service}`,
    options: sessionOptions(schemaOf(service), settings),
    types,
    connectionTimeoutMillis: connectTimeoutMs,
    // A network that silently drops packets closes nothing: without a limit here a query would wait for ever.
    // It is longer than the server's statement_timeout, so when it strikes, the server cannot be heard.
    query_timeout: 35_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    // Queries need not wait for each other's answers, and those of one turn leave in one packet.
    pipeline: true,
    stream: () => new TurnSocket(),
  };
};
