import type { searchedKinds } from '@canbao/contracts';
import { refundIdOf } from '@canbao/domain-payment';
import { caseKinds } from '@canbao/domain-reconciliation';
import { instantText, type Database } from '@canbao/postgres';
import { present } from '@canbao/service-kit';
import { orderByReceipt } from './orders.view';
import { refundStatus } from './refunds.view';

type Kind = (typeof searchedKinds)[number];
/** What a number leads to. */
interface Lead {
  readonly kind: Kind;
  readonly orders: readonly string[];
  readonly refunds?: readonly string[];
  readonly cases?: readonly string[];
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const bundle = /^([0-9a-f-]{36}):(\d{4}-\d{2})$/;
/** An order as channels name it: our id without hyphens. */
const channelOrder = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;
/** Entrust date, tax organ and running number of an item of the treasury, as its files have them. */
const treasuryItem = /^(\d{4})(\d{2})(\d{2})(\d{11})(\d{8})$/;
/** Configuration: what one search answers at most. */
const itemsMax = 50;

/** Everything that the number is the number of, the latest first. */
export const found = async (database: Database, number: string): Promise<object[]> => {
  const lower = number.toLowerCase();
  const leads = uuid.test(lower) ? await byId(database, lower) : await byNumber(database, number, lower);
  const items: object[] = [];
  for (const { kind, orders, refunds = [], cases = [] } of leads)
    items.push(
      ...(await casesOf(database, kind, cases)),
      ...(await refundsOf(database, kind, refunds)),
      ...(await ordersOf(database, kind, orders)),
    );
  return items.slice(0, itemsMax);
};

const byId = async (database: Database, id: string): Promise<Lead[]> => [
  { kind: 'order', orders: [id] },
  { kind: 'refund', orders: [], refunds: [id] },
  { kind: 'case', orders: [], cases: [id] },
  { kind: 'person', orders: await ordersIn(database, `obligation-${id}-`) },
  {
    kind: 'quote',
    orders: await ordersWhere(database, 'select order_id from day_receipts where quote_id = $1', id),
  },
];

const byNumber = async (database: Database, number: string, lower: string): Promise<Lead[]> => {
  const [, personId, month] = bundle.exec(lower) ?? [];
  if (personId !== undefined && month !== undefined)
    return [{ kind: 'bundle', orders: await ordersIn(database, `obligation-${personId}-medical-${month}`) }];
  const receipt = await orderByReceipt(database, number);
  const orderId = channelOrder.exec(lower)?.slice(1).join('-');
  const refundId = refundIdOf(lower);
  const orders = (text: string): Promise<string[]> => ordersWhere(database, text, number);
  return [
    { kind: 'receipt', orders: receipt === undefined ? [] : [receipt.order_id] },
    { kind: 'channel-order', orders: orderId === undefined ? [] : [orderId] },
    {
      kind: 'refund',
      orders: [],
      refunds: [...(refundId === undefined ? [] : [refundId]), ...(await refundsAtChannel(database, number))],
    },
    {
      kind: 'channel-transaction',
      orders: await orders('select order_id from day_receipts where key = $1 and kind = 0'),
    },
    {
      kind: 'payment-number',
      orders: await orders('select order_id from payment_numbers where payment_number = $1'),
    },
    { kind: 'channel-bill', orders: await orders('select order_id from bill_charges where bill_no = $1') },
    { kind: 'treasury-item', orders: await ordersOfTreasury(database, number) },
    { kind: 'case-reference', orders: [], cases: await casesAbout(database, number) },
  ];
};

const ordersWhere = async (database: Database, text: string, number: string): Promise<string[]> => {
  const rows = await database.query<{ order_id: string }>(`${text} limit $2`, [number, itemsMax]);
  return rows.map((row) => row.order_id);
};

const ordersOfTreasury = async (database: Database, number: string): Promise<string[]> => {
  const [, year, month, day, org, item] = treasuryItem.exec(number) ?? [];
  if (item === undefined) return [];
  const rows = await database.query<{ order_id: string }>(
    `select order_id from treasury_items
     where entrust_date::text = $1 and tax_org_code = $2 and tra_no = $3`,
    [`${year}-${month}-${day}`, org, item],
  );
  return rows.map((row) => row.order_id);
};

/** By the number that the channel, or the counter that paid out, gave a refund. */
const refundsAtChannel = async (database: Database, number: string): Promise<string[]> => {
  const rows = await database.query<{ key: string }>(
    'select distinct key from day_receipts where other_no = $1 and kind = 1 limit $2',
    [number, itemsMax],
  );
  return rows.map(({ key }) => refundIdOf(key)).filter((id) => id !== undefined);
};

/** Of a number that only the other side knows, all we have is the case. */
const casesAbout = async (database: Database, number: string): Promise<string[]> => {
  const rows = await database.query<{ case_id: string }>(
    'select case_id from cases where kind = any($1) and reference = $2 order by opened_at desc limit $3',
    [caseKinds, number, itemsMax],
  );
  return rows.map((row) => row.case_id);
};

/** The orders that the months of these streams name; streams of one beginning lie together, byte by byte. */
const ordersIn = async (database: Database, start: string): Promise<string[]> => {
  const rows = await database.query<{ order_id: string }>(
    `select data ->> 'orderId' as order_id from events
     where stream >= $1 and stream < $2 and data ->> 'orderId' is not null
     group by 1 order by max(position) desc limit $3`,
    [start, `${start}~`, itemsMax],
  );
  return rows.map((row) => row.order_id);
};

const ordersOf = async (database: Database, kind: Kind, ids: readonly string[]): Promise<object[]> => {
  if (ids.length === 0) return [];
  const rows = await database.query<Record<string, unknown>>(
    `select order_id as "orderId", person_id as "personId", insurance, months, channel,
       channel_transaction_no as "channelTransactionNo", receipt_no as "receiptNo", status,
       total::text as amount, ${instantText('paid_at')} as at
     from orders where order_id = any($1::uuid[]) order by coalesce(paid_at, pay_by) desc nulls last`,
    [ids],
  );
  return rows.map((row) => ({ found: kind, ...present(row) }));
};

const refundsOf = async (database: Database, kind: Kind, ids: readonly string[]): Promise<object[]> => {
  if (ids.length === 0) return [];
  const rows = await database.query<Record<string, unknown>>(
    `select refund_id as "refundId", person_id as "personId", insurance, ${refundStatus} as status,
       (select l.order_id from refund_legs l where l.refund_id = refunds.refund_id
         order by l.order_id limit 1) as "orderId",
       coalesce((select data ->> 'amount' from events
         where stream = 'refund-' || refund_id and version = 1), '0.00') as amount
     from refunds where refund_id = any($1::uuid[])`,
    [ids],
  );
  return rows.map((row) => ({ found: kind, months: [], ...present(row) }));
};

const casesOf = async (database: Database, kind: Kind, ids: readonly string[]): Promise<object[]> => {
  if (ids.length === 0) return [];
  const rows = await database.query<Record<string, unknown>>(
    `select case_id as "caseId", order_id as "orderId", person_id as "personId", channel, status,
       amount::text as amount, ${instantText('opened_at')} as at
     from cases where case_id = any($1::uuid[])`,
    [ids],
  );
  return rows.map((row) => ({ found: kind, months: [], ...present(row) }));
};
