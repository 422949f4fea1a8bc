import { orderStream, receiptStreams, refundStream } from '@canbao/domain-payment';
import type { EventStore, StoredEvent } from '@canbao/event-sourcing';
import type { Database } from '@canbao/postgres';
import { lifeOf, present } from '@canbao/service-kit';
import { receiptOf } from '../http/orders.controller';
import { orderById } from './orders.view';

/** Everything that payment has stored about an order, in the order of the store. */
export const orderLife = async (
  database: Database,
  store: EventStore,
  orderId: string,
): Promise<object | undefined> => {
  const order = await orderById(database, orderId);
  if (order === undefined) return undefined;
  const own = await eventsIn(store, [orderStream(orderId)]);
  const refunds = namedIn(own, 'refundId');
  const others = await eventsIn(store, [
    ...receiptStreams(receiptOf(order, order.receipt_no ?? '')).slice(1),
    ...refunds.map(refundStream),
  ]);
  const about = others.filter(
    // A month's stream tells of every order that was meant to pay it.
    ({ stream, data }) => stream.startsWith('refund-') || JSON.stringify(data).includes(orderId),
  );
  const cases = await database.query(
    `select case_id as "caseId", kind, status, cause from cases where order_id = $1 order by opened_at`,
    [orderId],
  );
  const events = [...own, ...about].toSorted((a, b) => Number(a.position - b.position));
  const { person_id, insurance, months, channel, channel_transaction_no, receipt_no, in_suspense } = order;
  return {
    orderId,
    status: order.status,
    ...present({
      personId: person_id,
      insurance,
      channelTransactionNo: channel_transaction_no,
      receiptNo: receipt_no,
      inSuspense: in_suspense,
      quoteId: namedIn(own, 'quoteId')[0],
    }),
    months,
    channel,
    total: order.total,
    refunds,
    cases,
    items: lifeOf('payment', events),
  };
};

const eventsIn = async (store: EventStore, streams: readonly string[]): Promise<StoredEvent[]> => {
  const loaded = await store.load(streams);
  return streams.flatMap((stream) => loaded.get(stream)?.events ?? []);
};

/** The ids that the events name, each once. */
const namedIn = (events: readonly StoredEvent[], name: string): string[] => [
  ...new Set(
    events.flatMap(({ data }) => {
      const id = (data as Readonly<Record<string, unknown>>)[name];
      return typeof id === 'string' ? [id] : [];
    }),
  ),
];
