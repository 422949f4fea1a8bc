import { batchOf } from './batch-of';
import { receiptOf, shanghaiDay } from './receipt-of';

/**
 * Months as they are settled: a bundle is one, whoever paid its items. What final limits have added to a
 * month, or have had corrected, is booked beside it.
 */
const settled = `
  insert into bureau_items (position, month, person_id, insurance, added, fen, settled_at)
  select position, line ->> 'month', (data ->> 'personId')::uuid, 'pension', type = 'TrueUpsSettled',
    fen_of(line ->> 'amount'), recorded_at
  from (${batchOf('PensionMonthsSettled', 'TrueUpsSettled')}) as p
  cross join lateral json_array_elements(data -> 'months') as line
  union all
  select position, line ->> 'month', (data ->> 'personId')::uuid, 'pension', true,
    -fen_of(line ->> 'amount'), recorded_at
  from (${batchOf('RefundDecided')}) as r
  cross join lateral json_array_elements(data -> 'corrections') as line
  union all
  select position, data ->> 'month', (data ->> 'personId')::uuid, 'medical', false,
    fen_of(data ->> 'total'), recorded_at
  from (${batchOf('BundleSettled')}) as b
  on conflict do nothing`;

/** What nobody paid is told by its own event. */
const isOf = `b.person_id = (e.data ->> 'personId')::uuid and b.insurance = e.data ->> 'insurance'
  and b.position <= e.position`;

const reversed = `
  update bureau_items b set gone_at = e.recorded_at, gone_position = e.position, gone_by = 'reversal'
  from (${batchOf('SettlementReversed')}) as e
  where ${isOf} and b.gone_at is null
    and b.month in (select json_array_elements_text(
      e.data -> case when b.added then 'trueUpMonths' else 'months' end))`;

const refunded = `
  update bureau_items b set gone_at = e.recorded_at, gone_position = e.position, gone_by = 'refund'
  from (${batchOf('RefundDecided')}) as e
  where ${isOf} and b.gone_at is null and b.position < e.position
    and b.month in (select json_array_elements(
      e.data -> case when b.added then 'trueUps' else 'months' end) ->> 'month')`;

/** The money stays: what the bureau keeps is posted, what it has taken out waits to be booked again. */
const takenBack = `
  update bureau_items b set gone_at = null, gone_position = null, gone_by = null,
    answer = case b.answer when 'kept' then 'posted' when 'reversed' then null else b.answer end
  from (${batchOf('RefundTakenBack')}) as e
  where ${isOf} and b.gone_by = 'refund'
    and b.gone_position = (select max(d.position) from events d
      where d.stream = 'refund-' || (e.data ->> 'refundId') and d.type = 'RefundDecided')
    and b.month in (select json_array_elements(
      e.data -> case when b.added then 'trueUps' else 'months' end) ->> 'month')`;

/** What the bureau answers to a refund is told on the refund, whose insurance says which bureau it was. */
const unposted = `
  update bureau_items b set answered_position = e.position,
    answer = case when e.data ->> 'was' = 'corrected' then 'posted' else 'reversed' end
  from (${batchOf('RefundMonthUnposted')}) as e join refunds r on r.refund_id = (e.data ->> 'refundId')::uuid
  where b.person_id = (e.data ->> 'personId')::uuid and b.insurance = r.insurance
    and b.position < e.position and b.month = e.data ->> 'month'
    and case when e.data ->> 'was' = 'corrected' then b.added and b.gone_at is null
      else b.added = (e.data ->> 'item' is not null) and b.gone_at is not null
        and b.answer is distinct from 'reversed' end`;

const refusedToUnpost = `
  update bureau_items b set answered_position = e.position, answer = 'kept', reason = e.data ->> 'reason'
  from (${batchOf('RefundUnpostingRefused')}) as e
  join refunds r on r.refund_id = (e.data ->> 'refundId')::uuid
  where b.person_id = (e.data ->> 'personId')::uuid and b.insurance = r.insurance
    and b.position < e.position and b.month = e.data ->> 'month'
    and b.added = (e.data ->> 'item' is not null) and b.gone_at is not null
    and b.answer is distinct from 'reversed'`;

/**
 * The bureau has booked what nobody paid. A month that was settled before this table was kept is in the
 * treasury's, and no such thing.
 */
const unknown = `
  insert into bureau_items (position, month, person_id, insurance, added, fen, settled_at, gone_at,
    gone_position, gone_by)
  select e.position, month, "personId", insurance, item is not null, 0, e.recorded_at, e.recorded_at,
    e.position, 'nobody'
  from (${batchOf('BureauAnswered')}) as e
  cross join lateral json_to_record(data) as a(
    "personId" uuid, insurance text, month text, item text, answer text)
  where answer = 'posted'
    and not exists (select from bureau_items b where b.person_id = "personId"
      and b.insurance = a.insurance and b.month = a.month and b.added = (item is not null)
      and b.position < e.position)
    and (item is not null or not exists (select from treasury_items t where t.person_id = "personId"
      and t.insurance = a.insurance and t.month = a.month))
  on conflict do nothing`;

/**
 * An answer is about the month as it was settled last; that something was taken out, about what has gone. The
 * last one of a step counts.
 */
const answered = `
  update bureau_items b set answer = a.answer, answer_fen = fen_of(a.amount),
    receipt_no = coalesce(a.receipt_no, b.receipt_no), reason = a.reason, answered_position = a.told
  from (
    select distinct on (i.position, i.month) i.position, i.month, e.position as told,
      data ->> 'answer' as answer, data ->> 'amount' as amount,
      data ->> 'bureauReceiptNo' as receipt_no, data ->> 'reason' as reason
    from (${batchOf('BureauAnswered')}) as e
    cross join lateral (
      select b.position, b.month from bureau_items b
      where ${isOf} and b.month = e.data ->> 'month' and b.added = (e.data ->> 'item' is not null)
      order by case when e.data ->> 'answer' in ('reversed', 'kept')
          then b.gone_at is not null and b.answer is distinct from 'reversed'
          else b.gone_at is null end desc, b.position desc
      limit 1
    ) as i
    order by i.position, i.month, e.position desc
  ) as a
  where b.position = a.position and b.month = a.month`;

/** Statistics take what a change makes of a booked amount: a month counts where its money does. */
const counted = (change: string): string => `
  with changed as (${change}
    returning new.position, new.insurance, new.posted_fen - old.posted_fen as fen)
  insert into day_postings as p (day, channel, district, insurance, fen)
  select coalesce(r.day, ${shanghaiDay('e.recorded_at')}), coalesce(r.channel, '-'),
    coalesce(e.data ->> 'district', '-'), changed.insurance, sum(changed.fen)
  from changed join events e using (position)
  ${receiptOf(`(e.data ->> 'orderId')::uuid`)}
  where changed.fen <> 0
  group by 1, 2, 3, 4
  on conflict (day, channel, district, insurance) do update set fen = p.fen + excluded.fen`;

/** Each settled month beside what its bureau has answered, in the order in which they build on each other. */
export const bureauLeg: readonly string[] = [
  settled,
  ...[reversed, refunded, unposted, refusedToUnpost, takenBack].map(counted),
  unknown,
  counted(answered),
];
