import { instant } from '@canbao/calendar';
import { on } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import {
  april,
  bundleSettled,
  captured,
  may,
  medicalMonth,
  orderId,
  pensionMonth,
  pensionPaid,
  pensionSettled,
  personId,
  receivedItem,
} from '../../test/fixtures';
import { entriesOf, type PaymentEvent } from '../index';
import { refund, type RefundCommand } from './refund';

const refundId = '60000000-0000-4000-8000-000000000001';
const at = instant('2022-05-20T09:00:00.000+08:00');
const order = (n: number): string => `order-${orderId(n)}`;
const refundNo = `${refundId.replaceAll('-', '')}-1-1`;
const insurance = 'pension';

const apply = (change: object = {}): RefundCommand =>
  ({
    type: 'ApplyForRefund',
    refundId,
    personId,
    insurance,
    months: [may],
    orderId: orderId(1),
    because: 'error',
    by: 'payer:wechat:payer-1',
    at,
    ...change,
  }) as RefundCommand;
const approve = (role: string, by = `${role}:1`): RefundCommand => ({
  type: 'ApproveRefund',
  refundId,
  role,
  by,
  at,
});
/** May and April 2022 paid at a counter by order 1, 2,000 yuan. */
const paid = [
  on(order(1), captured(1, { amount: yuan('2000.00') })),
  on(order(1), pensionSettled(1, april, may)),
  on(pensionMonth(april), pensionPaid(1, april)),
  on(pensionMonth(may), pensionPaid(1)),
];
const leg = {
  orderId: orderId(1),
  channel: 'ccb',
  channelTransactionNo: 'T1',
  amount: yuan('1000.00'),
  total: yuan('2000.00'),
} as const;
const months = [{ month: may, amount: yuan('1000.00'), orderIds: [orderId(1)] }];
const entries = [
  { account: '2101.pension.personal-account', amount: yuan('400.00') },
  { account: '2101.pension.pooled-fund', amount: yuan('600.00') },
  { account: '2902.refund-payable', amount: yuan('-1000.00') },
];
const applied: PaymentEvent = {
  type: 'RefundApplied',
  data: {
    refundId,
    personId,
    insurance,
    because: 'error',
    months,
    legs: [leg],
    amount: yuan('1000.00'),
    entries,
    by: 'payer:wechat:payer-1',
    at,
  },
};
const noted = on(order(1), {
  type: 'RefundNoted',
  data: { orderId: orderId(1), refundId, months: [may], amount: yuan('1000.00'), orderIds: [orderId(1)] },
} as PaymentEvent);
const reviewed: PaymentEvent = { type: 'RefundReviewed', data: { refundId, personId, by: 'operator:1', at } };
const decided: PaymentEvent = {
  type: 'RefundDecided',
  data: { refundId, personId, insurance, months, entries, by: 'hrss:1', at },
};
const committed = on(order(1), {
  type: 'RefundCommitted',
  data: { orderId: orderId(1), refundId },
} as PaymentEvent);
const unposted: PaymentEvent = {
  type: 'RefundMonthUnposted',
  data: { refundId, personId, month: may, was: 'reversed', at },
};
const sent = { refundId, orderId: orderId(1), refundNo, at };
const sending: PaymentEvent = { type: 'RefundSendingBegun', data: sent };
const answer = (state: object, no = refundNo): RefundCommand =>
  ({ type: 'NoteChannelRefund', refundId, refundNo: no, state, at }) as RefundCommand;
const refundedAnswer = answer({ status: 'refunded', refundedAt: at, channelRefundNo: 'R1' });
const wasLeft: PaymentEvent = {
  type: 'RefundLeft',
  data: {
    ...sent,
    personId,
    channel: 'ccb',
    channelRefundNo: 'R1',
    way: 'channel',
    amount: yuan('1000.00'),
    leftAt: at,
    entries: [
      { account: '2902.refund-payable', amount: yuan('1000.00') },
      { account: '1001.ccb', amount: yuan('-1000.00') },
    ],
  },
};
const ended = (outcome: string, n = 1) =>
  on(order(n), { type: 'RefundEnded', data: { orderId: orderId(n), refundId, outcome } } as PaymentEvent);

