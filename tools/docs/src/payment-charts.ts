import { instant, month } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import {
  obligationStream,
  paymentOrder,
  type PaymentCommand,
  type PaymentState,
} from '@canbao/domain-payment';
import { sum, yuan, type Yuan } from '@canbao/money';
import type { Insurance, Item } from '@canbao/vocabulary';
import { chart, type Chart } from './chart';

const personId = '10000000-0000-4000-8000-000000000001';
const may = month('2022-05');
const noon = instant('2022-05-18T12:00:00+08:00');
const expiry = instant('2022-05-18T12:30:00+08:00');

const bundle = {
  bundleId: `${personId}:${may}`,
  month: may,
  scheme: 'pooled',
  items: ['pooled-unit', 'pooled-personal', 'mutual-aid'],
};
const quoteOf = (insurance: Insurance, amounts: Readonly<Partial<Record<Item, Yuan>>>): QuoteClaims =>
  ({
    quoteId: '20000000-0000-4000-8000-000000000001',
    personId,
    insurance,
    district: '370102',
    ...(insurance === 'medical' ? { bundles: [bundle] } : {}),
    lines: Object.entries(amounts).map(([item, amount]) => ({
      item,
      month: may,
      base: '4000.00',
      rate: '0.2',
      amount,
      ...(insurance === 'medical' ? { bundleId: `${personId}:${may}` } : {}),
    })),
    total: sum(Object.values(amounts)),
    issuedAt: noon,
    expiresAt: expiry,
    payerId: 'payer-1',
    certificateHash: 'sample',
  }) as QuoteClaims;
const pension = quoteOf('pension', { pension: yuan('800.00') });
const medicalAmounts = {
  'pooled-unit': yuan('200.00'),
  'pooled-personal': yuan('80.00'),
  'mutual-aid': yuan('5.30'),
};
const medical = quoteOf('medical', medicalAmounts);

const open = (orderId: string, quote: QuoteClaims): PaymentCommand => ({
  type: 'OpenOrder',
  orderId,
  payerId: 'payer-1',
  channel: 'wechat',
  quote,
  at: noon,
});
const close = (orderId: string): PaymentCommand[] => [
  { type: 'CloseOrder', orderId, at: noon },
  { type: 'ExpireOrder', orderId, at: expiry },
];
const collect = (
  orderId: string,
  quote: QuoteClaims,
  amount: Yuan,
  items?: readonly Item[],
): PaymentCommand => ({
  type: 'RecordCollection',
  orderId,
  quote,
  channel: 'ccb',
  channelTransactionNo: orderId,
  receiptNo: orderId,
  amount,
  paidAt: noon,
  method: 'cash',
  fingerprint: orderId,
  ...(items === undefined ? {} : { items }),
});
const reverse = (orderId: string): PaymentCommand => ({
  type: 'ReverseCollection',
  orderId,
  channel: 'ccb',
  channelTransactionNo: orderId,
  at: noon,
});
const firstItems: readonly Item[] = ['pooled-unit'];
const otherItems: readonly Item[] = ['pooled-personal', 'mutual-aid'];
const otherAmount = sum([medicalAmounts['pooled-personal'], medicalAmounts['mutual-aid']]);

const monthStatus = ({ obligations }: PaymentState): string => {
  const obligation = obligations[may];
  if (obligation?.paidBy !== undefined) return 'paid';
  const isClaimed = obligation?.claim !== undefined;
  const hasItems = obligation?.insurance === 'medical' && obligation.received.length > 0;
  if (hasItems) return isClaimed ? 'incomplete, in payment' : 'incomplete';
  return isClaimed ? 'in payment' : 'unpaid';
};

const pensionCommands = [
  open('order-a', pension),
  ...close('order-a'),
  collect('order-b', pension, pension.total),
  reverse('order-b'),
];
const medicalCommands = [
  open('order-a', medical),
  ...close('order-a'),
  collect('order-b', medical, medicalAmounts['pooled-unit'], firstItems),
  collect('order-c', medical, otherAmount, otherItems),
  collect('order-d', medical, medical.total),
  reverse('order-b'),
  reverse('order-c'),
];

/** Orders, collections and the months they pay. */
export const paymentCharts: readonly Chart[] = [
  chart('Online order', 'A payer opens it in a mini-program; its months are claimed until it ends.', {
    decider: paymentOrder,
    commands: [open('order-a', pension), ...close('order-a')],
    observed: ['order-order-a'],
    statusOf: ({ status }) => status,
  }),
  chart('Collection', 'Money that a counter has taken; another counter may have been faster.', {
    decider: paymentOrder,
    commands: [
      collect('order-b', medical, medicalAmounts['pooled-unit'], firstItems),
      collect('order-b', medical, medical.total),
      reverse('order-b'),
      collect('order-c', medical, medical.total),
    ],
    observed: ['order-order-b', obligationStream(personId, 'medical', may)],
    statusOf: ({ status }) => status,
  }),
  chart('Pension month', 'One month that a person owes; its stream serialises all channels.', {
    decider: paymentOrder,
    commands: pensionCommands,
    observed: [obligationStream(personId, 'pension', may)],
    statusOf: monthStatus,
  }),
  chart('Medical month', 'Its items may come from several orders; it is paid when the bundle is complete.', {
    decider: paymentOrder,
    commands: medicalCommands,
    observed: [obligationStream(personId, 'medical', may)],
    statusOf: monthStatus,
  }),
];
