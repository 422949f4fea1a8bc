import { day, instant, month } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import { yuan } from '@canbao/money';

const personId = '10000000-0000-4000-8000-000000000001';
const orderId = '30000000-0000-4000-8000-000000000001';
const refundId = '60000000-0000-4000-8000-000000000001';
const at = instant('2022-05-18T09:00:00+08:00');
const amount = yuan('1000.00');
const by = 'operator:operator-1';
const insurance = 'pension';
const months = [{ month: month('2022-05'), amount, orderIds: [orderId] }];
const legs = [{ orderId, channel: 'wechat', channelTransactionNo: 'T1', amount, total: amount }];
const entries = [
  { account: '2101.pension', amount },
  { account: '2902.refund-payable', amount: yuan('-1000.00') },
];
const applied = { refundId, personId, insurance, because: 'error', months, legs, amount, entries, by };
const opened = { refundId, because: 'already-paid', legs, amount, by, at };
const leg = { refundId, orderId, refundNo: `${refundId.replaceAll('-', '')}-1-1`, at };
const left = {
  ...leg,
  channel: 'wechat',
  channelRefundNo: 'R1',
  way: 'channel',
  amount,
  leftAt: at,
  entries,
};
const noted = { orderId, refundId, months: [month('2022-05')], amount, orderIds: [orderId] };
const about = { refundId, personId };
const ends = ['retired', 'transferred-out', 'left-country', 'stopped'] as const;

/** Every form of the events of refunds. */
export const rareRefunds: readonly Event[] = [
  { type: 'RefundApplied', data: { ...applied, at } },
  ...['death', ...ends].map((because) => ({
    type: 'RefundApplied',
    data: { ...applied, because, by: 'case' },
  })),
  { type: 'SuspenseRefundOpened', data: opened },
  { type: 'SuspenseRefundOpened', data: { ...opened, personId, insurance } },
  {
    type: 'SuspenseRefundOpened',
    data: { ...opened, personId, insurance, legs: legs.map((each) => ({ ...each, orderNo: 'N1' })) },
  },
  { type: 'RefundApplied', data: { ...applied, trueUps: months, at } },
  { type: 'RefundReviewed', data: { ...about, by, at } },
  { type: 'RefundDecided', data: { ...about, insurance, months, entries, by: 'hrss:officer-1', at } },
  {
    type: 'RefundDecided',
    data: { ...about, insurance, months, entries, trueUps: months, by: 'hrss:officer-1', at },
  },
  { type: 'RefundDecided', data: { ...about, insurance, months: [], entries, trueUps: months, by, at } },
  ...['first', 'second'].map((review) => ({
    type: 'RefundRejected',
    data: { ...about, review, reason: 'paid as due', by, at },
  })),
  ...['withdrawn', 'reversed'].map((because) => ({
    type: 'RefundClosed',
    data: { ...about, because, at },
  })),
  { type: 'RefundClosed', data: { ...about, because: 'case-closed' } },
  ...['reversed', 'absent'].map((was) => ({
    type: 'RefundMonthUnposted',
    data: { ...about, month: month('2022-05'), was, at },
  })),
  {
    type: 'RefundMonthUnposted',
    data: { ...about, month: month('2022-05'), item: 'pension-true-up', was: 'reversed', at },
  },
  ...[{}, { item: 'pension-true-up' }].map((item) => ({
    type: 'RefundUnpostingRefused',
    data: { ...about, month: month('2022-05'), ...item, reason: '待遇已发放', at },
  })),
  ...[{}, { trueUps: months }].map((beside) => ({
    type: 'RefundTakenBack',
    data: { ...about, insurance, months, entries, ...beside, by, because: '待遇已发放', at },
  })),
  { type: 'RefundSendingBegun', data: leg },
  { type: 'RefundInstructed', data: leg },
  { type: 'RefundUnderWay', data: leg },
  { type: 'RefundAbnormal', data: { ...leg, because: 'abnormal' } },
  { type: 'RefundClosedByChannel', data: leg },
  { type: 'RefundLeft', data: left },
  { type: 'RefundLeft', data: { ...left, personId, way: 'counter' } },
  ...['cash', 'card'].map((paidAs) => ({
    type: 'RefundLeft',
    data: { ...left, personId, way: 'counter', paidAs },
  })),
  { type: 'RefundConflictNoted', data: { ...leg, said: 'refunded R2' } },
  { type: 'RefundNoted', data: noted },
  { type: 'RefundNoted', data: { ...noted, byCase: true } },
  {
    type: 'RefundNoted',
    data: { ...noted, months: [], corrections: [{ month: month('2022-05'), amount, orderId }] },
  },
  ...['death', 'employer-cover', ...ends, 'posting-refused', 'bill-withdrawn'].map((because) => ({
    type: 'RefundJoinedByCase',
    data: { orderId, refundId, personId, because },
  })),
  { type: 'RefundLeftByCase', data: { orderId, refundId, personId } },
  { type: 'RefundCommitted', data: { orderId, refundId } },
  ...['left', 'without-effect'].map((outcome) => ({
    type: 'RefundEnded',
    data: { orderId, refundId, outcome },
  })),
];

const posting = { personId, insurance, month: month('2022-05') };

