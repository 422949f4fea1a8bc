import type { Instant } from '@canbao/calendar';
import { isOnline, secondsUntilNext, type PaymentEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import type { Channel } from '@canbao/vocabulary';
import { instantText, type Database, type InlineView, type Statement } from '@canbao/postgres';

/**
 * Orders that can be paid at their channel; a row goes when nothing can be paid any more. A statement for
 * each event, because the events of an order have an order.
 */
export const channelOrdersView: InlineView<PaymentEvent> = {
  name: 'channel-orders',
  tables: [{ name: 'channel_orders', derived: ['order_id', 'phase', 'parameters::jsonb'] }],
  statements: (events) => events.flatMap(statementsOf),
};

const statementsOf = (event: StoredEvent<PaymentEvent>): Statement[] => {
  const { recordedAt } = event;
  switch (event.type) {
    case 'OrderOpened': {
      const { orderId, atChannel } = event.data;
      return atChannel === undefined ? [] : [begin(orderId, recordedAt)];
    }
    case 'OrderPlaced':
      return [placed(event.data.orderId, event.data.parameters, recordedAt)];
    case 'OrderClosing':
    case 'OrderClosed':
      return [closing(event.data.orderId, recordedAt)];
    case 'ChannelOrderEnded':
      return [end(event.data.orderId)];
    case 'PaymentCaptured':
    case 'ReceiptKeptInSuspense':
      return placesOrders(event.data.channel) ? [end(event.data.orderId)] : [];
    default:
      return [];
  }
};

/** Counters and batches place no orders: their money ends none, and need not look for one. */
const placesOrders = (channel: Channel): boolean => isOnline(channel) || channel === 'wechat-bills';

const askAt = `$2::timestamptz + make_interval(secs => ${secondsUntilNext(0)})`;

const begin = (orderId: string, at: Instant): Statement => ({
  name: 'begin-channel-order',
  text: `insert into channel_orders (order_id, phase, ask_at) values ($1, 'placing', ${askAt})`,
  values: [orderId, at],
});

const placed = (orderId: string, parameters: object, at: Instant): Statement => ({
  name: 'channel-order-placed',
  text: `update channel_orders
    set phase = 'placed', parameters = $3::jsonb, asked = 0, ask_at = ${askAt}, answer = null
    where order_id = $1`,
  values: [orderId, at, JSON.stringify(parameters)],
});

/** The channel is asked at once. */
const closing = (orderId: string, at: Instant): Statement => ({
  name: 'channel-order-closing',
  text: `update channel_orders set phase = 'closing', asked = 0, ask_at = $2::timestamptz, answer = null
    where order_id = $1`,
  values: [orderId, at],
});

const end = (orderId: string): Statement => ({
  name: 'channel-order-ended',
  text: 'delete from channel_orders where order_id = $1',
  values: [orderId],
});

/** Longer than the longest wait: a time beyond it was set by a clock that has been put back since. */
const beyondSeconds = 2 * secondsUntilNext(Number.MAX_SAFE_INTEGER);
const due = (now: string): string =>
  `(ask_at <= ${now} or ask_at > ${now}::timestamptz + make_interval(secs => ${beyondSeconds}))`;

/** SQL for the wait after so many questions, in the published steps. */
const wait = (asked: string): string =>
  `make_interval(secs => (array[${[1, 2, 3, 4].map((times) => secondsUntilNext(times)).join(', ')}])
    [least(${asked} + 1, 4)])`;

/**
 * Takes orders whose channel is to be asked, the longest due first, and sets when each is asked again should
 * no answer come: several instances never ask about the same order at once.
 */
export const leaseDueOrders = async (database: Database, now: Instant, most: number): Promise<string[]> => {
  const rows = await database.query<{ order_id: string }>(
    `update channel_orders set asked = asked + 1, ask_at = $1::timestamptz + ${wait('asked')}
     where order_id in (
       select order_id from channel_orders where ${due('$1')} order by ask_at limit ${most}
       for update skip locked)
     returning order_id`,
    [now],
  );
  return rows.map(({ order_id: orderId }) => orderId);
};

/** Notes what the channel answered: nothing that means anything, or that the order is as it was. */
export const noteAnswer = (database: Database, orderId: string, answer: string | null): Promise<unknown> =>
  database.query('update channel_orders set answer = $2 where order_id = $1', [orderId, answer]);

/** Genuine messages that are not worked through, and are due. */
export const leaseDueNotices = (
  database: Database,
  now: Instant,
  most: number,
): Promise<readonly DueNotice[]> =>
  database.query<DueNotice>(
    `update channel_notices set asked = asked + 1, ask_at = $1::timestamptz + ${wait('asked')}
     where (channel, notice_id) in (
       select channel, notice_id from channel_notices where ask_at is not null and ${due('$1')}
       order by ask_at limit ${most} for update skip locked)
     returning channel, notice_id as "noticeId", about, number,
       ${instantText('received_at')} as "receivedAt"`,
    [now],
  );

/** A message as its work needs it. */
export interface DueNotice extends Record<string, unknown> {
  readonly channel: string;
  readonly noticeId: string;
  readonly about: string;
  readonly number: string;
  readonly receivedAt: Instant;
}
