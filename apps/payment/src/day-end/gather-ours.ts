import type { Client } from 'pg';

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
  'BundleSettled',
  'SettlementReversed',
];

/**
 * Gathers the next events into the tables of the day end, set-based, in the transaction of the client. The
 * cursor's lock keeps other instances waiting. Returns whether there may be more.
 */
export const gatherOurs = async (client: Client): Promise<boolean> => {
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
  for (const statement of [receipts, reversals, districts, items, takenBack, days])
    await client.query(statement, values);
  await client.query(`update day_end_cursor set position = $1 where name = 'ours'`, [range.upto]);
  return true;
};

/** The events of a step; `$3` holds the types, although each statement picks its own. */
const batch = (...of: readonly string[]): string =>
  `select position, type, data from events
   where position > $1 and position <= $2 and type = any($3)
     and type in (${of.map((type) => `'${type}'`).join(', ')})`;

/** Online channels know an order by its number, counters their own transactions. */
const keyOf = (channel: string, orderId: string, transactionNo: string): string =>
  `case when ${channel} in ('wechat', 'alipay')
    then replace(${orderId}::text, '-', '') else ${transactionNo} end`;

const receipts = `
  insert into day_receipts
    (order_id, kind, channel, day, key, fen, insurance, person_id, paid_at, position)
  select "orderId", 0, channel, coalesce("accountedOn", ("paidAt" at time zone 'Asia/Shanghai')::date),
    ${keyOf('channel', '"orderId"', '"channelTransactionNo"')},
    fen_of(amount) + coalesce(fen_of(rest), 0),
    insurance, "personId", "paidAt", position
  from (${batch('PaymentCaptured', 'ReceiptKeptInSuspense', 'UnidentifiedReceiptKept')}) as e
  cross join lateral json_to_record(data) as r("orderId" uuid, channel text, "accountedOn" date,
    "paidAt" timestamptz, "channelTransactionNo" text, amount text, insurance text, "personId" uuid,
    "inSuspense" json)
  cross join lateral (select "inSuspense" ->> 'amount' as rest) as s
  on conflict do nothing`;

const reversals = `
  update day_receipts d set reversed_position = e.position
  from (${batch('CollectionReversed', 'UnidentifiedReceiptReversed')}) as e
  where d.order_id = (e.data ->> 'orderId')::uuid and d.kind = 0 and d.reversed_position is null`;

const districts = `
  update day_receipts d set district = e.data ->> 'district'
  from (${batch('PensionMonthsSettled', 'BundleSettled')}) as e
  where d.order_id = (e.data ->> 'orderId')::uuid and d.kind = 0 and d.district is null`;

/** By order, what the events settled: items of one bundle may come from several orders. */
const settledLines = `
  select position, (data ->> 'orderId')::uuid as order_id, data ->> 'personId' as person_id,
    'pension' as insurance, data ->> 'district' as district, line ->> 'month' as month,
    fen_of(line ->> 'amount') as fen, '2101.pension' as prefix, line -> 'parts' as parts
  from (${batch('PensionMonthsSettled')}) as p
  cross join lateral json_array_elements(data -> 'months') as line
  union all
  select position, (line ->> 'orderId')::uuid, data ->> 'personId', 'medical', data ->> 'district',
    data ->> 'month', fen_of(line ->> 'amount'), '2201.medical.' || (line ->> 'item'), line -> 'parts'
  from (${batch('BundleSettled')}) as b
  cross join lateral json_array_elements(data -> 'items') as line`;

/** As the journal names them: the recorded parts, and the rest on the item itself. */
const fundsOfLine = `
  select prefix || '.' || lower(regexp_replace(name, '([A-Z])', '-\\1', 'g')) as account,
    fen_of(part) as fund_fen
  from json_each_text(coalesce(parts, '{}')) as p(name, part)
  union all
  select prefix, fen - coalesce(
    (select sum(fen_of(part)) from json_each_text(coalesce(parts, '{}')) as p(name, part)), 0)::bigint`;

const items = `
  insert into treasury_items (position, order_id, person_id, insurance, channel, district, day,
    months, fen, accounts, fund_fen)
  select e.position, e.order_id, e.person_id::uuid, e.insurance, d.channel, e.district, d.day,
    array_agg(distinct e.month), sum(fund.fund_fen), array_agg(fund.account), array_agg(fund.fund_fen)
  from (${settledLines}) as e
  cross join lateral (${fundsOfLine}) as fund
  join day_receipts d on d.order_id = e.order_id and d.kind = 0
  where fund.fund_fen <> 0
  group by e.position, e.order_id, e.person_id, e.insurance, d.channel, e.district, d.day
  on conflict do nothing`;

/** What was taken back before it was told to the treasury is never told. */
const takenBack = `
  delete from treasury_items t
  using (${batch('SettlementReversed')}) as e
  where t.person_id = (e.data ->> 'personId')::uuid and t.insurance = e.data ->> 'insurance'
    and t.months && array(select json_array_elements_text(e.data -> 'months'))
    and t.position < e.position and t.tra_no is null`;

const days = `
  insert into channel_days (channel, day, changed_position)
  select channel, day, max(greatest(position, coalesce(reversed_position, 0)))
  from day_receipts
  where order_id in (
    select (data ->> 'orderId')::uuid from (${batch(
      'PaymentCaptured',
      'ReceiptKeptInSuspense',
      'UnidentifiedReceiptKept',
      'CollectionReversed',
      'UnidentifiedReceiptReversed',
    )}) as e)
  group by channel, day
  on conflict (channel, day) do update set changed_position = excluded.changed_position`;
