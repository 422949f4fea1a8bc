import type { ClientBase } from 'pg';
import { batchOf } from './batch-of';
import { belongsTo, bookedOn, isShut, shutDay } from './closed-day';
import { bureauLeg } from './gather-bureau';
import { bureauDays } from './gather-bureau-days';

/** Configuration: events that one step reads. */
const eventsMax = 20_000;

/** The events that say what is ours of a day. */
const types = [
  'PaymentCaptured',
  'ReceiptKeptInSuspense',
  'UnidentifiedReceiptKept',
  'CollectionReversed',
  'UnidentifiedReceiptReversed',
  'PensionMonthsSettled',
  'TrueUpsSettled',
  'BundleSettled',
  'SettlementReversed',
  'SuspenseResolved',
  'RefundDecided',
  'RefundLeft',
  'RefundMonthUnposted',
  'RefundUnpostingRefused',
  'RefundTakenBack',
  'BureauAnswered',
  'BureauDayNoted',
  'TreasuryReceived',
  'TreasuryReceiptCorrected',
  'TreasuryReturned',
];

/**
 * Gathers the next events into the tables of the day end, set-based, in the transaction of the client. The
 * cursor's lock keeps other instances waiting. Returns whether there may be more.
 */
export const gatherOurs = async (client: ClientBase): Promise<boolean> => {
  await client.query(`insert into day_end_cursor values ('ours', 0) on conflict do nothing`);
  const { rows } = await client.query<{ after: string; upto: string | null }>(
    `select position as after, (select max(position) from (
        select e.position from events e where e.position > c.position order by e.position limit ${eventsMax}
      ) as next) as upto
     from day_end_cursor c where name = 'ours' for update`,
  );
  const [range] = rows;
  if (range === undefined || range.upto === null) return false;
  const values = [range.after, range.upto, types];
  for (const statement of [
    receipts,
    lateReversals,
    reversals,
    gone,
    refunds,
    districts,
    items,
    takenBack,
    decided,
    staysPaid,
    returns,
    ...bureauLeg,
    bureauDays,
    movements,
    days,
  ])
    await client.query(statement, values);
  await client.query(`update day_end_cursor set position = $1 where name = 'ours'`, [range.upto]);
  return true;
};

const receipts = `
  insert into day_receipts
    (order_id, kind, channel, day, of_day, key, fen, insurance, person_id, paid_at, position, quote_id)
  select "orderId", 0, r.channel, ${bookedOn}, ${belongsTo}, "channelTransactionNo",
    fen_of(amount) + coalesce(fen_of(rest), 0),
    insurance, "personId", "paidAt", position, "quoteId"
  from (${batchOf('PaymentCaptured', 'ReceiptKeptInSuspense', 'UnidentifiedReceiptKept')}) as e
  cross join lateral json_to_record(data) as r("orderId" uuid, channel text, "accountedOn" date,
    "paidAt" timestamptz, "channelTransactionNo" text, amount text, insurance text, "personId" uuid,
    "quoteId" text, "inSuspense" json)
  cross join lateral (select "inSuspense" ->> 'amount' as rest) as s
  cross join lateral (
    select coalesce("accountedOn", ("paidAt" at time zone 'Asia/Shanghai')::date) as own_day) as own
  ${shutDay}
  on conflict do nothing`;

const reversals = `
  update day_receipts d set reversed_position = e.position
  from (${batchOf('CollectionReversed', 'UnidentifiedReceiptReversed')}) as e
  where d.order_id = (e.data ->> 'orderId')::uuid and d.kind = 0 and d.reversed_position is null
    and not ${isShut}`;

/** What a closed day has taken stays taken; that it was given back is booked on the next open day. */
const lateReversals = `
  insert into day_receipts (order_id, kind, channel, day, of_day, key, fen, insurance, district, person_id,
    paid_at, position)
  select d.order_id, 1, d.channel, next_open_day(d.channel, d.day), d.day, d.key, d.fen, d.insurance,
    d.district, d.person_id, e.recorded_at, e.position
  from (${batchOf('CollectionReversed', 'UnidentifiedReceiptReversed')}) as e
  join day_receipts d on d.order_id = (e.data ->> 'orderId')::uuid and d.kind = 0
  where d.reversed_position is null and ${isShut}
  on conflict do nothing`;

/** Money that a reversal at the channel had taken back before it was reported. */
const gone = `
  update day_receipts d set reversed_position = e.position
  from (${batchOf('SuspenseResolved')}) as e
  where e.data ->> 'way' = 'gone' and d.order_id = (e.data ->> 'orderId')::uuid and d.kind = 0
    and d.fen = fen_of(e.data ->> 'amount') and d.reversed_position is null`;

