import type { ClientBase, Pool } from 'pg';
import { instantText } from '../database/sql-time';

/** How far a service's relay has published, and whether any instance leads. */
export interface RelayState {
  /** Since when the leader's connection is open, RFC 3339 at +08:00; null while nobody leads. */
  readonly leadingSince: string | null;
  /** Counts leaders; null before the first. */
  readonly epoch: string | null;
  /** Stored events that are not yet published. */
  readonly lag: number;
  /** The position up to which everything is published. */
  readonly cursor: string;
}

/**
 * The state of a service's relay, whichever instance leads; read as a role that sees the service's sessions.
 */
export const relayState = async (client: ClientBase, service: string): Promise<RelayState> => {
  const { epoch, cursor } = await positionOf(client, service);
  const leadingSince = await leaderSince(client, service);
  return { leadingSince, epoch, lag: await lagOf(client, service), cursor };
};

/** The position up to which a service has published everything; undefined where it has no tables yet. */
export const publishedUpTo = async (
  client: Pick<ClientBase, 'query'>,
  service: string,
): Promise<string | undefined> => {
  const tables = await client.query<{ exist: boolean }>("select to_regclass('relay') is not null as exist");
  if (tables.rows[0]?.exist !== true) return undefined;
  return (await positionOf(client, service)).cursor;
};

const positionOf = async (
  client: Pick<ClientBase, 'query'>,
  service: string,
): Promise<Pick<RelayState, 'epoch' | 'cursor'>> => {
  const { rows } = await client.query<Pick<RelayState, 'epoch' | 'cursor'>>(
    'select epoch::text, cursor::text from relay where name = $1',
    [service],
  );
  return rows[0] ?? { epoch: null, cursor: '0' };
};

/** Stored events that are not yet published. */
export const lagOf = async (client: ClientBase | Pool, service: string): Promise<number> => {
  const { rows } = await client.query<{ lag: number }>(
    `select count(*)::int as lag from events
      where topic is not null and position > coalesce((select cursor from relay where name = $1), 0)`,
    [service],
  );
  return rows[0]?.lag ?? 0;
};

/** The name of the session lock that makes an instance the leader of a service's relay. */
export const leaderLock = (service: string): string => `canbao-relay-${service}`;

// PostgreSQL shows an advisory lock on one 64-bit number as two halves, `classid` and `objid`.
const leaderSince = async (client: ClientBase, service: string): Promise<string | null> => {
  const { rows } = await client.query<{ since: string }>(
    `select ${instantText('coalesce(backend_start, now())')} as since
      from pg_locks left join pg_stat_activity using (pid)
      where locktype = 'advisory' and objsubid = 1 and granted
        and database = (select oid from pg_database where datname = current_database())
        and (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`,
    [leaderLock(service)],
  );
  return rows[0]?.since ?? null;
};
