import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { instant, month } from '@canbao/calendar';
import type { PaymentEvent } from '@canbao/domain-payment';
import { genesisHash } from '@canbao/event-sourcing';
import { PostgresEventStore, rebuild } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import { yuan } from '@canbao/money';
import { differences, testDatabase, verified } from '@canbao/test-servers/service';
import { storage } from '../src/payment';

type Kind = Extract<
  PaymentEvent['type'],
  | 'OrderOpened'
  | 'OrderClosed'
  | 'PaymentCaptured'
  | 'ReceiptKeptInSuspense'
  | 'BundlePartReceived'
  | 'BundleSettled'
  | 'UnidentifiedReceiptKept'
  | 'UnidentifiedReceiptReversed'
  | 'ConflictingReportReceived'
  | 'ReceivedItemsSuspended'
  | 'CollectionReversed'
  | 'PensionMonthPaid'
  | 'MonthReopened'
>;
const kinds: readonly Kind[] = [
  'OrderOpened',
  'OrderClosed',
  'PaymentCaptured',
  'ReceiptKeptInSuspense',
  'BundlePartReceived',
  'BundleSettled',
  'UnidentifiedReceiptKept',
  'UnidentifiedReceiptReversed',
  'ConflictingReportReceived',
  'ReceivedItemsSuspended',
  'CollectionReversed',
  'PensionMonthPaid',
  'MonthReopened',
];
const at = instant('2026-03-18T10:00:00.000+08:00');
const amount = yuan('9.00');

/** Any order of events, also one that no decider would make: a view must be total. */
const event = (type: Kind, orderId: string, other: string): PaymentEvent => {
  const personMonth = { personId: orderId, insurance: 'medical', month: month('2026-03') } as const;
  const receipt = {
    personId: orderId,
    orderId,
    channel: 'ccb',
    channelTransactionNo: `T${orderId}`,
    receiptNo: `SD${orderId}`,
    amount,
    paidAt: at,
    insurance: 'medical',
    quoteId: orderId,
    fingerprint: 'f',
  } as const;
  const lines = [{ item: 'mutual-aid', month: personMonth.month, base: amount, rate: '1', amount }];
  const items = [orderId, other].map((from) => ({
    item: 'mutual-aid',
    base: amount,
    rate: '1',
    amount,
    orderId: from,
  }));
  const made: Readonly<Record<Kind, object>> = {
    OrderOpened: {
      personId: orderId,
      orderId,
      quoteId: orderId,
      payerId: 'payer-1',
      insurance: 'medical',
      district: '370102',
      channel: 'wechat',
      lines,
      total: yuan('18.00'),
      payBy: at,
    },
    OrderClosed: { personId: orderId, orderId, because: 'expired' },
    PaymentCaptured: {
      ...receipt,
      method: 'cash',
      lines,
      ...(orderId < other ? { inSuspense: { amount, because: 'already-paid' } } : {}),
    },
    ReceiptKeptInSuspense: { ...receipt, because: 'already-paid' },
    BundlePartReceived: {
      ...personMonth,
      bundleId: orderId,
      orderId,
      items: items.slice(0, 1),
      missing: ['pooled-unit'],
      receivedAt: at,
    },
    ReceivedItemsSuspended: {
      ...personMonth,
      bundleId: orderId,
      orderId,
      items: items.slice(0, 1),
      because: 'scheme-changed',
      suspendedAt: at,
    },
    UnidentifiedReceiptKept: { ...receipt, because: 'quote-unknown' },
    UnidentifiedReceiptReversed: {
      ...receipt,
      reversedAt: at,
      entries: [
        { account: '1001.ccb', amount: yuan('-9.00') },
        { account: '2901.suspense.quote-unknown', amount },
      ],
    },
    ConflictingReportReceived: receipt,
    BundleSettled: {
      ...personMonth,
      bundleId: orderId,
      district: '370102',
      scheme: 'pooled',
      items,
      total: yuan('18.00'),
      paidAt: at,
      orderId,
    },
    CollectionReversed: {
      ...personMonth,
      orderId,
      months: [personMonth.month],
      channel: 'ccb',
      channelTransactionNo: 'T',
      amount,
      reversedAt: at,
      entries: [
        { account: '1001.ccb', amount: yuan('-9.00') },
        { account: '2900.captured', amount },
      ],
    },
    PensionMonthPaid: { ...personMonth, orderId },
    MonthReopened: { ...personMonth, orderId, waitingOrders: [other] },
  };
  return { type, data: made[type] } as PaymentEvent;
};

describe('orders and journal, rebuilt', () => {
  it('are the same whether events came one by one, a few or all together, and after a swap', async () => {
    const database = await testDatabase();
    const own = await openDatabase({
      url: database.url,
      service: 'payment',
      migrations: storage.migrations,
      views: storage.views,
    });
    const store = new PostgresEventStore(own, { ...storage, topicOf: () => undefined });
    const orders = Array.from({ length: 40 }, () => randomUUID());
    const history = fc.sample(
      fc.tuple(fc.constantFrom(...kinds), fc.nat(orders.length - 1), fc.nat(orders.length - 1)),
      { numRuns: 400, seed: 4 },
    );
    try {
      const versions = new Map<string, number>();
      for (const [kind, order, other] of history) {
        const [stream, events] = [
          `order-${orders[order]}`,
          [event(kind, orders[order] ?? '', orders[other] ?? '')],
        ];
        const expectedVersion = versions.get(stream) ?? 0;
        versions.set(stream, expectedVersion + 1);
        await store.append({
          subject: 'someone',
          recordedAt: at,
          metadata: { actor: 'spec' },
          writes: [{ stream, expectedVersion, previousHash: genesisHash, events }],
        });
      }
      expect(differences(await verified(storage, database.url))).toEqual([]);
      const statuses = await database.query(
        'select order_id, status, in_suspense from payment.orders order by 1',
      );
      await rebuild({ ...storage, url: database.url, service: 'payment', verify: false });
      expect(
        await database.query('select order_id, status, in_suspense from payment.orders order by 1'),
      ).toEqual(statuses);
      expect(new Set(statuses.map(({ status }) => status as string)).size).toBeGreaterThan(4);
    } finally {
      await store.close();
      await own.close();
      await database.drop();
    }
  });
});