/** Refunds that the channel or the counter has paid out: its statement has them. */
const refunds = `
  insert into day_receipts
    (order_id, kind, channel, day, of_day, key, fen, person_id, paid_at, position, other_no)
  select "orderId", 1, r.channel, ${bookedOn}, ${belongsTo}, "refundNo", fen_of(amount), "personId", "leftAt",
    position, "channelRefundNo"
  from (${batchOf('RefundLeft')}) as e
  cross join lateral json_to_record(data) as r("orderId" uuid, channel text, "leftAt" timestamptz,
    "refundNo" text, "channelRefundNo" text, amount text, "personId" uuid, way text)
  cross join lateral (select ("leftAt" at time zone 'Asia/Shanghai')::date as own_day) as own
  ${shutDay}
  where way <> 'other'
  on conflict do nothing`;

const districts = `
  update day_receipts d set district = e.data ->> 'district'
  from (${batchOf('PensionMonthsSettled', 'TrueUpsSettled', 'BundleSettled')}) as e
  where d.order_id = (e.data ->> 'orderId')::uuid and d.kind = 0 and d.district is null`;

/**
 * By order, what the events settled: items of one bundle may come from several orders. `pension` and
 * `bundles` are selections of events.
 */
const settledLines = (pension: string, bundles: string): string => `
  select position, (data ->> 'orderId')::uuid as order_id, data ->> 'personId' as person_id,
    'pension' as insurance, data ->> 'district' as district, line ->> 'month' as month,
    fen_of(line ->> 'amount') as fen, '2101.pension' as prefix, line -> 'parts' as parts
  from (${pension}) as p
  cross join lateral json_array_elements(data -> 'months') as line
  union all
  select position, (line ->> 'orderId')::uuid, data ->> 'personId', 'medical', data ->> 'district',
    data ->> 'month', fen_of(line ->> 'amount'), '2201.medical.' || (line ->> 'item'), line -> 'parts'
  from (${bundles}) as b
  cross join lateral json_array_elements(data -> 'items') as line`;

/** As the journal names them: the recorded parts, and the rest on the item itself. */
const fundsOfLine = `
  select prefix || '.' || lower(regexp_replace(name, '([A-Z])', '-\\1', 'g')) as account,
    fen_of(part) as fund_fen
  from json_each_text(coalesce(parts, '{}')) as p(name, part)
  union all
  select prefix, fen - coalesce(
    (select sum(fen_of(part)) from json_each_text(coalesce(parts, '{}')) as p(name, part)), 0)::bigint`;

/** What of the lines the treasury is to be told. */
const itemsOf = (lines: string): string => `
  insert into treasury_items (position, order_id, person_id, insurance, channel, district, day,
    month, fen, accounts, fund_fen)
  select e.position, e.order_id, e.person_id::uuid, e.insurance, d.channel, e.district, d.day,
    e.month, sum(fund.fund_fen), array_agg(fund.account), array_agg(fund.fund_fen)
  from (${lines}) as e
  cross join lateral (${fundsOfLine}) as fund
  join day_receipts d on d.order_id = e.order_id and d.kind = 0
  where fund.fund_fen <> 0
  group by e.position, e.order_id, e.person_id, e.insurance, d.channel, e.district, d.day, e.month
  on conflict do nothing`;

const items = itemsOf(
  settledLines(batchOf('PensionMonthsSettled', 'TrueUpsSettled'), batchOf('BundleSettled')),
);

/** What was taken back before it was told to the treasury is never told. */
const takenBack = `
  delete from treasury_items t
  using (${batchOf('SettlementReversed')}) as e
  where t.person_id = (e.data ->> 'personId')::uuid and t.insurance = e.data ->> 'insurance'
    and (t.order_id = (e.data ->> 'orderId')::uuid and e.data ->> 'trueUpMonths' is not null
        and t.month in (select json_array_elements_text(e.data -> 'trueUpMonths'))
      or t.month in (select json_array_elements_text(e.data -> 'months'))
        and (t.insurance <> 'pension' or t.order_id = (e.data ->> 'orderId')::uuid))
    and t.position < e.position and t.tra_no is null`;

/** So is what is to go back to the payer. */
const decided = `
  delete from treasury_items t
  using (${batchOf('RefundDecided')}) as e cross join lateral (
    select json_array_elements(e.data -> 'months') as m
    union all select json_array_elements(e.data -> 'trueUps')) as going
  where t.person_id = (e.data ->> 'personId')::uuid and t.insurance = e.data ->> 'insurance'
    and (t.insurance <> 'pension' or t.order_id::text in (select json_array_elements_text(m -> 'orderIds')))
    and t.month = m ->> 'month' and t.position < e.position and t.tra_no is null`;

