import { batchOf } from './batch-of';

/** How each bureau's totals of a day compare, as they were told last. */
export const bureauDays = `
  insert into bureau_days as b (insurance, day, outcome, totals_id, ours, theirs, cause, position)
  select distinct on (1, 2) data ->> 'insurance', (data ->> 'day')::date, data ->> 'outcome',
    (data ->> 'totalsId')::uuid, data -> 'ours', data -> 'theirs', data ->> 'cause', position
  from (${batchOf('BureauDayNoted')}) as e
  order by 1, 2, position desc
  on conflict (insurance, day) do update set outcome = excluded.outcome, totals_id = excluded.totals_id,
    ours = excluded.ours, theirs = excluded.theirs, cause = excluded.cause, position = excluded.position
  where b.position < excluded.position`;