/** Ends of enrolments, and the cases of months that were paid after them or for a withdrawn bill. */
export const rareRefundCases: readonly Event[] = [
  ...ends.map((reason) => ({
    type: 'EnrolmentEndNoted',
    data: { personId, insurance, on: day('2022-04-30'), reason },
  })),
  ...[...ends, 'bill-withdrawn'].map((because) => ({
    type: 'MoneyStaysNoted',
    data: { personId, insurance, months: [{ month: month('2022-05'), because }] },
  })),
  ...[...ends, 'bill-withdrawn'].flatMap((because) =>
    [{}, { orderIds: [orderId] }].flatMap((orders) => [
      { type: 'RefundCaseOpened', data: { ...posting, because, ...orders } },
      ...['refunded', 'corrected', 'money-stays', 'superseded'].map((closedBecause) => ({
        type: 'RefundCaseClosed',
        data: { ...posting, because, ...orders, closedBecause },
      })),
    ]),
  ),
];
const refund = { refundId, otherOrders: [], at };
const requestId = '70000000-0000-4000-8000-000000000001';

/** What refunds ask of postings. */
export const rareUnpostings: readonly Event[] = [
  ...[...ends, 'bill-withdrawn'].flatMap((because) =>
    ['RefundCaseNoted', 'RefundCaseEnded'].map((type) => ({ type, data: { ...posting, because } })),
  ),
  {
    type: 'PostingAccepted',
    data: { ...posting, requestId, bureauReceiptNo: 'RS1', bookedTotal: yuan('1000.00'), at },
  },
  { type: 'ReversalRequested', data: { ...posting, requestId, reversalId: requestId, orderId, refund } },
  { type: 'PostingCancelled', data: { ...posting, orderId, refund } },
  { type: 'PostingCancelled', data: { ...posting, orderId, refund, reversalId: requestId } },
  { type: 'PostingCancelled', data: { ...posting, orderId, reversalId: requestId } },
  { type: 'PostingReversed', data: { ...posting, requestId, refundId, at } },
  ...[posting, { ...posting, item: 'pension-true-up' }].map((of) => ({
    type: 'PostingKept',
    data: { ...of, refundId, requestId, at },
  })),
];

/** What bureaus answer that read the events themselves. */
export const rareAnswers: readonly Event[] = [
  ...[posting, { ...posting, item: 'pension-true-up' }].flatMap((of) =>
    [
      { outcome: 'booked', receiptNo: 'RS1' },
      { outcome: 'booked', receiptNo: 'RS1', total: yuan('1000.00') },
      { outcome: 'refused', reason: '险种已停保' },
      { outcome: 'reversed' },
    ].map((answer) => ({ type: 'AnswerKept', data: { ...of, answeredId: requestId, answer, at } })),
  ),
  ...['hrss', 'medical-bureau'].map((bureau) => ({
    type: 'BureauAnswerParked',
    data: {
      messageId: requestId,
      bureau,
      topic: `${bureau}.postings`,
      partition: 0,
      offset: '1',
      because: 'it has no MAC',
      parkedAt: at,
    },
  })),
];

const yuanOf = (text: string) => ({ count: 1, amount: yuan(text) });
const totals = {
  booked: yuanOf('1000.00'),
  reversed: yuanOf('0.00'),
  items: [{ item: 'pension', booked: yuan('1000.00'), reversed: yuan('0.00') }],
};
const ofDay = { insurance, day: day('2022-05-18'), totalsId: requestId, ours: totals, at };
const inMonth = { personId, month: month('2022-05') };
const bookedOn = day('2022-05-18');

/** Bureaus that say on which day they book, and the totals of their days. */
export const rareDays: readonly Event[] = [
  { type: 'PostingAccepted', data: { ...posting, requestId, bureauReceiptNo: 'RS1', bookedOn, at } },
  { type: 'PostingReversed', data: { ...posting, requestId, bookedOn, at } },
  ...[
    { outcome: 'booked', receiptNo: 'RS1', bookedOn },
    { outcome: 'reversed', bookedOn },
  ].map((answer) => ({ type: 'AnswerKept', data: { ...posting, answeredId: requestId, answer, at } })),
  ...[posting, { ...posting, item: 'pension-true-up' }].flatMap((of) => {
    const about = { ...of, requestId, reversalId: requestId, at };
    const again = { refusedReversalId: requestId, orders: [orderId], because: 'a reason' };
    return [
      { type: 'ReversalRefused', data: { ...about, reason: '待遇已发放' } },
      { type: 'ReversalRefused', data: { ...about, refundId, reason: '待遇已发放' } },
      { type: 'ReversalRequestedAgain', data: { ...about, ...again } },
    ];
  }),
  ...['TotalsTold', 'TotalsAgreed', 'TotalsUnanswered'].map((type) => ({ type, data: ofDay })),
  {
    type: 'TotalsDiffered',
    data: {
      ...ofDay,
      theirs: totals,
      differences: [
        { ...inMonth, kind: 'booked', difference: 'missing-there', ours: yuan('1000.00') },
        { ...inMonth, kind: 'reversed', difference: 'missing-here', theirs: yuan('1000.00') },
        {
          ...inMonth,
          addition: 'pension-true-up',
          kind: 'booked',
          difference: 'amount',
          ours: yuan('1000.00'),
          theirs: yuan('1.00'),
        },
      ],
      leftOut: 0,
    },
  },
];
