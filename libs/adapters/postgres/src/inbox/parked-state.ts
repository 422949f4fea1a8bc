import type { ClientBase } from 'pg';
import { instantText, secondsSince } from '../database/sql-time';

/** What is parked because it could not be handled. */
export interface ParkedState {
  /** Persons whose events wait. */
  readonly keys: number;
  readonly records: number;
  /** RFC 3339 at +08:00; null while no key is blocked. */
  readonly oldestSince: string | null;
  readonly oldestSeconds: number;
  /** Among keys blocked by a missing event; 0 without one. */
  readonly oldestGapSeconds: number;
  /** Records that are no events of ours and were set aside. */
  readonly forged: number;
}

/** Blocked keys and parked records. */
export const parkedState = async (client: ClientBase): Promise<ParkedState> => {
  const { rows } = await client.query<ParkedState>(
    `select count(*)::int as keys,
        (select count(*)::int from parked) as records,
        (select count(*)::int from set_aside) as forged,
        ${instantText('min(since)')} as "oldestSince",
        ${secondsSince('min(since)')} as "oldestSeconds",
        ${secondsSince("min(since) filter (where error like 'gap:%')")} as "oldestGapSeconds"
      from blocked_key`,
  );
  return rows[0] as ParkedState;
};
