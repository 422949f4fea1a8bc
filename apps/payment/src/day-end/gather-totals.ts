import type { ClientBase } from 'pg';
import { receiptOf, shanghaiDay } from './receipt-of';

/** Configuration: events that one step counts. */
const stepMax = 20_000;

/**
 * Counts the next entries of the journal by business day, as far as the day end has gathered, in the
 * transaction of the client. Returns whether there may be more.
 */
export const gatherTotals = async (client: ClientBase, most = stepMax): Promise<boolean> => {
  await client.query(`insert into day_end_cursor values ('totals', 0) on conflict do nothing`);
  const { rows } = await client.query<{ after: string; upto: string | null }>(
    `select c.position as after, (select max(position) from (
        select e.position from events e
        where e.position > c.position
          and e.position <= (select position from day_end_cursor where name = 'ours')
        order by e.position limit $1
      ) as next) as upto
     from day_end_cursor c where name = 'totals' for update`,
    [most],
  );
  const [range] = rows;
  if (range === undefined || range.upto === null) return false;
  await client.query(countEntries, [range.after, range.upto]);
  await client.query(`update day_end_cursor set position = $1 where name = 'totals'`, [range.upto]);
  return true;
};

/**
 * Money counts on the business day of its receipt, whatever became of it since; what goes back counts when it
 * goes, and what the treasury tells on the treasury's day. A fund is of a district and an insurance.
 */
const countEntries = `
  insert into day_totals as t
    (day, channel, district, insurance, because, account, debit_fen, credit_fen, receipts)
  select
    coalesce(own.day, (e.data ->> 'receivedOn')::date, (e.data ->> 'correctedOn')::date,
      (e.data ->> 'returnedOn')::date,
      case when e.type not in ('RefundDecided', 'RefundTakenBack', 'RefundLeft') then r.day end,
      ${shanghaiDay('e.recorded_at')}),
    coalesce(e.data ->> 'channel', r.channel, '-'),
    case when isFund then coalesce(e.data ->> 'district', r.district, '-') else '-' end,
    case when line.account like '2101.%' then 'pension' when line.account like '2201.%' then 'medical'
      else coalesce(e.data ->> 'insurance', r.insurance, '-') end,
    e.type, line.account, sum(greatest(line.fen, 0)), sum(greatest(-line.fen, 0)),
    count(*) filter (where own.kind = 0 and line.account like '1001.%')
  from journal j join events e using (position)
  cross join lateral unnest(j.accounts, j.fen) as line(account, fen)
  cross join lateral (select line.account like '2101.%' or line.account like '2201.%' as isFund) as f
  cross join lateral (select coalesce(e.data ->> 'orderId', e.data -> 'months' -> 0 -> 'orderIds' ->> 0,
      e.data -> 'corrections' -> 0 ->> 'orderId')::uuid as order_id) as o
  ${receiptOf('o.order_id')}
  left join lateral (
    select day, kind from day_receipts d where d.order_id = o.order_id and d.position = e.position limit 1
  ) as own on true
  where j.position > $1 and j.position <= $2
  group by 1, 2, 3, 4, 5, 6
  on conflict (day, channel, district, insurance, because, account) do update set
    debit_fen = t.debit_fen + excluded.debit_fen, credit_fen = t.credit_fen + excluded.credit_fen,
    receipts = t.receipts + excluded.receipts`;
