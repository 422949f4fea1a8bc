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
           and not b.added
         order by b.position desc limit 1)) as proven_by
      from cases c where c.status = 'open' and c.kind = 'debit-base'
    ) as over where proven_by is not null`,
};

/**
 * A debit of which its bank has told two ends. Money that it has taken after all is booked, anything else
 * stays as it was; which end holds, somebody asks the bank.
 */
export const contradictedDebits: CaseSource = {
  due: `
    select distinct on (number) 'debit-contradiction' as kind, number as reference, i.item_id as order_id,
      i.person_id, 'batch-debit' as channel, p.entrust_date as day, i.insurance,
      fen_of(line ->> 'amount') as fen,
      '批扣回执前后不一: ' || case told.type
        when 'DebitResultsReceived' then 'what the bank had called failed it has taken; the money is booked'
        else 'the bank says otherwise of what it had told; nothing is booked' end as cause
    from debit_packs p
    join events made on made.stream = 'debit-pack-' || p.entrust_date || '-' || p.pack_no and made.version = 1
    join events told on told.stream = made.stream
      and told.type in ('DebitResultsReceived', 'DebitResultsConflicting')
    cross join lateral json_array_elements_text(
      coalesce(told.data -> 'traNos', told.data -> 'afterFailure', '[]')) as tra_no
    cross join lateral json_array_elements(made.data -> 'items') as line
    cross join lateral (select to_char(p.entrust_date, 'YYYYMMDD') || tra_no as number) as named
    join debit_items i on i.item_id = (line ->> 'itemId')::uuid
    where p.conflicts > 0 and line ->> 'traNo' = tra_no
      and ${hasNoCase(`'debit-contradiction'`, 'number')}
    order by number, told.version`,
};
