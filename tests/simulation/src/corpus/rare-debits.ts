import { day, instant, month } from '@canbao/calendar';
import { AgreementRefusal, DebitFailure } from '@canbao/domain-payment';
import type { Event } from '@canbao/event-sourcing';
import { rate, yuan } from '@canbao/money';
import { banks } from '@canbao/vocabulary';

const personId = '10000000-0000-4000-8000-000000000001';
const itemId = '30000000-0000-4000-8000-000000000001';
const agreementId = '40000000-0000-4000-8000-000000000001';
const runId = '50000000-0000-4000-8000-000000000001';
const at = instant('2022-05-18T09:00:00+08:00');
const until = day('2022-05-25');
const protocolNo = '370100000000000001';
const bundleId = `${personId}:2022-05`;

const agreement = { personId, agreementId };
const terms = {
  ...agreement,
  insurances: ['pension', 'medical'],
  protocolNo,
  account: { last4: '1234', digest: 'a keyed digest' },
};
const refused = { ...agreement, protocolNo, said: '24009', refusedAt: at };
const agreements: readonly Event[] = [
  ...banks.flatMap((bank) => [
    { type: 'DebitAgreementSigned', data: { ...terms, bank, payerId: 'payer-1', signedAt: at } },
    { type: 'DebitAgreementChanged', data: { ...terms, bank, changedAt: at } },
  ]),
  { type: 'DebitAgreementVerified', data: { ...agreement, protocolNo, verifiedAt: at } },
  ...AgreementRefusal.options.map((because) => ({
    type: 'DebitAgreementRefused',
    data: { ...refused, because },
  })),
  { type: 'DebitAgreementStopped', data: { ...agreement, stoppedAt: at } },
];

const pension = { itemId, runId, personId, insurance: 'pension', month: month('2022-05') };
const medical = { ...pension, insurance: 'medical' };
const amount = { base: yuan('3746.00'), rate: rate('0.03'), amount: yuan('112.38') };
const quoted = { district: '370102', total: yuan('112.38'), quotedAt: at, payBefore: at };
const parts = { pooledFund: yuan('67.43'), personalAccount: yuan('44.95') };
const pensionQuoted = { ...quoted, lines: [{ ...amount, item: 'pension', month: pension.month, parts }] };
const medicalLines = ['pooled-unit', 'pooled-personal', 'mutual-aid', 'with-account'].map((item) => ({
  ...amount,
  item,
  month: pension.month,
  bundleId,
}));
const bundleOf = (scheme: string) => ({
  bundleId,
  month: pension.month,
  scheme,
  items: medicalLines.map(({ item }) => item),
});
const answered = { said: '90000', at };

const items: readonly Event[] = [
  ...banks.map((bank) => ({
    type: 'DebitRequested',
    data: { ...pension, agreementId, payerId: 'payer-1', bank, requestedAt: at, until },
  })),
  {
    type: 'DebitRequested',
    data: { ...medical, agreementId, payerId: 'payer-1', bank: 'ccb', requestedAt: at, until },
  },
  { type: 'DebitItemReady', data: { ...pension, ...pensionQuoted, protocolNo, readyAt: at } },
  ...['pooled', 'with-account'].flatMap((scheme) => {
    const data = { ...medical, ...quoted, lines: medicalLines, protocolNo, readyAt: at };
    return [
      { type: 'DebitItemReady', data: { ...data, bundle: bundleOf(scheme) } },
      { type: 'DebitItemReady', data: { ...data, bundle: { ...bundleOf(scheme), billId: itemId } } },
    ];
  }),
  ...[pension, medical].flatMap((item): Event[] => [
    { type: 'DebitItemLeftOut', data: { ...item, because: 'already-paid', leftOutAt: at } },
    {
      type: 'DebitItemLeftOut',
      data: { ...item, because: 'base-below-lower-limit', details: { base: '3746.00' }, leftOutAt: at },
    },
    { type: 'DebitItemPacked', data: { ...item, entrustDate: until, packNo: '00000001', traNo: '00000001' } },
    { type: 'DebitItemSucceeded', data: { ...item, ...answered } },
    { type: 'DebitItemUnknown', data: { ...item, ...answered } },
    { type: 'DebitItemVoided', data: { ...item, ...answered } },
    ...DebitFailure.options.map((because) => ({
      type: 'DebitItemFailed',
      data: { ...item, ...answered, because },
    })),
    {
      type: 'MonthClaimed',
      data: {
        personId,
        insurance: item.insurance,
        month: item.month,
        orderId: itemId,
        until: at,
        by: 'debit-run',
      },
    },
    ...['MonthClaimed', 'MonthReleased'].map((type) => ({
      type,
      data: {
        personId,
        insurance: item.insurance,
        month: item.month,
        orderId: itemId,
        ...(type === 'MonthClaimed' ? { until: at, by: 'debit-run' } : {}),
        isTold: true,
      },
    })),
  ]),
];