describe('an application', () => {
  it('names whole months of one order, with the parts that were recorded', () =>
    given(refund, ...paid)
      .when(apply())
      .then(applied, noted));

  it('is refused for a month that the order has not settled', () => {
    given(refund, ...paid)
      .when(apply({ orderId: orderId(2) }))
      .thenRejected('month-not-refundable');
    given(refund)
      .when(apply())
      .thenRejected('month-not-refundable', { months: [may] });
  });

  it('is refused while another refund of the month is under way, not for another month', () => {
    const another = '60000000-0000-4000-8000-000000000002';
    const past = [...paid, on(`refund-${refundId}`, applied), noted];
    given(refund, ...past)
      .when(apply({ refundId: another }))
      .thenRejected('refund-open', { refundId });
    given(refund, ...past)
      .when(apply({ refundId: another, months: [april, may] }))
      .thenRejected('refund-open');
    expect(given(refund, ...past).when(apply({ refundId: another, months: [april] })).outcome).toMatchObject({
      accepted: true,
    });
  });

  it('takes a bundle whole, a leg for each order that brought items of it', () => {
    const items = [
      receivedItem('pooled-unit', 1),
      receivedItem('pooled-personal', 1),
      receivedItem('mutual-aid', 2),
    ];
    const { outcome } = given(
      refund,
      on(order(1), captured(1, { insurance: 'medical', amount: yuan('187.30') })),
      on(order(2), captured(2, { insurance: 'medical', amount: yuan('18.00'), channel: 'icbc' })),
      on(medicalMonth(may), bundleSettled(2, items)),
    ).when(apply({ insurance: 'medical' }));
    expect(outcome).toMatchObject({
      accepted: true,
      events: [
        {
          event: {
            data: {
              amount: '205.30',
              legs: [
                { orderId: orderId(1), channel: 'ccb', amount: '187.30' },
                { orderId: orderId(2), channel: 'icbc', amount: '18.00' },
              ],
              entries: [
                { account: '2201.medical.pooled-unit', amount: '112.38' },
                { account: '2201.medical.pooled-personal', amount: '74.92' },
                { account: '2201.medical.mutual-aid', amount: '18.00' },
                { account: '2902.refund-payable', amount: '-205.30' },
              ],
            },
          },
        },
        { event: { type: 'RefundNoted' }, stream: order(1) },
        { event: { type: 'RefundNoted' }, stream: order(2) },
      ],
    });
  });
});

