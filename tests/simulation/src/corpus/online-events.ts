import { instant, month } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import { yuan } from '@canbao/money';

const personId = '10000000-0000-4000-8000-000000000001';
const orderId = '30000000-0000-4000-8000-000000000001';
const quoteId = '20000000-0000-4000-8000-000000000001';
const at = instant('2022-05-18T09:00:00+08:00');
const may = month('2022-05');
const order = { personId, orderId };
const line = { item: 'pension', month: may, base: yuan('5000.00'), rate: '0.20', amount: yuan('1000.00') };
const medical = { ...line, item: 'with-account', bundleId: `${personId}:2022-05` };
const bundle = { bundleId: medical.bundleId, month: may, scheme: 'with-account', items: ['with-account'] };
const opened = {
  ...order,
  quoteId,
  payerId: 'payer-1',
  insurance: 'pension',
  district: '370102',
  channel: 'wechat',
  lines: [line],
  total: yuan('1000.00'),
  payBy: at,
};
const atChannel = { payerReference: 'openid-1', quotedAt: at, certificateHash: 'a hash' };
const receipt = {
  orderId,
  channel: 'wechat',
  channelTransactionNo: '4200000001',
  receiptNo: 'SD20220518000',
  amount: yuan('1000.00'),
  paidAt: at,
  fingerprint: 'a digest',
};
const known = { ...receipt, personId, insurance: 'pension', quoteId };
const orderNo = orderId.replaceAll('-', '');
const { fingerprint: _, ...taken } = receipt;
const resolved = { ...taken, line: 'a line', because: 'order-closed', resolvedAt: at };

/** Orders at an online channel, and the ways out of suspense. */
export const onlineEvents: readonly Event[] = [
  { type: 'OrderOpened', data: { ...opened, atChannel } },
  {
    type: 'OrderOpened',
    data: {
      ...opened,
      insurance: 'medical',
      lines: [medical],
      atChannel: { ...atChannel, bundles: [bundle, { ...bundle, billId: 'bill-1' }] },
    },
  },
  {
    type: 'MonthClaimed',
    data: { ...order, insurance: 'pension', month: may, until: at, untilClosed: true },
  },
  { type: 'OrderPlaced', data: { ...order, parameters: { prepay: 'x' } } },
  { type: 'OrderClosing', data: { ...order, because: 'closed-by-payer' } },
  { type: 'OrderClosing', data: { ...order, because: 'expired' } },
  ...['closed-by-payer', 'expired'].flatMap((because) =>
    ['pension', 'medical'].map((insurance) => ({
      type: 'OrderClosing',
      data: { ...order, because, insurance, months: [may] },
    })),
  ),
  { type: 'ChannelOrderEnded', data: order },
  { type: 'OrderClosed', data: { ...order, because: 'closed-by-channel' } },
  { type: 'OrderClosed', data: { ...order, because: 'refused-by-channel' } },
  { type: 'PaymentCaptured', data: { ...known, method: 'wallet', lines: [line] } },
  ...['order-closed', 'amount-differs'].map((because) => ({
    type: 'ReceiptKeptInSuspense',
    data: { ...known, because },
  })),
  { type: 'ReceiptKeptInSuspense', data: { ...known, orderNo, because: 'paid-twice' } },
  { type: 'UnidentifiedReceiptKept', data: { ...receipt, orderNo, because: 'order-unknown' } },
  {
    type: 'SecondPaymentNoted',
    data: { ...order, channelTransactionNo: '4200000002', amount: yuan('1000.00'), receiptOrderId: orderId },
  },
  { type: 'SuspenseResolved', data: { ...resolved, way: 'gone', by: 'rule' } },
  {
    type: 'SuspenseResolved',
    data: {
      ...resolved,
      personId,
      insurance: 'pension',
      quoteId,
      way: 'obligation',
      lines: [line],
      by: 'rule',
    },
  },
  {
    type: 'SuspenseResolved',
    data: { ...resolved, personId, insurance: 'pension', quoteId, orderNo, way: 'back', by: 'operator' },
  },
];
