import type { QueryConfig } from 'pg';
import {
  orderIdsOf,
  type PaymentEvent,
  type RecordedReceipt,
  type ReverseCollection,
} from '@canbao/domain-payment';
import { instantText, plainArray, type Database, type InlineView } from '@canbao/postgres';
import { orderChanges, orderColumns, type Change, type WrittenRow } from './order-rows';

const names = Object.keys(orderColumns) as (keyof typeof orderColumns)[];
const parameters = names.map((name, index) => `$${index + 1}::${orderColumns[name]}[]`);
const conversions: Readonly<Record<string, string>> = {
  months: 'months::text[]',
  opened_position: 'committed_position(opened_position)',
};
const selected = names.map((name) => conversions[name] ?? name);
const insertText = `insert into orders (${names.join(', ')})
  select ${selected.join(', ')}
  from unnest(${parameters.join(', ')}) as written(${names.join(', ')})`;
const receiveText = `${insertText}
  on conflict (order_id) do update set
    status = excluded.status, receipt_no = excluded.receipt_no,
    person_id = coalesce(orders.person_id, excluded.person_id),
    insurance = coalesce(orders.insurance, excluded.insurance),
    months = case when cardinality(orders.months) = 0 then excluded.months else orders.months end,
    channel_transaction_no = excluded.channel_transaction_no,
    paid_at = excluded.paid_at, because = excluded.because, in_suspense = excluded.in_suspense,
    waiting = excluded.waiting, suspended = excluded.suspended`;
const changeText = `update orders set
    status = coalesce(changed.status, case
      when orders.waiting + changed.waiting > 0 then 'incomplete'
      when orders.suspended + changed.suspended > 0
        and orders.suspended + changed.suspended >= greatest(cardinality(orders.months), 1) then 'in-suspense'
      else 'paid' end),
    because = coalesce(changed.because, orders.because),
    waiting = orders.waiting + changed.waiting,
    suspended = orders.suspended + changed.suspended,
    in_suspense = case when changed.in_suspense is null then orders.in_suspense
      else coalesce(orders.in_suspense, 0) + changed.in_suspense end
  from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::int[], $6::numeric[])
    as changed(order_id, status, because, waiting, suspended, in_suspense)
  where orders.order_id = changed.order_id`;

/** Orders and receipts as they stand: the row is the answer. */
export const ordersView: InlineView<PaymentEvent> = {
  name: 'orders',
  tables: [{ name: 'orders', derived: names }],
  statements: (events) => {
    const { begun, received, changes } = orderChanges(events);
    return [
      ...insert('begin-orders', insertText, begun),
      ...insert('receive-orders', receiveText, received),
      ...(changes.size === 0 ? [] : [update(changes)]),
    ];
  },
};

const update = (changes: ReadonlyMap<string, Change>): QueryConfig => {
  const each = [...changes.values()];
  return {
    name: 'change-orders',
    text: changeText,
    values: [
      [...changes.keys()],
      each.map(({ status }) => status ?? null),
      each.map(({ because }) => because ?? null),
      each.map(({ waiting }) => waiting ?? 0),
      each.map(({ suspended }) => suspended ?? 0),
      each.map(({ inSuspense }) => inSuspense ?? null),
    ],
  };
};

const insert = (name: string, text: string, rows: readonly WrittenRow[]): QueryConfig[] =>
  rows.length === 0 ? [] : [{ name, text, values: names.map((column) => valuesOf(column, rows)) }];

/** Only text needs the driver's quotes; ids, amounts and instants are cheaper without. */
const valuesOf = (column: keyof typeof orderColumns, rows: readonly WrittenRow[]) => {
  const values = rows.map((row) => row[column]);
  return orderColumns[column] === 'text' ? values : plainArray(values);
};

