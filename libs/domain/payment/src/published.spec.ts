import { contractEvents, strict } from '@canbao/contracts';
import { yuan } from '@canbao/money';
import {
  april,
  bundleSettled,
  captured,
  earlyReversal,
  expiry,
  itemsSuspended,
  may,
  monthClaimed,
  monthReleased,
  monthReopened,
  monthsSuspended,
  noon,
  orderId,
  partReceived,
  pensionPaid,
  pensionQuote,
  pensionSettled,
  personId,
  quoteId,
  receivedItem,
  suspended,
  wholeBundle,
} from '../test/fixtures';
import { published, type PaymentEvent } from './index';

const receipt = {
  personId,
  orderId: orderId(1),
  channel: 'ccb',
  channelTransactionNo: 'T1',
  receiptNo: 'SD1',
  amount: '1000.00',
  paidAt: noon,
};
const unknown = {
  orderId: orderId(1),
  channel: 'ccb',
  channelTransactionNo: 'T1',
  receiptNo: 'SD1',
  amount: yuan('1000.00'),
  paidAt: noon,
} as const;
const taken = {
  orderId: orderId(1),
  channel: 'ccb',
  channelTransactionNo: 'T1',
  amount: yuan('1000.00'),
  reversedAt: noon,
} as const;
const reversal = { personId, orderId: orderId(1), insurance: 'pension', months: [may] } as const;
const month = {
  base: '5000.00',
  rate: '0.20',
  amount: '1000.00',
  parts: { pooledFund: '600.00', personalAccount: '400.00' },
};
const closed = { personId, orderId: orderId(1), because: 'expired' } as const;

describe('payment publishes', () => {
  it.each<[PaymentEvent, string, object]>([
    [
      {
        type: 'OrderOpened',
        data: {
          personId,
          orderId: orderId(1),
          quoteId,
          payerId: 'payer-1',
          insurance: 'pension',
          district: '370102',
          channel: 'wechat',
          lines: [...pensionQuote(april, may).lines, ...pensionQuote(may).lines],
          total: yuan('3000.00'),
          payBy: expiry,
        },
      },
      'canbao.payment.OrderOpened.v1',
      {
        personId,
        orderId: orderId(1),
        quoteId,
        insurance: 'pension',
        months: [april, may],
        total: '3000.00',
        channel: 'wechat',
        payBy: expiry,
      },
    ],
    [{ type: 'OrderClosed', data: closed }, 'canbao.payment.OrderClosed.v1', closed],
    [captured(1), 'canbao.payment.PaymentCaptured.v1', receipt],
    [
      suspended(1, 'already-paid'),
      'canbao.payment.ReceiptKeptInSuspense.v1',
      { ...receipt, because: 'already-paid' },
    ],
    [
      monthsSuspended(1, [may]),
      'canbao.payment.ReceiptKeptInSuspense.v1',
      { ...receipt, because: 'already-paid' },
    ],
    [
      { type: 'UnidentifiedReceiptKept', data: { ...unknown, fingerprint: 'f1', because: 'quote-unknown' } },
      'canbao.payment.UnidentifiedReceiptKept.v1',
      { ...unknown, because: 'quote-unknown' },
    ],
    [
      { type: 'UnidentifiedReceiptReversed', data: { ...taken, entries: [] } },
      'canbao.payment.UnidentifiedReceiptReversed.v1',
      taken,
    ],
    [
      itemsSuspended(1, ['mutual-aid']),
      'canbao.payment.ReceivedItemsSuspended.v1',
      {
        personId,
        bundleId: `${personId}:2022-05`,
        month: may,
        items: [{ item: 'mutual-aid', amount: '18.00', orderId: orderId(1) }],
        because: 'scheme-changed',
        orderId: orderId(1),
        suspendedAt: noon,
      },
    ],
    [
      partReceived(1, ['mutual-aid'], ['pooled-unit', 'pooled-personal'], { billId: 'bill-1' }),
      'canbao.payment.BundlePartReceived.v1',
      {
        personId,
        bundleId: `${personId}:2022-05`,
        month: may,
        received: [{ item: 'mutual-aid', amount: '18.00', orderId: orderId(1) }],
        missing: ['pooled-unit', 'pooled-personal'],
        orderId: orderId(1),
        receivedAt: noon,
        billId: 'bill-1',
      },
    ],
    [
      partReceived(1, ['pooled-unit', 'mutual-aid'], ['pooled-personal']),
      'canbao.payment.BundlePartReceived.v1',
      {
        personId,
        bundleId: `${personId}:2022-05`,
        month: may,
        received: [
          { item: 'pooled-unit', amount: '112.38', orderId: orderId(1) },
          { item: 'mutual-aid', amount: '18.00', orderId: orderId(1) },
        ],
        missing: ['pooled-personal'],
        orderId: orderId(1),
        receivedAt: noon,
      },
    ],
    [
      {
        type: 'CollectionReversed',
        data: {
          ...reversal,
          channel: 'ccb',
          channelTransactionNo: 'T1',
          amount: yuan('1000.00'),
          reversedAt: noon,
          entries: [{ account: '1001.ccb', amount: yuan('-1000.00') }],
        },
      },
      'canbao.payment.CollectionReversed.v1',
      { ...reversal, channel: 'ccb', channelTransactionNo: 'T1', amount: '1000.00', reversedAt: noon },
    ],
    [
      pensionSettled(1, april, may),
      'canbao.ledger.PensionMonthsSettled.v1',
      {
        personId,
        orderId: orderId(1),
        district: '370102',
        months: [
          { month: april, ...month },
          { month: may, ...month },
        ],
        total: '2000.00',
        paidAt: noon,
      },
    ],
    ...[{}, { billId: 'bill-1' }].map((bill): [PaymentEvent, string, object] => [
      bundleSettled(1, undefined, bill),
      'canbao.ledger.BundleSettled.v1',
      {
        personId,
        bundleId: `${personId}:2022-05`,
        month: may,
        district: '370102',
        scheme: 'pooled',
        items: wholeBundle.map((item) => receivedItem(item, 1)),
        total: '205.30',
        paidAt: noon,
        ...bill,
      },
    ]),
    [
      { type: 'SettlementReversed', data: { ...reversal, reversedAt: noon } },
      'canbao.ledger.SettlementReversed.v1',
      { ...reversal, reversedAt: noon },
    ],
  ])('$type as its contract says', (event, type, data) => {
    const contract = published(event);
    expect(contract).toStrictEqual({ type, data });
    const schema = strict(contractEvents[type as keyof typeof contractEvents].data);
    expect(schema.parse(contract?.data)).toEqual(data);
  });

  it.each([
    monthClaimed(1, 'pension'),
    monthReleased(1, 'pension'),
    monthReopened(1, 'medical'),
    pensionPaid(1),
    earlyReversal(1),
  ] as PaymentEvent[])('nothing of $type', (event) => expect(published(event)).toBeUndefined());
});