const pack = { runId, entrustDate: day('2022-05-18'), packNo: '00000001' };
const packed = { traNo: '00000001', personId, month: pension.month, protocolNo, agreementId, itemId };
const packedItems = ['pension', 'medical'].map((insurance) => ({
  ...packed,
  insurance,
  amount: yuan('112.38'),
}));
const line = { traNo: '00000001', said: '24003', amount: yuan('112.38') };
const received = { ...pack, digest: 'a hash', receivedAt: at };
const packs: readonly Event[] = [
  ...banks.map((bank) => ({
    type: 'DebitPackMade',
    data: { ...pack, bank, items: packedItems, total: yuan('224.76'), until, madeAt: at },
  })),
  { type: 'DebitPackTaken', data: { ...pack, takenAt: at } },
  { type: 'DebitPackRefused', data: { ...pack, said: '94052', refusedAt: at } },
  ...DebitFailure.options.map((because) => ({
    type: 'DebitResultsReceived',
    data: { ...received, lines: [{ ...line, outcome: 'failed', because }] },
  })),
  {
    type: 'DebitResultsReceived',
    data: { ...received, lines: [{ ...line, outcome: 'succeeded', paidAt: at }] },
  },
  { type: 'DebitResultsReceived', data: { ...received, lines: [{ ...line, outcome: 'unknown' }] } },
  {
    type: 'DebitResultsReceived',
    data: { ...received, lines: [{ ...line, outcome: 'succeeded', paidAt: at }], afterFailure: ['00000001'] },
  },
  { type: 'DebitResultsConflicting', data: { ...received, traNos: ['00000001'] } },
];

const runs: readonly Event[] = [
  {
    type: 'DebitRunOpened',
    data: { runId, month: pension.month, entrustDate: until, until, because: 'calendar', openedAt: at },
  },
  { type: 'DebitRunAsked', data: { runId, after: agreementId, asked: 7, isLast: true } },
  { type: 'DebitRunClosed', data: { runId, closedAt: at } },
];

const receipt = {
  personId,
  orderId: itemId,
  insurance: 'pension',
  quoteId: itemId,
  channel: 'batch-debit',
  channelTransactionNo: '2022051800000001',
  receiptNo: 'SD2022051800000000000000000001',
  amount: yuan('112.38'),
  paidAt: at,
  fingerprint: 'a digest',
};
const captured = { ...receipt, method: 'debit', lines: pensionQuoted.lines };
const money: Event = { type: 'PaymentCaptured', data: captured };

const late = { ...receipt, payerId: 'payer-1', because: 'already-paid' };
/** Since 2026-11 debits name their payer. */
const moneys: readonly Event[] = [
  money,
  { type: 'PaymentCaptured', data: { ...captured, payerId: 'payer-1' } },
  { type: 'ReceiptKeptInSuspense', data: late },
  {
    type: 'MonthsKeptInSuspense',
    data: { ...late, months: [{ month: pension.month, amount: yuan('112.38') }] },
  },
];

/** The stored events of batch debit. */
export const rareDebits: readonly Event[] = [...agreements, ...items, ...packs, ...runs, ...moneys];

const debitQuote = {
  quoteId: itemId,
  personId,
  district: '370102',
  channel: 'batch-debit',
  total: yuan('112.38'),
  issuedAt: at,
  expiresAt: at,
  certificate: { version: '1' },
};
const asked = { itemId, runId, month: pension.month };

/** What assessment stores about batch debits. */
export const rareDebitQuotes: readonly Event[] = [
  {
    type: 'DebitQuoted',
    data: { ...asked, quote: { ...debitQuote, insurance: 'pension', lines: pensionQuoted.lines } },
  },
  ...['pooled', 'with-account'].map((scheme) => ({
    type: 'DebitQuoted',
    data: {
      ...asked,
      quote: { ...debitQuote, insurance: 'medical', lines: medicalLines, bundles: [bundleOf(scheme)] },
    },
  })),
  ...['pension', 'medical'].flatMap((insurance) => {
    const data = { ...asked, personId, insurance, because: 'not-registered', answeredAt: at };
    return [
      { type: 'DebitNotPossible', data },
      { type: 'DebitNotPossible', data: { ...data, details: { enrolledFrom: '2022-06-01' } } },
    ];
  }),
];
