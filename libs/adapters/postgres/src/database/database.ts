import pg from 'pg';
import { assertLeastPrivilege } from '../logins/least-privilege';
import { assertMigrated } from '../migrations/assert-migrated';
import type { Schema } from '../migrations/migrate';
import { connectTimeoutMs, keepAliveMs, schemaOf, types } from './connection';
import { sessionOptions } from './session';
import { TurnSocket } from './turn-socket';

/** Which database, which schema of it, and what the schema must hold. */
export interface DatabaseOptions extends Schema {
  /** A URL with the service's own login. */
  readonly url: string;
  /** Connections in the pool; the store and the relay hold one more each. */
  readonly poolSize?: number;
}

const defaultPoolSize = 12;

/** One service's schema, used by a login that can neither own nor change its tables. */
export class Database {
  private constructor(
    readonly pool: pg.Pool,
    readonly service: string,
    private readonly connection: pg.ClientConfig,
  ) {}

  /**
   * Opens a pool on a migrated schema.
   * @throws when the server cannot be reached or is not durable, the login may do more than serve, or a
   * migration is missing.
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    const database = Database.attach(options);
    try {
      await assertLeastPrivilege(database.pool, options.service);
      await assertMigrated(database.pool, options);
      return database;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** Opens a pool on a schema that was checked already. */
  static attach(options: Pick<DatabaseOptions, 'url' | 'service' | 'poolSize'>): Database {
    const connection = connectionOf(options);
    const pool = new pg.Pool({ ...connection, max: options.poolSize ?? defaultPoolSize });
    // Without these listeners a broken connection would end the process. One that is lent out reports the
    // failure through its query; an idle one is replaced.
    pool.on('connect', (client) => void client.on('error', () => undefined));
    pool.on('error', () => undefined);
    return new Database(pool, options.service, connection);
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

const connectionOf = ({ url, service }: Pick<DatabaseOptions, 'url' | 'service'>): pg.ClientConfig => {
  const settings = {
    statement_timeout: '30s',
    lock_timeout: '2s',
    idle_in_transaction_session_timeout: '10s',
    // Statements go by keys, whatever their values. Planned for each commit again, look-ups would take half
    // as long again.
    plan_cache_mode: 'force_generic_plan',
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
