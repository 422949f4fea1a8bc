import type { QueryConfig } from 'pg';
import type { PaymentEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import { plainArray, type Database, type InlineView, type Migration } from '@canbao/postgres';
import { orderIdsOf } from '@canbao/domain-payment';

export const ordersMigrations: readonly Migration[] = [
  {
    name: 'Orders',
    sql: `create table orders (
        order_id uuid primary key, person_id uuid not null, payer_id text, channel text not null, insurance text not null, months text[] not null, total numeric(14,2) not null,
        status text not null, pay_by timestamptz, receipt_no text unique, channel_transaction_no text, paid_at timestamptz, because text,
        unique (channel, channel_transaction_no)
      );
      create index on orders (pay_by) where status = 'open';`,
  },
  {
    name: 'OrdersFewerKeys',
    // The id of a collected order follows from channel and number, and nothing looks for them.
    sql: 'alter table orders drop constraint orders_channel_channel_transaction_no_key',
  },
  {
    name: 'OrdersWithoutReceiptKey',
    // The number leads to the order's id. A unique key could only refuse money that has moved.
    sql: 'alter table orders drop constraint orders_receipt_no_key',
  },
];

export interface OrderRow extends Record<string, unknown> {
  readonly order_id: string;
  readonly person_id: string;
  readonly payer_id: string | null;
  readonly channel: string;
  readonly insurance: string;
  readonly months: readonly string[];
  readonly total: string;
  readonly status: string;
  readonly pay_by: string | null;
  readonly receipt_no: string | null;
  readonly channel_transaction_no: string | null;
  readonly paid_at: string | null;
  readonly because: string | null;
}

type Row = readonly [
  orderId: string,
  personId: string,
  payerId: string | null,
  channel: string,
  insurance: string,
  months: string,
  total: string,
  status: string,
  payBy: string | null,
  receiptNo: string | null,
  transactionNo: string | null,
  paidAt: string | null,
  because: string | null,
];

const rowOf = (event: PaymentEvent): Row | undefined => {
  if (event.type === 'OrderOpened') {
    const { orderId, personId, payerId, channel, insurance, lines, total, payBy } = event.data;
    return [
      orderId,
      personId,
      payerId,
      channel,
      insurance,
      plainArray([...new Set(lines.map(({ month }) => month))]),
      total,
      'open',
      payBy,
      null,
      null,
      null,
      null,
    ];
  }
  if (event.type !== 'PaymentCaptured' && event.type !== 'ReceiptKeptInSuspense') return undefined;
  const { orderId, personId, channel, insurance, amount, receiptNo, channelTransactionNo, paidAt } =
    event.data;
  const months =
    event.type === 'PaymentCaptured' ? [...new Set(event.data.lines.map(({ month }) => month))] : [];
  return [
    orderId,
    personId,
    null,
    channel,
    insurance,
    plainArray(months),
    amount,
    event.type === 'PaymentCaptured' ? 'paid' : 'in-suspense',
    null,
    receiptNo,
    channelTransactionNo,
    paidAt,
    event.type === 'PaymentCaptured' ? null : event.data.because,
  ];
};

/** Orders whose status an event changes after their row is there. */
const statusesOf = (event: PaymentEvent): (readonly [orderId: string, status: string])[] => {
  switch (event.type) {
    case 'OrderClosed':
      return [[event.data.orderId, 'closed']];
    case 'CollectionReversed':
      return [[event.data.orderId, 'reversed']];
    case 'BundlePartReceived':
      return [[event.data.orderId, 'incomplete']];
    // Money of earlier parts is settled together with the order that completes the bundle.
    case 'BundleSettled':
      return event.data.items.flatMap(({ orderId }) =>
        orderId === event.data.orderId ? [] : [[orderId, 'paid'] as const],
      );
    default:
      return [];
  }
};

/** Columns of ids, the total and instants. */
const withoutQuotes = new Set([0, 1, 6, 8, 11]);

const withStatus = (row: Row, status: string): Row => row.with(7, status) as readonly unknown[] as Row;
/** A receipt for an order that is there: who, what and until when stay as it was opened. */
const received = (opened: Row, [, , , , , , , status, , ...receipt]: Row): Row =>
  [...opened.slice(0, 7), status, opened[8], ...receipt] as readonly unknown[] as Row;

interface Changes {
  /** Of orders whose stream begins in the batch. */
  readonly begun: readonly Row[];
  /** Of orders that may have a row in the table. */
  readonly received: readonly Row[];
  /** Statuses of rows that are in the table. */
  readonly statuses: ReadonlyMap<string, string>;
}

/** What a batch leaves of each order. One order may have many events in it. */
const changesOf = (events: readonly (PaymentEvent & Pick<StoredEvent, 'version'>)[]): Changes => {
  const begun = new Map<string, Row>();
  const later = new Map<string, Row>();
  const statuses = new Map<string, string>();
  const rowsWith = (orderId: string): Map<string, Row> => (begun.has(orderId) ? begun : later);
  for (const event of events) {
    const row = rowOf(event);
    if (row !== undefined) {
      const rows = event.version === 1 ? begun : rowsWith(row[0]);
      const before = rows.get(row[0]);
      rows.set(row[0], before === undefined ? row : received(before, row));
      statuses.delete(row[0]);
    }
    for (const [orderId, status] of statusesOf(event)) {
      const before = rowsWith(orderId).get(orderId);
      if (before === undefined) statuses.set(orderId, status);
      else rowsWith(orderId).set(orderId, withStatus(before, status));
    }
  }
  return { begun: [...begun.values()], received: [...later.values()], statuses };
};

const insert = (name: string, rows: readonly Row[], otherwise = ''): QueryConfig[] =>
  rows.length === 0
    ? []
    : [
        {
          name,
          text: `insert into orders (order_id, person_id, payer_id, channel, insurance, months, total, status, pay_by, receipt_no, channel_transaction_no, paid_at, because)
    select o, p, y, c, i, m::text[], t, s, b, r, n, a, w
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::numeric[], $8::text[], $9::timestamptz[], $10::text[], $11::text[], $12::timestamptz[], $13::text[]) as x(o, p, y, c, i, m, t, s, b, r, n, a, w)
    ${otherwise}`,
          values: Array.from({ length: 13 }, (_, column) =>
            withoutQuotes.has(column)
              ? plainArray(rows.map((row) => row[column] ?? null))
              : rows.map((row) => row[column]),
          ),
        },
      ];

/** Orders and receipts as they stand; the row is the answer. */
export const ordersView: InlineView = {
  name: 'orders',
  tables: [
    {
      name: 'orders',
      derived: [
        'order_id',
        'person_id',
        'payer_id',
        'channel',
        'insurance',
        'months',
        'total',
        'status',
        'pay_by',
        'receipt_no',
        'channel_transaction_no',
        'paid_at',
        'because',
      ],
    },
  ],
  statements: (events) => {
    const {
      begun,
      received: later,
      statuses,
    } = changesOf(events as readonly unknown[] as readonly (PaymentEvent & StoredEvent)[]);
    const updates = {
      name: 'update-orders',
      text: 'update orders set status = s from unnest($1::uuid[], $2::text[]) as x(o, s) where order_id = o',
      values: [[...statuses.keys()], [...statuses.values()]],
    };
    return [
      ...insert('begin-orders', begun),
      ...insert(
        'receive-orders',
        later,
        'on conflict (order_id) do update set status = excluded.status, receipt_no = excluded.receipt_no, channel_transaction_no = excluded.channel_transaction_no, paid_at = excluded.paid_at, because = excluded.because',
      ),
      ...(statuses.size > 0 ? [updates] : []),
    ];
  },
};

const columns = `order_id, person_id, payer_id, channel, insurance, months, total::text as total, status, receipt_no, channel_transaction_no, because,
  to_char(pay_by at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as pay_by, to_char(paid_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as paid_at`;

export const orderById = async (database: Database, orderId: string): Promise<OrderRow | undefined> =>
  (await database.query<OrderRow>(`select ${columns} from orders where order_id = $1`, [orderId]))[0];
export const orderByReceipt = async (
  database: Database,
  receiptNo: string,
): Promise<OrderRow | undefined> => {
  const ids = orderIdsOf(receiptNo);
  return (
    ids &&
    (
      await database.query<OrderRow>(
        `select ${columns} from orders where order_id between $1 and $2 and receipt_no = $3`,
        [...ids, receiptNo],
      )
    )[0]
  );
};
export const overdueOrders = (database: Database, now: string): Promise<OrderRow[]> =>
  database.query<OrderRow>(
    `select ${columns} from orders where status = 'open' and pay_by <= $1 order by pay_by limit 100`,
    [now],
  );
