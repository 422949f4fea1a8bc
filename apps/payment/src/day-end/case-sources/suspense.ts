import { hasNoCase, type CaseSource } from './case-source';

/** Configuration: what leaves by itself has left within this time after it may. */
const overdue = `interval '1 hour'`;

/** Money in suspense that no rule takes out, or that should have left and has not. */
export const suspenseSource: CaseSource = {
  due: `
    select 'suspense-stays' as kind, l.line_id::text as reference, l.order_id, l.person_id,
      null::text as channel, null::date as day, l.insurance, (l.amount * 100)::bigint as fen,
      '暂收未清: ' || l.because || case when l.leaves_from is null then ', somebody has to decide'
        else ', should have left by itself' end as cause
    from suspense_lines l
    where l.way is null and (l.leaves_from is null or l.leaves_from <= $1::timestamptz - ${overdue})
      and ${hasNoCase(`'suspense-stays'`, 'l.line_id::text')}`,
  proven: `
    select c.case_id,
      case l.way when 'obligation' then 'receipt' when 'back' then 'refund' else 'reversal' end as proof,
      'event ' || e.position as reference, (c.amount * 100)::bigint as fen
    from cases c join suspense_lines l on l.line_id::text = c.reference and l.way is not null
    join lateral (
      select position from events e where e.stream = 'order-' || l.order_id
        and (e.type in ('CollectionReversed', 'UnidentifiedReceiptReversed')
          or e.type = 'SuspenseResolved' and e.data ->> 'line' = l.line)
      order by e.version desc limit 1) as e on true
    where c.status = 'open' and c.kind = 'suspense-stays'`,
};
