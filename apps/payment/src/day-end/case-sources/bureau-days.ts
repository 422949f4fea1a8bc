import type { CaseSource } from './case-source';

const aboutDay = `b.insurance || ' ' || b.day || ' ' || b.outcome`;
const netFen = (totals: string): string =>
  `coalesce(fen_of(${totals} -> 'booked' ->> 'amount') - fen_of(${totals} -> 'reversed' ->> 'amount'), 0)`;

/**
 * A business day of a bureau whose totals are not ours, or were not told in time. What differs is over once
 * both have the same, and nothing else is; silence, with any answer.
 */
export const bureauDaySource: CaseSource = {
  due: `
    select 'bureau-total' as kind, ${aboutDay} || '/' || b.position as reference, null::uuid as order_id,
      null::uuid as person_id, null::text as channel, b.day, b.insurance,
      case when b.outcome = 'unanswered' then 0
        else abs(${netFen('b.theirs')} - ${netFen('b.ours')}) end as fen, b.cause
    from bureau_days b
    where b.outcome <> 'agreed' and not exists (
      select from cases c where c.kind = 'bureau-total' and c.status = 'open'
        and split_part(c.reference, '/', 1) = ${aboutDay})`,
  proven: `
    select c.case_id, 'bureau-answer' as proof, 'totals ' || b.totals_id as reference, 0::bigint as fen
    from cases c join bureau_days b on b.insurance = split_part(c.reference, ' ', 1)
      and b.day::text = split_part(c.reference, ' ', 2)
    where c.status = 'open' and c.kind = 'bureau-total'
      and (b.outcome = 'agreed'
        or b.outcome = 'different' and split_part(c.reference, '/', 1) like '% unanswered')`,
};
