import type { Operation } from '@canbao/contracts';
import type { ConsumerLoop, ConsumerProgress } from '@canbao/kafka';
import { PostgresOutbox, type Database } from '@canbao/postgres';
import type { Log } from '@canbao/runtime';

/** What operators look after: the moving parts of one instance of a service. */
export interface Engine {
  readonly service: Operation['service'];
  /**
   * Also the way to the relay, which may run in another thread or instance: it leads and publishes by what is
   * stored here.
   */
  readonly database: Database;
  /** Undefined in a service without handlers. */
  readonly consumer: () => Pick<ConsumerLoop, 'progress' | 'blockedKeys' | 'releaseKey'> | undefined;
  readonly log: Log;
}

export interface EngineState {
  readonly relay: {
    readonly leadingSince: string | null;
    readonly epoch: string | null;
    readonly lag: number;
    readonly cursor: string;
  };
  readonly consumer: ConsumerProgress | undefined;
  readonly parked: {
    readonly keys: number;
    readonly records: number;
    readonly oldestSince: string | null;
    readonly oldestSeconds: number;
    readonly oldestGapSeconds: number;
  };
  readonly oldestTransaction:
    | {
        readonly seconds: number;
        readonly xidAge: number | null;
        readonly database: string;
        readonly application: string;
      }
    | undefined;
}

type Row = Omit<EngineState['relay'], 'lag'> & EngineState['parked'];

/**
 * The state of relay and inbox for all instances together, as the database knows it; the consumer's is this
 * instance's.
 */
export const engineState = async ({ service, database, consumer }: Engine): Promise<EngineState> => {
  const lag = await new PostgresOutbox(database).lag();
  const client = await database.pool.connect();
  let broken = true;
  try {
    await client.query('begin read only');
    const {
      rows: [row],
    } = await client.query<Row>(engineSql, [service]);
    // The service's role sees no other sessions; the user who connected sees at least its own.
    await client.query('set local role none');
    const {
      rows: [lead],
    } = await client.query<{ since: string }>(leadSql, [`canbao-relay-${service}`]);
    const {
      rows: [oldest],
    } = await client.query<NonNullable<EngineState['oldestTransaction']>>(transactionSql);
    await client.query('commit');
    broken = false;
    const { epoch, cursor, keys, records, oldestSince, oldestSeconds, oldestGapSeconds } = row as Row;
    return {
      relay: { leadingSince: lead?.since ?? null, epoch, lag, cursor },
      consumer: consumer()?.progress(),
      parked: { keys, records, oldestSince, oldestSeconds, oldestGapSeconds },
      oldestTransaction: oldest,
    };
  } finally {
    client.release(broken); // after a fault the connection may hold a transaction still
  }
};

const instantOf = (sql: string): string =>
  `to_char(${sql} at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"')`;
const secondsSince = (sql: string): string => `coalesce(extract(epoch from now() - ${sql}), 0)::int`;

const engineSql = `select lead.epoch::text, coalesce(lead.cursor, 0)::text as cursor, blocked.*, (select count(*)::int from parked where consumer = $1) as records
  from (select count(*)::int as keys, ${instantOf('min(since)')} as "oldestSince", ${secondsSince('min(since)')} as "oldestSeconds",
      ${secondsSince("min(since) filter (where error like 'gap:%')")} as "oldestGapSeconds" from blocked_key where consumer = $1) blocked
  left join relay lead on lead.name = $1`;

/**
 * The leader is whoever holds the session lock: its two halves are how PostgreSQL shows a lock on one 64-bit
 * number.
 */
const leadSql = `select ${instantOf('coalesce(backend_start, now())')} as since from pg_locks left join pg_stat_activity using (pid)
  where locktype = 'advisory' and objsubid = 1 and granted and database = (select oid from pg_database where datname = current_database())
    and (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`;

const transactionSql = `select ${secondsSince('xact_start')} as seconds, greatest(age(backend_xmin), age(backend_xid)) as "xidAge", datname as database, application_name as application
  from pg_stat_activity where backend_type = 'client backend' and xact_start is not null and pid <> pg_backend_pid() order by xact_start limit 1`;
