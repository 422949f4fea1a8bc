import { instant } from '@canbao/calendar';
import { contractEvents, strict } from '@canbao/contracts';
import { on } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import {
  april,
  captured,
  may,
  orderId,
  pensionMonth,
  pensionPaid,
  pensionSettled,
  personId,
} from '../../test/fixtures';
import { entriesOf, published, refundReport, type PaymentEvent } from '../index';
import { refund, type RefundCommand } from './refund';

const refundId = '60000000-0000-4000-8000-000000000001';
const at = instant('2022-05-20T09:00:00.000+08:00');
const later = instant('2022-05-23T09:00:00.000+08:00');
const order = `order-${orderId(1)}`;
const months = [april, may].map((month) => ({ month, amount: yuan('1000.00'), orderIds: [orderId(1)] }));
const entries = [
  { account: '2101.pension.personal-account', amount: yuan('800.00') },
  { account: '2101.pension.pooled-fund', amount: yuan('1200.00') },
  { account: '2902.refund-payable', amount: yuan('-2000.00') },
];
const about = { refundId, personId } as const;
const leg = {
  orderId: orderId(1),
  channel: 'ccb',
  channelTransactionNo: 'T1',
  amount: yuan('2000.00'),
  total: yuan('2000.00'),
} as const;
const decided: PaymentEvent = {
  type: 'RefundDecided',
  data: { ...about, insurance: 'pension', months, entries, by: 'hrss:1', at },
};
const history = [
  on(order, captured(1, { amount: yuan('2000.00') })),
  on(order, pensionSettled(1, april, may)),
  on(pensionMonth(april), pensionPaid(1, april)),
  on(pensionMonth(may), pensionPaid(1)),
  on(order, {
    type: 'RefundNoted',
    data: {
      orderId: orderId(1),
      refundId,
      months: [april, may],
      amount: yuan('2000.00'),
      orderIds: [orderId(1)],
    },
  } as PaymentEvent),
  {
    type: 'RefundApplied',
    data: {
      ...about,
      insurance: 'pension',
      because: 'error',
      months,
      legs: [leg],
      amount: yuan('2000.00'),
      entries,
      by: 'payer:wechat:payer-1',
      at,
    },
  },
  { type: 'RefundReviewed', data: { ...about, by: 'operator:1', at } },
  decided,
  on(order, { type: 'RefundCommitted', data: { orderId: orderId(1), refundId } } as PaymentEvent),
] as PaymentEvent[];
const unposted = (month: typeof may): PaymentEvent => ({
  type: 'RefundMonthUnposted',
  data: { ...about, month, was: 'reversed', at },
});
const refused = (month = may, told = at): PaymentEvent => ({
  type: 'RefundUnpostingRefused',
  data: { ...about, month, reason: '待遇已发放', at: told },
});
const note = (month = may, told = at): RefundCommand => ({
  type: 'NoteUnpostingRefused',
  refundId,
  month,
  reason: '待遇已发放',
  at: told,
});
const takeBack: RefundCommand = {
  type: 'TakeBackRefund',
  refundId,
  by: 'operator:1',
  because: 'the pension of May was paid out',
  at: later,
};
const takenBack: PaymentEvent = {
  type: 'RefundTakenBack',
  data: {
    ...about,
    insurance: 'pension',
    months,
    entries: entries.map(({ account, amount }) => ({
      account,
      amount: amount.startsWith('-') ? yuan(amount.slice(1)) : yuan(`-${amount}`),
    })),
    by: 'operator:1',
    because: 'the pension of May was paid out',
    at: later,
  },
};
const ended = on(order, {
  type: 'RefundEnded',
  data: { orderId: orderId(1), refundId, outcome: 'without-effect' },
} as PaymentEvent);
const reported = (...events: PaymentEvent[]) =>
  refundReport(events.flatMap((event) => ('event' in event ? [] : [{ ...event, recordedAt: at }])));