/** A month of a refund that was taken back, with the orders that paid it. */
const staying = `
  select e.position as stays_at, e.data ->> 'personId' as person_id, going.kind, m ->> 'month' as month,
    array(select json_array_elements_text(m -> 'orderIds')) as order_ids, e.data ->> 'insurance' as insurance
  from (${batchOf('RefundTakenBack')}) as e
  cross join lateral (values ('PensionMonthsSettled', e.data -> 'months'),
    ('TrueUpsSettled', e.data -> 'trueUps')) as going(kind, months)
  cross join lateral json_array_elements(going.months) as m`;

/** It is told after all, as it was settled last. */
const staysPaid = itemsOf(`
  select lines.* from (${staying}) as s
  join events paid on paid.position < s.stays_at and case s.insurance
    when 'pension' then paid.stream = any(select 'order-' || unnest(s.order_ids)) and paid.type = s.kind
    else paid.stream = 'obligation-' || s.person_id || '-medical-' || s.month and paid.type = 'BundleSettled'
      and not exists (select from events later where later.stream = paid.stream
        and later.type = 'BundleSettled' and later.position > paid.position) end
  cross join lateral (${settledLines(
    `select paid.position, paid.type, paid.data where s.insurance = 'pension'`,
    `select paid.position, paid.type, paid.data where s.insurance = 'medical'`,
  )}) as lines
  where lines.month = s.month and lines.order_id::text = any(s.order_ids)`);

/**
 * A refund of months that the treasury was told of: it gives the money of each item back to the account that
 * paid. Money that went back out of suspense has never been there, whatever else its order has paid.
 */
const returns = `
  insert into treasury_returns (refund_no, order_id, person_id, insurance, channel, fen, left_on,
    entrust_date, tax_org_code, tra_no, account)
  select refund_no || case when number = 1 then '' else '.' || number end, order_id, person_id, insurance,
    channel, fen, left_on, entrust_date, tax_org_code, tra_no, account
  from (
    select e.data ->> 'refundNo' as refund_no, t.order_id, t.person_id, t.insurance,
      e.data ->> 'channel' as channel, t.fen,
      ((e.data ->> 'leftAt')::timestamptz at time zone 'Asia/Shanghai')::date as left_on,
      t.entrust_date, t.tax_org_code, t.tra_no,
      (select line ->> 'account' from json_array_elements(e.data -> 'entries') as line
        where line ->> 'account' like '1003.%' limit 1) as account,
      row_number() over (partition by e.position order by t.month, t.position) as number
    from (${batchOf('RefundLeft')}) as e
    join events d on d.stream = 'refund-' || (e.data ->> 'refundId') and d.type = 'RefundDecided'
    cross join lateral (
      select json_array_elements(d.data -> 'months') ->> 'month' as month
      union select json_array_elements(d.data -> 'trueUps') ->> 'month') as m
    join treasury_items t on t.order_id = (e.data ->> 'orderId')::uuid and t.month = m.month
      and t.tra_no is not null
  ) as items
  on conflict do nothing`;

/** What the treasury has told, by its own days. */
const movements = `
  insert into treasury_movements (position, kind, day, channel, insurance, fen, before_fen)
  select position, case when "receivedOn" is not null then 'receipt'
      when "correctedOn" is not null then 'correction' else 'return' end,
    coalesce("receivedOn", "correctedOn", "returnedOn"), channel, insurance, fen_of(amount),
    coalesce(fen_of(before ->> 'amount'), 0)
  from (${batchOf('TreasuryReceived', 'TreasuryReceiptCorrected', 'TreasuryReturned')}) as e
  cross join lateral json_to_record(data) as t("receivedOn" date, "correctedOn" date, "returnedOn" date,
    channel text, insurance text, amount text, before json)
  on conflict do nothing`;

const days = `
  insert into channel_days (channel, day, changed_position)
  select channel, day, max(greatest(position, coalesce(reversed_position, 0)))
  from day_receipts
  where order_id in (
    select (data ->> 'orderId')::uuid from (${batchOf(
      'PaymentCaptured',
      'ReceiptKeptInSuspense',
      'UnidentifiedReceiptKept',
      'CollectionReversed',
      'UnidentifiedReceiptReversed',
      'SuspenseResolved',
      'RefundLeft',
    )}) as e)
  group by channel, day
  on conflict (channel, day) do update set
    changed_position = greatest(channel_days.changed_position, excluded.changed_position)`;
