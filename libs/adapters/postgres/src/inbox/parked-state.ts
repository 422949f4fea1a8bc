import type { ClientBase } from 'pg';
import { instantText, secondsSince } from '../database/sql-time';

/** What is parked at one consumer because it could not be handled. */
export interface ParkedState {
  /** Persons whose events wait. */
  readonly keys: number;
  readonly records: number;
  /** RFC 3339 at +08:00; null while no key is blocked. */
  readonly oldestSince: string | null;
  readonly oldestSeconds: number;
  /** Among keys blocked by a missing event; 0 without one. */
  readonly oldestGapSeconds: number;
}

/** Blocked keys and parked records of a consumer. */
export const parkedState = async (client: ClientBase, consumer: string): Promise<ParkedState> => {
  const { rows } = await client.query<ParkedState>(
    `select count(*)::int as keys,
        (select count(*)::int from parked where consumer = $1) as records,
        ${instantText('min(since)')} as "oldestSince",
        ${secondsSince('min(since)')} as "oldestSeconds",
        ${secondsSince("min(since) filter (where error like 'gap:%')")} as "oldestGapSeconds"
      from blocked_key where consumer = $1`,
    [consumer],
  );
  return rows[0] as ParkedState;
};
