import type { searchedKinds } from '@canbao/contracts';
import { refundIdOf } from '@canbao/domain-payment';
import { instantText, type Database } from '@canbao/postgres';
import { present } from '@canbao/service-kit';
import { orderByReceipt } from './orders.view';

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
];

const byNumber = async (database: Database, number: string, lower: string): Promise<Lead[]> => {
  const [, personId, month] = bundle.exec(lower) ?? [];
  if (personId !== undefined && month !== undefined)
    return [{ kind: 'bundle', orders: await ordersIn(database, `obligation-${personId}-medical-${month}`) }];
  const receipt = await orderByReceipt(database, number);
  const refundId = refundIdOf(number);
  const rows = await database.query<{ order_id: string }>(
    'select order_id from day_receipts where key = $1 and kind = 0 order by position desc limit $2',
    [number, itemsMax],
  );
  return [
    { kind: 'receipt', orders: receipt === undefined ? [] : [receipt.order_id] },
    { kind: 'refund', orders: [], refunds: refundId === undefined ? [] : [refundId] },
    { kind: 'channel-transaction', orders: rows.map((row) => row.order_id) },
  ];
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
    `select refund_id as "refundId", person_id as "personId", insurance, stage as status,
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