/** A row as it is read. */
export interface OrderRow extends Record<string, unknown> {
  readonly order_id: string;
  /** Null while the quote of the money is unknown. */
  readonly person_id: string | null;
  readonly payer_id: string | null;
  readonly channel: string;
  readonly insurance: string | null;
  readonly months: readonly string[];
  /** Yuan with two decimals. */
  readonly total: string;
  readonly status: string;
  readonly pay_by: string | null;
  readonly receipt_no: string | null;
  readonly channel_transaction_no: string | null;
  readonly paid_at: string | null;
  readonly because: string | null;
  /** Yuan in suspense while other months of the order settled. */
  readonly in_suspense: string | null;
  readonly opened_position: string | null;
  /** How it stands at its channel; null where nothing can be paid there. */
  readonly phase: string | null;
  readonly parameters: Readonly<Record<string, string>> | null;
  readonly ask_at: string | null;
  readonly answer: string | null;
}

const orders = `select order_id, person_id, payer_id, channel, insurance, months, total::text as total,
    status, ${instantText('pay_by')} as pay_by, receipt_no, channel_transaction_no,
    ${instantText('paid_at')} as paid_at, because, in_suspense::text as in_suspense,
    opened_position::text as opened_position, phase, parameters, ${instantText('ask_at')} as ask_at, answer
  from orders left join channel_orders using (order_id)`;

export const orderById = async (database: Database, orderId: string): Promise<OrderRow | undefined> =>
  (await database.query<OrderRow>(`${orders} where order_id = $1`, [orderId]))[0];

/**
 * The money recorded under a number: of the orders, in their order, and such whose time of payment may be
 * implausible, so that their day cannot be told from the number.
 */
export const recordedUnder = (
  database: Database,
  { channel, channelTransactionNo }: Pick<ReverseCollection, 'channel' | 'channelTransactionNo'>,
  orderIds: readonly string[],
): Promise<RecordedReceipt[]> =>
  database.query<RecordedReceipt & Record<string, unknown>>(
    `select order_id as "orderId", status, receipt_no as "receiptNo" from orders
     where order_id = any($1::uuid[])
       or (because in ('paid-at-implausible', 'quote-unknown')
         and channel = $2 and channel_transaction_no = $3)
     order by array_position($1, order_id)`,
    [orderIds, channel, channelTransactionNo],
  );

/** The number leads to a range of order ids, and the key of the table to the order (ADR 15). */
export const orderByReceipt = async (
  database: Database,
  receiptNo: string,
): Promise<OrderRow | undefined> => {
  const range = orderIdsOf(receiptNo);
  if (range === undefined) return undefined;
  const text = `${orders} where order_id between $1 and $2 and receipt_no = $3`;
  return (await database.query<OrderRow>(text, [...range, receiptNo]))[0];
};

const pageSize = 50;

/** A payer's orders, the latest opened first. The cursor is the position at which the last one was opened. */
export const ordersOf = async (
  database: Database,
  payerId: string,
  cursor: string | undefined,
): Promise<{ readonly rows: readonly OrderRow[]; readonly nextCursor?: string }> => {
  const rows = await database.query<OrderRow>(
    `${orders} where payer_id = $1 and ($2::bigint is null or orders.opened_position < $2::bigint)
     order by orders.opened_position desc limit ${pageSize}`,
    [payerId, cursor ?? null],
  );
  const nextCursor = rows[pageSize - 1]?.opened_position ?? undefined;
  return { rows, ...(nextCursor === undefined ? {} : { nextCursor }) };
};

/** Ids of open orders whose time to pay is over; a hundred at a time, the oldest first. */
export const overdueOrders = async (database: Database, now: string): Promise<string[]> => {
  const rows = await database.query<{ order_id: string }>(
    // One that is closing stays open until its channel has said that it was not paid.
    `select order_id from orders left join channel_orders using (order_id)
     where status = 'open' and pay_by <= $1 and phase is distinct from 'closing'
     order by pay_by limit 100`,
    [now],
  );
  return rows.map(({ order_id: orderId }) => orderId);
};
