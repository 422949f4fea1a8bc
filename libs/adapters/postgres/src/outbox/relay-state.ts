import type { ClientBase, Pool } from 'pg';
import { instantText } from '../database/sql-time';
import { isRenewed } from './lease';

/** How far a service's relay has published, and whether any instance leads. */
export interface RelayState {
  /** RFC 3339 at +08:00; null while nobody leads, or the leader has not renewed its lease in time. */
  readonly leadingSince: string | null;
  /** Counts leaders; null before the first. */
  readonly epoch: string | null;
  /** Stored events that are not yet published. */
  readonly lag: number;
  /** The position up to which everything is published. */
  readonly cursor: string;
}

/** The state of a service's relay, whichever instance leads. */
export const relayState = async (client: ClientBase, service: string): Promise<RelayState> => {
  const { rows } = await client.query<Omit<RelayState, 'lag'>>(
    `select epoch::text, cursor::text,
        case when ${isRenewed} then ${instantText('leading_since')} end as "leadingSince"
      from relay where name = $1`,
    [service],
  );
  const row = rows[0] ?? { leadingSince: null, epoch: null, cursor: '0' };
  return { ...row, lag: await lagOf(client, service) };
};

/** The position up to which a service has published everything; undefined where it has no tables yet. */
export const publishedUpTo = async (
  client: Pick<ClientBase, 'query'>,
  service: string,
): Promise<string | undefined> => {
  const tables = await client.query<{ exist: boolean }>("select to_regclass('relay') is not null as exist");
  if (tables.rows[0]?.exist !== true) return undefined;
  const { rows } = await client.query<{ cursor: string }>('select cursor::text from relay where name = $1', [
    service,
  ]);
  return rows[0]?.cursor ?? '0';
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
