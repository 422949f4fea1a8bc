import { instant, month } from '@canbao/calendar';
import { posting, postingStream, type PostingCommand } from '@canbao/domain-ledger-sync';
import { yuan } from '@canbao/money';
import { chart, type Chart } from './chart';

const personId = '10000000-0000-4000-8000-000000000001';
const may = month('2022-05');
const noon = instant('2022-05-18T12:00:00+08:00');
const obligation = { personId, insurance: 'medical', month: may } as const;
const items = [
  { item: 'pooled-unit', amount: yuan('200.00') },
  { item: 'pooled-personal', amount: yuan('80.00') },
  { item: 'mutual-aid', amount: yuan('5.30') },
] as const;
const request = (requestId: string, orders: readonly string[]): PostingCommand[] => [
  { type: 'RequestPosting', ...obligation, requestId, items, paidAt: noon, orders },
  { type: 'RecordAccepted', ...obligation, requestId, bureauReceiptNo: 'R1', at: noon },
  { type: 'RecordRefused', ...obligation, requestId, reason: 'person-unknown', at: noon },
  { type: 'RecordUnknown', ...obligation, requestId, at: noon },
  { type: 'RecordReversed', ...obligation, requestId, at: noon },
];
const moneyBack = (orderId: string): PostingCommand => ({
  type: 'RequestReversal',
  ...obligation,
  reversalId: `reversal-${orderId}`,
  orderId,
});
const postingCommands: PostingCommand[] = [
  {
    type: 'NoteReceivedItems',
    ...obligation,
    bundleId: `${personId}:${may}`,
    orderId: 'order-b',
    items: items.slice(0, 1),
    missing: ['pooled-personal', 'mutual-aid'],
  },
  ...request('request-1', ['order-b', 'order-c']),
  moneyBack('order-b'),
  moneyBack('order-c'),
  ...request('request-2', ['order-d']),
];

const refusedCommands: PostingCommand[] = [
  ...request('request-1', ['order-b']).filter(
    ({ type }) => type === 'RequestPosting' || type === 'RecordRefused',
  ),
  { type: 'PostAgain', ...obligation, requestId: 'request-2', because: 'registration corrected', at: noon },
  ...request('request-2', []).filter(({ type }) => type === 'RecordAccepted' || type === 'RecordRefused'),
  { type: 'RequestRefund', ...obligation, because: 'paid elsewhere', at: noon },
  { type: 'WithdrawRefund', ...obligation, at: noon },
  moneyBack('order-b'),
];

/** Postings at a bureau. */
export const postingCharts: readonly Chart[] = [
  chart('Posting', 'What a bureau was requested to book for one month of one person.', {
    decider: posting,
    commands: postingCommands,
    observed: [postingStream(obligation)],
    statusOf: ({ status }) => status,
  }),
  chart('Refused posting', 'What an operator can do after a refusal; the answers come as to any request.', {
    decider: posting,
    commands: refusedCommands,
    observed: [postingStream(obligation)],
    statusOf: ({ status, refundRequested }) =>
      status === 'refused' && refundRequested === true ? 'to be refunded' : status,
  }),
];
