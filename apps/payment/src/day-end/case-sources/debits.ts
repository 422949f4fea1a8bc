import { hasNoCase, type CaseSource } from './case-source';

const month = `i.insurance || '-' || i.person_id || '-' || i.month`;
const outside = `('base-below-lower-limit', 'base-above-upper-limit')`;

/**
 * A registered base that has come to lie outside the limits: the batch debit leaves the month out, and nobody
 * changes a base but its payer. Once a month; it is over when the month is taken into a batch, or is paid.
 */
export const debitBases: CaseSource = {
  due: `
    select distinct on (i.person_id, i.insurance, i.month) 'debit-base' as kind, ${month} as reference,
      null::uuid as order_id, i.person_id, 'batch-debit' as channel, null::date as day, i.insurance,
      0::bigint as fen, '批扣基数不符: ' || i.because as cause
    from debit_items i
    where i.status = 'left-out' and i.because in ${outside}
      and ${hasNoCase(`'debit-base'`, month)}`,
  proven: `
    select case_id, 'debit' as proof, proven_by as reference, 0::bigint as fen from (
      select c.case_id, coalesce(
        (select 'item ' || i.item_id from debit_items i where ${month} = c.reference
           and i.person_id = c.person_id and i.status in ('ready', 'packed', 'unknown', 'succeeded')
         order by i.asked_position desc limit 1),
        (select 'event ' || b.position from bureau_items b where b.person_id = c.person_id
           and b.insurance || '-' || b.person_id || '-' || b.month = c.reference and b.gone_at is null
         order by b.position desc limit 1)) as proven_by
      from cases c where c.status = 'open' and c.kind = 'debit-base'
    ) as over where proven_by is not null`,
};
