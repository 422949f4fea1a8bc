import { workEndingTypes, workLeavingTypes } from '@canbao/domain-ledger-sync';
import type { Database } from '@canbao/postgres';

/** Leased work; `attempts` counts the leases, the one that a new request begins with included. */
export interface Work {
  readonly stream: string;
  readonly attempts: number;
  /** The lease that it is held under; absent while only its own process knows of it. */
  readonly lease?: string;
}

/** Configuration: far below what a statement has time for. */
const eventsAtOnce = 20_000;

/**
 * Notes as due what was requested up to a position and has no answer; it goes on from where the last call of
 * any instance ended. Returns the position that it reached.
 */
export const noteUnanswered = async (
  database: Pick<Database, 'pool' | 'query'>,
  upTo: bigint,
): Promise<bigint> => {
  const [watch] = await database.query<{ position: string }>('select position from posting_watch');
  const from = BigInt(watch?.position ?? 0);
  if (from >= upTo) return from;
  const end = from + BigInt(eventsAtOnce);
  const to = end < upTo ? end : upTo;
  const { rows } = await database.pool.query<{ moved: boolean }>({
    name: 'note-unanswered',
    text: noteSql,
    values: [from.toString(), to.toString(), workLeavingTypes, [...workLeavingTypes, ...workEndingTypes]],
  });
  // Otherwise another instance was faster.
  return rows[0]?.moved === true ? to : from;
};

// A later event that leaves work is found by itself, when its own position is looked at.
const noteSql = `with moved as (
    update posting_watch set position = $2 where position = $1 returning position
  ), noted as (
    insert into posting_work (stream)
    select stream from events as requested
    where exists (select from moved)
      and position > $1 and position <= $2 and type = any($3::text[])
      and not exists (
        select from events as later
        where later.stream = requested.stream and later.version > requested.version
          and later.type = any($4::text[])
      )
    on conflict (stream) do update set attempts = default, due_at = default
  )
  select exists (select from moved) as moved`;

/**
 * Leases work that is due, up to `limit`: no other worker sees it until the lease runs out, and the lease
 * doubles with each attempt, from 10 seconds to 5 minutes.
 */
export const leaseDue = (database: Database, limit: number): Promise<Required<Work>[]> =>
  database.query<Required<Work> & Record<string, unknown>>(
    `update posting_work set attempts = attempts + 1,
       due_at = now() + least(interval '5 seconds' * power(2, least(attempts, 6)), interval '5 minutes')
     where stream in (
       select stream from posting_work where due_at <= now() order by due_at limit $1 for update skip locked
     )
     returning stream, attempts, due_at::text as lease`,
    [limit],
  );

/** Removes work that is done, unless it is new again or another worker holds it. */
export const endWork = async (database: Database, { stream, lease }: Required<Work>): Promise<void> => {
  await database.query('delete from posting_work where stream = $1 and due_at = $2::timestamptz', [
    stream,
    lease,
  ]);
};
