import type { ClientBase } from 'pg';
import type { Month } from '@canbao/calendar';
import type { AdjustedMonth, RunSums } from '@canbao/domain-payment';
import type { Rate, Yuan } from '@canbao/money';
import type { Database } from '@canbao/postgres';
import { monthTrueUp, type MonthTrueUp, type Pack, type TrueUpTerms } from '@canbao/rules';

/** How far the work on a run has come. */
export interface Work extends Record<string, unknown> {
  readonly upto: string;
  readonly position: string;
  readonly people: number | null;
  readonly after_person: string | null;
  readonly activated_after: string | null;
}

/** Configuration: events that one step reads. */
const eventsMax = 20_000;

/** Where the work on a run stands; begun with the first call. */
export const workOn = async (
  database: Pick<Database, 'query'>,
  runId: string,
  upTo: string,
): Promise<Work> => {
  await database.query('insert into true_up_work (run_id, upto) values ($1, $2) on conflict do nothing', [
    runId,
    upTo,
  ]);
  const [work] = await database.query<Work>('select * from true_up_work where run_id = $1', [runId]);
  if (work === undefined) throw new Error(`run ${runId} has no work`);
  return work;
};

/**
 * The last word of a step about each month of the year: paid, payable again, or adjusted. Positions are the
 * order of commits, so that what is read up to a position is what was known then, whoever reads it.
 */
const lastWords = `
  select distinct on (person_id, month) * from (
    select position, (data ->> 'personId')::uuid as person_id, line ->> 'month' as month,
      (data ->> 'orderId')::uuid as order_id, (line ->> 'base')::numeric as base, line ->> 'rate' as rate,
      coalesce(line ->> 'parts', '') as parts
    from events cross join lateral json_array_elements(data -> 'months') as line
    where position > $2 and position <= $3 and type = 'PensionMonthsSettled'
    union all
    select position, (data ->> 'personId')::uuid, data ->> 'month', null, null, null, null
    from events
    where position > $2 and position <= $3 and type = 'MonthReopened'
      and data ->> 'insurance' = 'pension' and data ->> 'item' is null
    union all
    select position, (data ->> 'personId')::uuid, line ->> 'month', null, null, null, null
    from events cross join lateral json_array_elements(data -> 'months') as line
    where position > $2 and position <= $3 and type = 'TrueUpsAssessed'
  ) as words
  where left(month, 4) = $4
  order by person_id, month, position desc`;

const readStep = `
  with words as (
    select *, coalesce(base < $5::numeric or base > $6::numeric, false) as is_outside
    from (${lastWords}) as last
  ), gone as (
    delete from true_up_months m using words w
    where not w.is_outside and m.run_id = $1 and m.person_id = w.person_id and m.month = w.month
  )
  insert into true_up_months (run_id, person_id, month, order_id, base, rate, parts)
  select $1, person_id, month, order_id, base, rate, parts from words where is_outside
  on conflict (run_id, person_id, month) do update set
    order_id = excluded.order_id, base = excluded.base, rate = excluded.rate, parts = excluded.parts`;

/** Reads the next events of the log, in the transaction of the client. */
export const readMonths = async (
  client: ClientBase,
  runId: string,
  { year, lower, upper }: TrueUpTerms,
): Promise<void> => {
  const { rows } = await client.query<{ position: string; next: string | null }>(
    `select position, (select max(position) from (
        select e.position from events e where e.position > w.position and e.position <= w.upto
        order by e.position limit ${eventsMax}
      ) as step) as next
     from true_up_work w where run_id = $1 for update`,
    [runId],
  );
  const { position, next } = rows[0] ?? { position: '0', next: null };
  if (next !== null) await client.query(readStep, [runId, position, next, String(year), lower, upper]);
  await client.query('update true_up_work set position = coalesce($2, upto) where run_id = $1', [
    runId,
    next,
  ]);
};

/**
 * What the rules say of each kind of month that was found: there are few beside the months, so the rules stay
 * in one place and the sums are made by the database.
 */
export const writeFigures = async (
  database: Database,
  runId: string,
  pack: Pack,
  terms: TrueUpTerms,
): Promise<void> => {
  const kinds = await database.query<{ month: Month; base: Yuan; rate: Rate; parts: string }>(
    'select distinct month, base::text as base, rate, parts from true_up_months where run_id = $1',
    [runId],
  );
  const figures = kinds.flatMap(({ parts, ...kind }) => {
    const paid = { ...kind, parts: parts === '' ? undefined : (JSON.parse(parts) as Record<string, Yuan>) };
    const trueUp = monthTrueUp(pack, terms, paid);
    return trueUp === undefined ? [] : [{ ...kind, parts, trueUp }];
  });
  await database.query(
    `insert into true_up_figures (run_id, month, base, rate, parts, direction, amount, figures)
     select $1, month, base, rate, parts, "trueUp" ->> 'direction', ("trueUp" ->> 'amount')::numeric, "trueUp"
     from json_to_recordset($2) as f(month text, base numeric, rate text, parts text, "trueUp" json)
     on conflict do nothing`,
    [runId, JSON.stringify(figures)],
  );
  // What the rules leave as it is, such as a base above the limits where nothing is refunded.
  await database.query(
    `delete from true_up_months m where run_id = $1 and not exists (
       select from true_up_figures f
       where (f.run_id, f.month, f.base, f.rate, f.parts) = (m.run_id, m.month, m.base, m.rate, m.parts))`,
    [runId],
  );
  await database.query(
    `update true_up_work
     set people = (select count(distinct person_id) from true_up_months where run_id = $1)
     where run_id = $1`,
    [runId],
  );
};