describe('the reviews', () => {
  const open = [...paid, applied, noted];

  it('are two, by tax and by the owning bureau; the second books the money out of the funds', () => {
    given(refund, ...open)
      .when(approve('operator'))
      .then(reviewed);
    given(refund, ...open, reviewed)
      .when(approve('hrss'))
      .then(decided, committed);
    expect(entriesOf(decided)).toEqual(entries);
  });

  const stages = {
    applied: [],
    reviewed: [reviewed],
    decided: [reviewed, decided],
    unposted: [reviewed, decided, unposted],
  };
  it.each([
    ['applied', 'hrss', 'review-of-another-office'],
    ['reviewed', 'operator', undefined],
    ['reviewed', 'tax-desk', 'review-of-another-office'],
    ['reviewed', 'medical-bureau', 'review-of-another-office'],
    ['decided', 'hrss', undefined],
    ['unposted', 'operator', undefined],
    ['decided', 'tax-desk', 'review-not-due'],
  ] as const)('%s, then %s approves: %s', (stage, role, reason) => {
    const sentence = given(refund, ...open, ...stages[stage]).when(approve(role));
    if (reason === undefined) sentence.thenNothing();
    else sentence.thenRejected(reason);
  });

  it('are by others than the applicant', () =>
    given(refund, ...paid, { ...applied, data: { ...applied.data, by: 'operator:1' } } as PaymentEvent, noted)
      .when(approve('operator'))
      .thenRejected('reviewer-not-independent'));

  it('may end in a refusal with its reason, which leaves the month as it was', () =>
    given(refund, ...open)
      .when({ type: 'RejectRefund', refundId, role: 'tax-desk', by: 'tax-desk:1', reason: 'paid as due', at })
      .then(
        {
          type: 'RefundRejected',
          data: { refundId, personId, review: 'first', reason: 'paid as due', by: 'tax-desk:1', at },
        },
        ended('without-effect'),
      ));

  it('are not needed any more once the applicant has withdrawn, or the case is over', () => {
    given(refund, ...open)
      .when({ type: 'WithdrawRefund', refundId, by: 'payer:wechat:payer-1', at })
      .then(
        { type: 'RefundClosed', data: { refundId, personId, because: 'withdrawn', at } },
        ended('without-effect'),
      );
    given(refund, ...open)
      .when({ type: 'WithdrawRefund', refundId, by: 'payer:wechat:payer-2', at })
      .thenRejected('refund-not-found');
    const byCase = on(order(1), {
      ...noted.event,
      data: { ...noted.event.data, byCase: true },
    } as PaymentEvent);
    given(refund, ...paid, on(`refund-${refundId}`, applied), byCase)
      .when({ type: 'EndRefundCase', personId, insurance, month: may })
      .then(
        on(`refund-${refundId}`, {
          type: 'RefundClosed',
          data: { refundId, personId, because: 'case-closed' },
        } as PaymentEvent),
        ended('without-effect'),
      );
    given(refund, ...paid, on(`refund-${refundId}`, applied), noted)
      .when({ type: 'EndRefundCase', personId, insurance, month: may })
      .thenNothing();
  });
});

