import type { TrueUpRunState } from '@canbao/domain-payment';
import type { Yuan } from '@canbao/money';
import type { Database } from '@canbao/postgres';
import { monthsOfPeople, type Work } from './work';

/** How far a run is, in events of the log or in people. */
export interface Progress {
  readonly phase: 'months' | 'people' | 'activation';
  readonly done: number;
  readonly of: number;
}

/** How far a run is; one that is rehearsed has looked at everybody. */
export const progressOf = async (
  database: Database,
  runId: string,
  { status, upTo }: { readonly status: TrueUpRunState['status']; readonly upTo: string },
): Promise<Progress> => {
  const [work] = await database.query<Work>('select * from true_up_work where run_id = $1', [runId]);
  if (work === undefined || work.people === null)
    return { phase: 'months', done: Number(work?.position ?? 0), of: Number(upTo) };
  const isActivated = status === 'activating' || status === 'completed';
  const [row] = await database.query<{ looked_at: number; due: number; done: number }>(
    `select count(*)::int as looked_at, (count(*) filter (where left_out is null))::int as due,
       count(outcome)::int as done
     from true_up_people where run_id = $1`,
    [runId],
  );
  const { looked_at: lookedAt = 0, due = 0, done = 0 } = row ?? {};
  return isActivated
    ? { phase: 'activation', done, of: due }
    : { phase: 'people', done: lookedAt, of: work.people };
};

interface PersonRow extends Record<string, unknown> {
  readonly personId: string;
  readonly charge: Yuan;
  readonly refund: Yuan;
  readonly left_out: string | null;
  readonly outcome: string | null;
}

const pageSize = 100;

/** A page of the people of a run, in the order of their ids. */
export const trueUpPeople = async (
  database: Database,
  runId: string,
  { leftOut, cursor }: { readonly leftOut?: string | undefined; readonly cursor?: string | undefined },
): Promise<{ readonly items: readonly object[]; readonly nextCursor?: string }> => {
  const rows = await database.query<PersonRow>(
    `select person_id as "personId", charge::text as charge, refund::text as refund, left_out, outcome
     from true_up_people
     where run_id = $1 and ($2::uuid is null or person_id > $2)
       and ($3::text is null or $3 in (left_out, outcome))
     order by person_id limit ${pageSize}`,
    [runId, cursor ?? null, leftOut ?? null],
  );
  const months = await monthsOfPeople(
    database,
    runId,
    rows.map(({ personId }) => personId),
  );
  const items = rows.map(({ personId, charge, refund, left_out: skipped, outcome }) => {
    const because = skipped ?? (outcome === 'done' ? null : outcome);
    return {
      personId,
      charge,
      refund,
      months: (months.get(personId) ?? []).map(({ month, direction, orderId, basePaid, limit, amount }) => ({
        month,
        direction,
        orderId,
        basePaid,
        limit,
        amount,
      })),
      ...(because === null ? {} : { leftOut: because }),
      isDone: outcome === 'done',
    };
  });
  const last = rows[pageSize - 1]?.personId;
  return last === undefined ? { items } : { items, nextCursor: last };
};