/** Comes before everybody: with it the next page is a range of the key. */
const nobody = '00000000-0000-0000-0000-000000000000';

const adjusted = 'true_up_months m join true_up_figures f using (run_id, month, base, rate, parts)';

/** The next people with an adjusted month. */
export const nextPeople = async (
  database: Database,
  runId: string,
  after: string | null,
  limit: number,
): Promise<string[]> => {
  const rows = await database.query<{ person_id: string }>(
    `select distinct person_id from true_up_months
     where run_id = $1 and person_id > $2 order by person_id limit ${limit}`,
    [runId, after ?? nobody],
  );
  return rows.map(({ person_id: personId }) => personId);
};

/**
 * Writes what each of them is charged and gets back, or why they are left out. Their months are read at once:
 * PostgreSQL has no statistics of rows this young, and read all of them for each person.
 */
export const writePeople = async (
  client: ClientBase,
  runId: string,
  people: readonly { readonly personId: string; readonly leftOut: string | null }[],
): Promise<void> => {
  await client.query(
    `insert into true_up_people (run_id, person_id, left_out, charge, refund)
     select $1, person_id, left_out, charge, refund
     from unnest($2::uuid[], $3::text[]) as p(person_id, left_out)
     join (
       select person_id, coalesce(sum(amount) filter (where direction = 'charge'), 0) as charge,
         coalesce(sum(amount) filter (where direction = 'refund'), 0) as refund
       from ${adjusted} where run_id = $1 and m.person_id = any($2::uuid[]) group by person_id
     ) as own using (person_id)
     on conflict do nothing`,
    [runId, people.map(({ personId }) => personId), people.map(({ leftOut }) => leftOut)],
  );
  await client.query('update true_up_work set after_person = $2 where run_id = $1', [
    runId,
    people.at(-1)?.personId,
  ]);
};

/** The months of people as they were rehearsed, by person. */
export const monthsOfPeople = async (
  database: Database,
  runId: string,
  people: readonly string[],
): Promise<ReadonlyMap<string, readonly (AdjustedMonth & { readonly basePaid: Yuan })[]>> => {
  const rows = await database.query<{
    person_id: string;
    order_id: string;
    base: Yuan;
    figures: MonthTrueUp;
  }>(
    `select person_id, order_id, base::text as base, figures from ${adjusted}
     where run_id = $1 and person_id = any($2::uuid[]) order by person_id, month`,
    [runId, people],
  );
  const byPerson = Map.groupBy(rows, ({ person_id: personId }) => personId);
  return new Map(
    [...byPerson].map(([personId, own]) => [
      personId,
      own.map(({ figures, order_id: orderId, base: basePaid }) => ({ ...figures, orderId, basePaid })),
    ]),
  );
};

/** The next people whose months are to be adjusted. */
export const nextToAdjust = async (
  database: Database,
  runId: string,
  after: string | null,
  limit: number,
): Promise<string[]> => {
  const rows = await database.query<{ person_id: string }>(
    `select person_id from true_up_people
     where run_id = $1 and person_id > $2 and left_out is null and outcome is null
     order by person_id limit ${limit}`,
    [runId, after ?? nobody],
  );
  return rows.map(({ person_id: personId }) => personId);
};

/** Writes what became of each: `done`, or why they were left out after all. */
export const writeOutcomes = async (
  client: ClientBase,
  runId: string,
  outcomes: readonly { readonly personId: string; readonly outcome: string }[],
): Promise<void> => {
  await client.query(
    `update true_up_people p set outcome = o.outcome
     from unnest($2::uuid[], $3::text[]) as o(person_id, outcome)
     where p.run_id = $1 and p.person_id = o.person_id`,
    [runId, outcomes.map(({ personId }) => personId), outcomes.map(({ outcome }) => outcome)],
  );
  await client.query('update true_up_work set activated_after = $2 where run_id = $1', [
    runId,
    outcomes.at(-1)?.personId,
  ]);
};

/** What a run comes to: as rehearsed, or as carried out. */
export const sumsOf = async (
  database: Pick<Database, 'query'>,
  runId: string,
  of: 'rehearsed' | 'carriedOut',
): Promise<RunSums> => {
  const because = of === 'rehearsed' ? 'left_out' : `nullif(outcome, 'done')`;
  const rows = await database.query<{ because: string | null; people: number; charge: Yuan; refund: Yuan }>(
    `select ${because} as because, count(*)::int as people, sum(charge)::text as charge,
       sum(refund)::text as refund
     from true_up_people where run_id = $1 ${of === 'rehearsed' ? '' : 'and outcome is not null'}
     group by 1`,
    [runId],
  );
  const own = rows.find((row) => row.because === null);
  const { people = 0, charge = '0.00' as Yuan, refund = '0.00' as Yuan } = own ?? {};
  const leftOut = Object.fromEntries(
    rows.flatMap((row) => (row.because === null ? [] : [[row.because, row.people]])),
  );
  return { people, charge, refund, leftOut };
};