describe('the money', () => {
  const clear = [...paid, applied, noted, reviewed, decided, committed, unposted];
  const begin: RefundCommand = {
    type: 'BeginPayout',
    refundId,
    orderId: orderId(1),
    way: 'channel',
    at,
  };

  it('waits for the bureau', () =>
    given(refund, ...paid, applied, noted, reviewed, decided, committed)
      .when(begin)
      .thenNothing());

  it('has its number before it is sent', () =>
    given(refund, ...clear)
      .when(begin)
      .then(sending));

  it('has left when the channel says so, and the month is payable again', () => {
    given(refund, ...clear, sending)
      .when(refundedAnswer)
      .then(
        wasLeft,
        ended('left'),
        on(order(1), {
          type: 'SettlementReversed',
          data: { personId, orderId: orderId(1), insurance, months: [may], reversedAt: at },
        }),
        on(pensionMonth(may), {
          type: 'MonthReopened',
          data: { personId, insurance, month: may, orderId: orderId(1) },
        }),
      );
    expect(entriesOf(wasLeft)).toEqual(wasLeft.data['entries' as never]);
  });

  it.each(['unknown', 'not-found', 'under-way'])('says nothing new while the channel says %s', (status) =>
    given(refund, ...clear, sending, { type: 'RefundUnderWay', data: sent })
      .when(answer({ status }))
      .thenNothing(),
  );

  it('gets one new number when the channel has closed the first, and a person after the second', () => {
    const closed: PaymentEvent = { type: 'RefundClosedByChannel', data: sent };
    const second = { ...sent, refundNo: refundNo.replace(/1$/, '2') };
    given(refund, ...clear, sending)
      .when(answer({ status: 'closed' }))
      .then(closed);
    given(refund, ...clear, sending, closed)
      .when(begin)
      .then({ type: 'RefundSendingBegun', data: second });
    given(refund, ...clear, sending, closed, { type: 'RefundSendingBegun', data: second })
      .when(answer({ status: 'closed' }, second.refundNo))
      .then({ type: 'RefundAbnormal', data: { ...second, because: 'closed-twice' } });
  });

  it('of a closed number that turns up after all is a case and books nothing', () =>
    given(refund, ...clear, sending, { type: 'RefundClosedByChannel', data: sent })
      .when(refundedAnswer)
      .then({ type: 'RefundConflictNoted', data: { ...sent, said: 'refunded R1' } }));

  it('is abnormal until another way is found, or the channel has put it right', () => {
    const abnormal: PaymentEvent = { type: 'RefundAbnormal', data: { ...sent, because: 'abnormal' } };
    given(refund, ...clear, sending)
      .when(answer({ status: 'abnormal', channelRefundNo: 'R1' }))
      .then(abnormal);
    expect(given(refund, ...clear, sending, abnormal).when(refundedAnswer).outcome).toMatchObject({
      events: [{ event: wasLeft }, {}, {}, {}],
    });
  });

  it('is under way again when the channel sends an abnormal one to another card', () =>
    given(refund, ...clear, sending, { type: 'RefundAbnormal', data: { ...sent, because: 'abnormal' } })
      .when(answer({ status: 'under-way' }))
      .then({ type: 'RefundUnderWay', data: sent }));

  it('is paid out by the counter that took it, whole', () => {
    const instructed: PaymentEvent = { type: 'RefundInstructed', data: sent };
    const confirm = {
      type: 'ConfirmPayout',
      refundId,
      channel: 'ccb',
      payoutNo: 'P1',
      amount: yuan('1000.00'),
      paidOutAt: at,
      at,
    } as const;
    given(refund, ...clear, instructed)
      .when({ ...confirm, amount: yuan('999.99') })
      .thenRejected('payout-amount-differs');
    given(refund, ...clear, instructed)
      .when({ ...confirm, channel: 'icbc' })
      .thenRejected('payout-not-due');
    given(refund, ...clear)
      .when(confirm)
      .thenRejected('payout-not-due');
    given(refund, ...clear, instructed)
      .when({ ...confirm, paidOutAt: instant('2022-05-20T09:05:00.001+08:00') })
      .thenRejected('payout-in-the-future');
    expect(given(refund, ...clear, instructed).when(confirm).outcome).toMatchObject({
      events: [
        { event: { type: 'RefundLeft', data: { way: 'counter', channelRefundNo: 'P1' } } },
        {},
        {},
        {},
      ],
    });
  });

  it('of two orders at one counter is paid out order by order, under the number of each', () => {
    const orders = [orderId(1), orderId(2)];
    const two = {
      ...applied,
      data: {
        ...applied.data,
        months: [{ month: may, amount: yuan('2000.00'), orderIds: orders }],
        legs: orders.map((id) => ({ ...leg, orderId: id })),
        amount: yuan('2000.00'),
      },
    } as PaymentEvent;
    const numbers = ['1-1', '2-1'].map((end) => refundNo.replace('1-1', end));
    const instructed = orders.map((id, index): PaymentEvent => ({
      type: 'RefundInstructed',
      data: { ...sent, orderId: id, refundNo: numbers[index] ?? '' },
    }));
    const past = clear.map((event) => (event === applied ? two : event));
    const confirm = (payoutNo = '') =>
      ({
        type: 'ConfirmPayout',
        refundId,
        channel: 'ccb',
        payoutNo,
        amount: yuan('1000.00'),
        paidOutAt: at,
        at,
      }) as const;
    const second = given(refund, ...past, ...instructed).when(confirm(numbers[1])).outcome;
    expect(second).toMatchObject({
      events: [{ event: { type: 'RefundLeft', data: { orderId: orderId(2), channelRefundNo: numbers[1] } } }],
    });
  });
});
