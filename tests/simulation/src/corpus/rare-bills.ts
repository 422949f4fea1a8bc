import { day, instant, month } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import { rate, yuan } from '@canbao/money';

const personId = '10000000-0000-4000-8000-000000000001';
const billId = '40000000-0000-4000-8000-000000000001';
const at = instant('2022-05-18T12:00:00+08:00');
const until = day('2022-06-30');
const march = month('2022-03');
const item = { item: 'with-account', base: yuan('337.14'), rate: rate('1'), amount: yuan('337.14') };
const ownItem = { ...item, base: yuan('3746.00'), rate: rate('0.09') };
const ownFee = { amount: yuan('8.09'), days: 48, dailyRate: rate('0.0005'), countedTo: day('2022-05-18') };
const bill = (change: object = {}, billed: object = {}) => ({
  personId,
  billId,
  months: [{ month: march, items: [item], lateFee: yuan('8.09'), ...billed }],
  total: yuan('345.23'),
  lateFee: yuan('8.09'),
  ...change,
});
const owns = [{ items: [] }, { items: [ownItem] }, { items: [ownItem], lateFee: ownFee }];
const terms = { payableUntil: until, lateFeeTo: until };

const answer = { personId, messageId: billId, digest: 'a digest', answeredAt: at };
const fault = { month: march, code: 'already-paid' };
const file = {
  fileId: billId,
  digest: 'a digest',
  bills: 1,
  repeated: 0,
  total: yuan('345.23'),
  faultsLeftOut: 0,
  answeredAt: at,
};

/** Bills with last days and our own figures, and what came of agencies' files and messages. */
export const rareBills: readonly Event[] = [
  ...owns.flatMap((own) => [
    { type: 'BillPushed', data: bill(terms, { own }) },
    { type: 'BillPushed', data: bill({ billNo: 'B-1', ...terms }, { own, lateFeeBy: 'platform' }) },
    { type: 'BillReplaced', data: bill(terms, { own }) },
  ]),
  { type: 'BillExpired', data: { personId, billId, months: [march], payableUntil: until } },
  { type: 'BillExpired', data: { personId, billId, months: [], payableUntil: until } },
  { type: 'BillOutdated', data: { personId, billId, months: [march], changedAt: at } },
  ...(['push', 'replace', 'withdraw'] as const).flatMap((action) => [
    { type: 'BillMessageAnswered', data: { ...answer, action, outcome: 'accepted', billId } },
    { type: 'BillMessageAnswered', data: { ...answer, action, outcome: 'refused', because: 'bill-paid' } },
  ]),
  {
    type: 'BillMessageAnswered',
    data: {
      ...answer,
      action: 'push',
      outcome: 'refused',
      because: 'already-paid',
      faults: [fault, { ...fault, item: 'late-fee' }, { code: 'total-mismatch' }],
    },
  },
  {
    type: 'BillMessageParked',
    data: {
      messageId: billId,
      topic: 'agency.bills',
      partition: 0,
      offset: '0',
      because: 'its MAC is wrong',
      parkedAt: at,
    },
  },
  { type: 'BillFileAnswered', data: { ...file, outcome: 'accepted', faults: [] } },
  {
    type: 'BillFileAnswered',
    data: {
      ...file,
      outcome: 'refused',
      because: 'bill-file-refused',
      faults: [
        { line: 1, code: 'invalid-json' },
        { line: 2, billNo: 'B-2', ...fault },
        { line: 2, billNo: 'B-2', ...fault, item: 'late-fee' },
      ],
    },
  },
];

/** What payment notes of a changed bill. */
export const rareBillChanges: readonly Event[] = [
  {
    type: 'BillChangeNoted',
    data: { personId, insurance: 'medical', billId, months: [march], changedAt: at },
  },
  {
    type: 'OrderClosed',
    data: { personId, orderId: '30000000-0000-4000-8000-000000000001', because: 'bill-changed' },
  },
];
