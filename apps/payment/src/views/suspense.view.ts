import type { Instant } from '@canbao/calendar';
import { dayOf } from '@canbao/calendar';
import { leavesFrom, lineOf, receiptOf, waysOut, type PaymentEvent } from '@canbao/domain-payment';
import type { SuspenseReason } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import { instantText, plainArray, type Database, type InlineView, type Statement } from '@canbao/postgres';
import { present, uuidOf } from '@canbao/service-kit';

const derived = [
  'line_id',
  'order_id',
  'line',
  'person_id',
  'insurance',
  'months',
  'amount',
  'because',
  'since',
  'leaves_from',
  'way',
  'left_at',
];

/** Money in suspense, and which way it has left. Lines are few, so each has a statement of its own. */
export const suspenseView: InlineView<PaymentEvent> = {
  name: 'suspense',
  tables: [{ name: 'suspense_lines', derived }],
  statements: (events) => events.flatMap(statementsOf),
};

const statementsOf = (event: StoredEvent<PaymentEvent>): Statement[] => {
  switch (event.type) {
    case 'SuspenseResolved': {
      const { orderId, line, way, resolvedAt } = event.data;
      return [left(lineIdOf(orderId, line), way, resolvedAt)];
    }
    case 'CollectionReversed':
    case 'UnidentifiedReceiptReversed':
      return [reversed(event.data.orderId, event.data.reversedAt)];
    default:
      return entered(event);
  }
};

/** The id of a line for the world outside. */
const lineIdOf = (orderId: string, line: string): string => uuidOf(`suspense|${orderId}|${line}`);

const entered = (event: StoredEvent<PaymentEvent>): Statement[] => {
  const line = lineOf(event);
  if (line === undefined || !('orderId' in event.data)) return [];
  const { orderId } = event.data;
  const { personId, insurance } = { personId: null, insurance: null, ...event.data };
  return [
    {
      name: 'enter-suspense',
      text: `insert into suspense_lines
          (line_id, order_id, line, person_id, insurance, months, amount, because, since, leaves_from)
        values ($1, $2, $3, $4, $5, $6::text[], $7, $8, $9, $10)
        on conflict (line_id) do update set way = null, left_at = null`,
      values: [
        lineIdOf(orderId, line.id),
        orderId,
        line.id,
        personId,
        insurance,
        plainArray([...line.months]),
        line.amount,
        line.because,
        event.recordedAt,
        leavesFromOf(event, line.because) ?? null,
      ],
    },
  ];
};

/** Items of a bundle come from counters; the day of the order that brought them is over by then. */
const leavesFromOf = (event: StoredEvent<PaymentEvent>, because: SuspenseReason): Instant | undefined => {
  const receipt = event.type === 'MonthsKeptInSuspense' ? event.data : receiptOf(event);
  if (receipt === undefined)
    return leavesFrom(because, {
      channel: 'tax-desk',
      at: event.recordedAt,
      accountedOn: dayOf(event.recordedAt),
    });
  const { channel, paidAt, accountedOn = dayOf(paidAt) } = receipt;
  return leavesFrom(because, { channel, at: event.recordedAt, accountedOn });
};

const left = (lineId: string, way: string, at: Instant): Statement => ({
  name: 'leave-suspense',
  text: 'update suspense_lines set way = $2, left_at = $3 where line_id = $1',
  values: [lineId, way, at],
});

const reversed = (orderId: string, at: Instant): Statement => ({
  name: 'reverse-suspense',
  text: "update suspense_lines set way = 'reversed', left_at = $2 where order_id = $1 and way is null",
  values: [orderId, at],
});

/** A line as its way out needs it. */
export interface LineRow extends Record<string, unknown> {
  readonly order_id: string;
  readonly line: string;
  readonly person_id: string | null;
  readonly insurance: string | null;
  readonly months: readonly string[];
  readonly because: SuspenseReason;
}

const columns = 'line_id, order_id, line, person_id, insurance, months, because';

/** Lines that leave by themselves now, the oldest first. */
export const leavingLines = (database: Database, now: Instant, most: number): Promise<LineRow[]> =>
  database.query<LineRow>(
    `select ${columns} from suspense_lines where way is null and leaves_from <= $1
     order by leaves_from limit ${most}`,
    [now],
  );

/** One line by its id. */
export const lineById = async (database: Database, lineId: string): Promise<LineRow | undefined> =>
  (await database.query<LineRow>(`select ${columns} from suspense_lines where line_id = $1`, [lineId]))[0];

const pageSize = 50;

/** Lines with the receipt that their money came with, the oldest first. */
export const suspenseLines = async (
  database: Database,
  { status, orderId, cursor }: Readonly<Record<'status' | 'orderId' | 'cursor', string | undefined>>,
): Promise<unknown> => {
  const [since, after] = cursor === undefined ? [null, null] : cursor.split('_');
  const rows = await database.query<Record<string, string | null> & { months: string[] }>(
    `select line_id, order_id, lines.person_id, lines.insurance, orders.channel, channel_transaction_no,
       receipt_no, ${instantText('paid_at')} as paid_at, amount::text as amount, lines.months, lines.because,
       ${instantText('since')} as since, ${instantText('leaves_from')} as leaves_from, way,
       ${instantText('left_at')} as left_at
     from suspense_lines as lines left join orders using (order_id)
     where ($1::text is null or (way is null) = ($1 = 'open')) and ($2::uuid is null or order_id = $2)
       and ($3::timestamptz is null or (since, line_id) > ($3::timestamptz, $4::uuid))
     order by since, line_id limit ${pageSize}`,
    [status ?? null, orderId ?? null, since, after],
  );
  const last = rows[pageSize - 1];
  return {
    items: rows.map(answerOf),
    ...(last === undefined ? {} : { nextCursor: `${last['since']}_${last['line_id']}` }),
  };
};

const answerOf = (row: Record<string, string | null> & { months: string[] }): object => {
  const because = row['because'] as SuspenseReason;
  return present({
    lineId: row['line_id'],
    orderId: row['order_id'],
    personId: row['person_id'],
    insurance: row['insurance'],
    channel: row['channel'],
    channelTransactionNo: row['channel_transaction_no'],
    receiptNo: row['receipt_no'],
    paidAt: row['paid_at'],
    amount: row['amount'],
    months: row.months,
    because,
    since: row['since'],
    proposal: {
      way: waysOut[because].way,
      ...(row['leaves_from'] === null ? {} : { leavesFrom: row['leaves_from'] }),
    },
    way: row['way'],
    leftAt: row['left_at'],
  });
};