describe('a bureau that keeps a month of a refund', () => {
  it('is noted, each time it says so', () => {
    given(refund, ...history)
      .when(note())
      .then(refused());
    given(refund, ...history, refused())
      .when(note(may, later))
      .then(refused(may, later));
  });
  it('says nothing of what is out of its books, or of no month of the refund', () => {
    given(refund, ...history, unposted(may))
      .when(note())
      .thenNothing();
    given(refund, ...history.slice(0, -2))
      .when(note())
      .thenNothing();
  });
  it('leaves the refund to an operator, and the payer is told', () =>
    expect(reported(...history, refused())).toMatchObject({
      status: 'unposting',
      waitsFor: 'operator',
      statusText: '经办机构未予冲销该月份的记账，款项暂未退回，工作人员正在核实。',
    }));
  it('that takes it out after all lets the money go', () =>
    expect(reported(...history, refused(), unposted(april), unposted(may))).toMatchObject({
      status: 'to-send',
      waitsFor: 'channel',
    }));
});

describe('a refund that is taken back', () => {
  it('gives the funds back what its decision took, and its orders may be refunded again', () => {
    given(refund, ...history, refused())
      .when(takeBack)
      .then(takenBack, ended);
    expect(entriesOf(takenBack)).toEqual(takenBack.data['entries' as never]);
  });
  it('is so also where another month of it is out of the books', () =>
    given(refund, ...history, unposted(april), refused())
      .when(takeBack)
      .then(takenBack, ended));
  it.each<[string, PaymentEvent[]]>([
    ['no bureau has refused', []],
    ['the bureau has taken all of it out since', [refused(), unposted(april), unposted(may)]],
  ])('is not while %s', (_, events) =>
    given(refund, ...history, ...events)
      .when(takeBack)
      .thenRejected('taking-back-not-due'),
  );
  it('is not before it is decided, and unknown where there is none', () => {
    given(refund, ...history.slice(0, -2))
      .when(takeBack)
      .thenRejected('taking-back-not-due');
    given(refund).when(takeBack).thenRejected('refund-not-found');
  });
  it('sends no money, whatever the bureau says later', () => {
    const over = [...history, refused(), takenBack, ended] as PaymentEvent[];
    given(refund, ...over)
      .when({ type: 'NoteUnposted', refundId, month: may, was: 'reversed', at: later })
      .thenNothing();
    given(refund, ...over)
      .when({ type: 'BeginPayout', refundId, orderId: orderId(1), way: 'channel', at: later })
      .thenNothing();
    given(refund, ...over)
      .when({
        type: 'ConfirmPayout',
        refundId,
        channel: 'ccb',
        payoutNo: 'P1',
        amount: yuan('2000.00'),
        paidOutAt: later,
        at: later,
      })
      .thenRejected('payout-not-due');
  });
  it('says so to the payer, with the reason', () =>
    expect(reported(...history, refused(), takenBack)).toMatchObject({
      status: 'closed',
      statusText: '经办机构未予冲销，经核实终止退费：款项未退回，该月份仍计为已缴费。',
      rejectedBecause: 'the pension of May was paid out',
    }));
  it('can be asked for anew', () => {
    const over = [...history, refused(), takenBack, ended] as PaymentEvent[];
    const another = {
      type: 'ApplyForRefund',
      refundId: '60000000-0000-4000-8000-000000000002',
      personId,
      insurance: 'pension',
      months: [may],
      because: 'error',
      by: 'payer:wechat:payer-1',
      at: later,
    } as const;
    const onStreams = over.map((each) => ('event' in each ? each : on(`refund-${refundId}`, each)));
    expect(given(refund, ...(onStreams as PaymentEvent[])).when(another).outcome.accepted).toBe(true);
  });
  it('is told to assessment and to ledger-sync', () => {
    const event = published(takenBack);
    expect(event).toEqual({
      type: 'canbao.ledger.RefundTakenBack.v1',
      data: {
        ...about,
        insurance: 'pension',
        months: [april, may].map((month) => ({ month, orderIds: [orderId(1)] })),
        takenBackAt: later,
      },
    });
    const { data } = contractEvents['canbao.ledger.RefundTakenBack.v1'];
    expect(strict(data).safeParse(event?.data).success).toBe(true);
  });
});
