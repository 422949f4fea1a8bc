import type { PaymentEvent } from '@canbao/domain-payment';
import { instantText, type Database, type InlineView } from '@canbao/postgres';

const columns = [
  'position',
  'order_id',
  'channel',
  'channel_transaction_no',
  'amount',
  'paid_at',
  'received_at',
];

/** Reports under a number that was used for other content: booked nowhere, for the day-end matching. */
export const conflictingReportsView: InlineView<PaymentEvent> = {
  name: 'conflicting-reports',
  tables: [{ name: 'conflicting_reports', derived: columns }],
  statements: (events) =>
    events
      .filter((event) => event.type === 'ConflictingReportReceived')
      .map(({ position, recordedAt, data }) => ({
        name: 'insert-conflicting-report',
        text: `insert into conflicting_reports (${columns.join(', ')})
          values (committed_position($1), $2, $3, $4, $5, $6, $7)`,
        values: [
          position,
          data.orderId,
          data.channel,
          data.channelTransactionNo,
          data.amount,
          data.paidAt,
          recordedAt,
        ],
      })),
};

const pageSize = 100;

/** The conflicting reports after a position, oldest first. */
export const conflictingReports = async (database: Database, cursor = '0'): Promise<unknown> => {
  const rows = await database.query<{ position: string }>(
    `select position::text as position, order_id as "orderId", channel,
       channel_transaction_no as "channelTransactionNo", amount::text as amount,
       ${instantText('paid_at')} as "paidAt", ${instantText('received_at')} as "receivedAt"
     from conflicting_reports where conflicting_reports.position > $1::bigint
     order by conflicting_reports.position limit ${pageSize}`,
    [cursor],
  );
  const items = rows.map(({ position: _, ...report }) => report);
  const last = rows.at(-1)?.position;
  return { items, ...(rows.length === pageSize && last !== undefined ? { nextCursor: last } : {}) };
};
