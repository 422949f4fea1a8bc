import { instant } from '@canbao/calendar';
import { contractEvents, strict } from '@canbao/contracts';
import { on, type Placed } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { rate, sum, yuan } from '@canbao/money';
import { collection, reverse } from '../../test/commands';
import {
  april,
  captured,
  may,
  noon,
  orderId,
  pensionMonth,
  pensionPaid,
  pensionQuote,
  pensionSettled,
  personId,
} from '../../test/fixtures';
import { entriesOf, paymentOrder, published, refund, type PaymentEvent, type RefundCommand } from '../index';
import { personTrueUp, type AssessTrueUps } from './true-up';

const refundId = '60000000-0000-4000-8000-000000000001';
const at = instant('2022-09-20T10:00:00.000+08:00');
const item = 'pension-true-up';
const addition = {
  month: may,
  base: yuan('234.00'),
  rate: rate('0.20'),
  amount: yuan('46.80'),
  parts: { pooledFund: yuan('28.08'), personalAccount: yuan('18.72') },
} as const;
const addedTo = `${pensionMonth(may)}-true-up`;
const [order, second] = [`order-${orderId(1)}`, `order-${orderId(2)}`];

/** May and April 2022 paid by order 1, 2,000 yuan. */
const paid = [
  on(order, captured(1, { amount: yuan('2000.00'), lines: pensionQuote(april, may).lines })),
  on(order, pensionSettled(1, april, may)),
  on(pensionMonth(april), pensionPaid(1, april)),
  on(pensionMonth(may), pensionPaid(1)),
];
/** What was added to May, paid in a wallet by order 2. */
const added = [
  on(second, captured(2, { amount: addition.amount, channel: 'wechat', lines: [{ item, ...addition }] })),
  on<PaymentEvent>(second, {
    type: 'TrueUpsSettled',
    data: {
      personId,
      orderId: orderId(2),
      district: '370102',
      months: [addition],
      total: addition.amount,
      paidAt: noon,
    },
  }),
  on<PaymentEvent>(addedTo, {
    type: 'PensionMonthPaid',
    data: { personId, insurance: 'pension', month: may, orderId: orderId(2), item },
  }),
];
const mayReopened = on<PaymentEvent>(pensionMonth(may), {
  type: 'MonthReopened',
  data: { personId, insurance: 'pension', month: may, orderId: orderId(1) },
});

const apply = (change: object = {}): RefundCommand =>
  ({
    type: 'ApplyForRefund',
    refundId,
    personId,
    insurance: 'pension',
    months: [may],
    because: 'error',
    by: 'payer:wechat:payer-1',
    at,
    ...change,
  }) as RefundCommand;
const approve = (role: string): RefundCommand => ({
  type: 'ApproveRefund',
  refundId,
  role,
  by: `${role}:1`,
  at,
});
const unposted = (of: object = {}): RefundCommand =>
  ({ type: 'NoteUnposted', refundId, month: may, was: 'reversed', at, ...of }) as RefundCommand;
const begin = (n: number): RefundCommand => ({
  type: 'BeginPayout',
  refundId,
  orderId: orderId(n),
  way: 'counter',
  at,
});
const payOut = (channel: string, amount: string): RefundCommand =>
  ({
    type: 'ConfirmPayout',
    refundId,
    channel,
    payoutNo: `P-${channel}`,
    amount: yuan(amount),
    paidOutAt: at,
    at,
  }) as RefundCommand;

/** The history after the commands, each of which must be accepted. */
const after = (past: readonly Placed<PaymentEvent>[], ...commands: readonly RefundCommand[]) =>
  commands.reduce((history, command) => {
    const { outcome } = given(refund, ...history).when(command);
    if (!outcome.accepted) throw new Error(`${command.type}: ${outcome.reason}`);
    return [...history, ...outcome.events];
  }, past);
const eventsOf = (history: readonly Placed<PaymentEvent>[]): PaymentEvent[] =>
  history.map(({ event }) => event);
const last = <Type extends PaymentEvent['type']>(history: readonly Placed<PaymentEvent>[], type: Type) =>
  eventsOf(history).findLast((event) => event.type === type) as Extract<PaymentEvent, { type: Type }>;

describe('a month with a paid addition that goes back', () => {
  const applied = after([...paid, ...added], apply());
  const decided = after(applied, approve('operator'), approve('hrss'));

  it('goes back with it, each the way it came, out of the funds that they went to', () => {
    const { data } = last(applied, 'RefundApplied');
    expect(data).toMatchObject({
      amount: '1046.80',
      months: [{ month: may, amount: '1000.00', orderIds: [orderId(1)] }],
      trueUps: [{ month: may, amount: '46.80', orderIds: [orderId(2)] }],
      legs: [
        { orderId: orderId(1), channel: 'ccb', amount: '1000.00' },
        { orderId: orderId(2), channel: 'wechat', amount: '46.80' },
      ],
      entries: [
        { account: '2101.pension.personal-account', amount: '400.00' },
        { account: '2101.pension.pooled-fund', amount: '600.00' },
        { account: '2101.pension.personal-account', amount: '18.72' },
        { account: '2101.pension.pooled-fund', amount: '28.08' },
        { account: '2902.refund-payable', amount: '-1046.80' },
      ],
    });
  });

  it('is taken out of the bureau’s books with it', () => {
    const event = published(last(decided, 'RefundDecided'));
    expect(event).toEqual({
      type: 'canbao.ledger.RefundDecided.v1',
      data: {
        personId,
        refundId,
        insurance: 'pension',
        months: [{ month: may, orderIds: [orderId(1)] }],
        trueUps: [{ month: may, orderIds: [orderId(2)] }],
        decidedAt: at,
      },
    });
    expect(strict(contractEvents['canbao.ledger.RefundDecided.v1'].data).safeParse(event?.data).success).toBe(
      true,
    );
  });

  it.each([
    ['the month', {}],
    ['the addition', { item }],
  ])('waits for both: nothing leaves when the bureau has given up %s alone', (_, of) => {
    const half = after(decided, unposted(of));
    for (const n of [1, 2])
      given(refund, ...half)
        .when(begin(n))
        .thenNothing();
    given(refund, ...half)
      .when(unposted(of))
      .thenNothing();
  });

  it('leaves whole, and both are payable again; the journal has nothing of it left', () => {
    const over = after(
      decided,
      unposted(),
      unposted({ item }),
      begin(1),
      begin(2),
      payOut('ccb', '1000.00'),
      payOut('wechat', '46.80'),
    );
    const reopened = over.filter(({ event }) => event.type === 'MonthReopened');
    expect(reopened.map(({ stream, event }) => [stream, event.data])).toMatchObject([
      [pensionMonth(may), { month: may, orderId: orderId(1) }],
      [addedTo, { month: may, orderId: orderId(2), item }],
    ]);
    const reversals = eventsOf(over).filter(({ type }) => type === 'SettlementReversed');
    expect(reversals.map(({ data }) => data)).toMatchObject([
      { orderId: orderId(1), months: [may] },
      { orderId: orderId(2), months: [], trueUpMonths: [may] },
    ]);
    const balance = (account: string): string =>
      sum(
        eventsOf(over)
          .flatMap(entriesOf)
          .filter((entry) => entry.account === account)
          .map(({ amount }) => amount),
      );
    // April is left: 1,000 yuan.
    expect(balance('2101.pension.pooled-fund')).toBe('-600.00');
    expect(balance('2101.pension.personal-account')).toBe('-400.00');
    expect(balance('2902.refund-payable')).toBe('0.00');
    expect(balance('1001.wechat')).toBe('0.00');
  });

  it('is not asked for twice, nor is its addition by itself', () =>
    [{}, { only: item, by: 'case', because: 'posting-refused' }].forEach((change) => {
      const again = apply({ refundId: '60000000-0000-4000-8000-000000000002', ...change });
      const { outcome } = given(refund, ...applied).when(again);
      expect(
        outcome.accepted ? outcome.events.map(({ event }) => event.type) : outcome.reason,
      ).not.toContainEqual('RefundApplied');
    }));
});

describe('an addition that was paid', () => {
  it('goes back before its month is reversed at the counter', () => {
    given(paymentOrder, ...paid, ...added)
      .when(reverse(1))
      .thenRejected('part-already-settled', { months: [may] });
    const { outcome } = given(
      paymentOrder,
      ...paid,
      ...added,
      on<PaymentEvent>(addedTo, {
        type: 'MonthReopened',
        data: { personId, insurance: 'pension', month: may, orderId: orderId(2), item },
      }),
    ).when(reverse(1));
    expect(outcome.accepted).toBe(true);
  });

  it('goes back by itself when its month has gone, and not while it is paid', () => {
    given(refund, ...paid, ...added)
      .when(apply({ orderId: orderId(2) }))
      .thenRejected('month-not-refundable');
    const history = after([...paid, ...added, mayReopened], apply({ orderId: orderId(2) }));
    expect(last(history, 'RefundApplied').data).toMatchObject({
      amount: '46.80',
      months: [],
      trueUps: [{ month: may, orderIds: [orderId(2)] }],
    });
    const event = published(last(after(history, approve('operator'), approve('hrss')), 'RefundDecided'));
    expect(event?.type).toBe('canbao.ledger.TrueUpReversalDecided.v1');
    expect(
      strict(contractEvents['canbao.ledger.TrueUpReversalDecided.v1'].data).safeParse(event?.data).success,
    ).toBe(true);
  });

  it('goes back by itself when its bureau has refused it and an operator has given it up', () => {
    const given = { only: item, because: 'posting-refused', by: 'case', at: undefined };
    const history = after([...paid, ...added], apply(given));
    expect(last(history, 'RefundApplied').data).toMatchObject({ amount: '46.80', months: [] });
    const ended = after(history, {
      type: 'EndRefundCase',
      personId,
      insurance: 'pension',
      month: may,
      item,
    } as RefundCommand);
    expect(last(ended, 'RefundClosed').data).toMatchObject({ refundId, because: 'case-closed' });
  });
});

describe('money for an addition whose month has gone back meanwhile', () => {
  const quote = { ...pensionQuote(may), lines: [{ item, ...addition }], total: addition.amount };
  it('is kept in suspense, and goes back by itself', () => {
    const { outcome } = given(paymentOrder, ...paid, mayReopened).when(collection(2, quote as never));
    expect(outcome).toMatchObject({
      accepted: true,
      events: [{ event: { type: 'ReceiptKeptInSuspense', data: { because: 'month-not-paid' } } }],
    });
  });
  it('is not ordered any more', () =>
    given(paymentOrder, ...paid, mayReopened)
      .when({
        type: 'OpenOrder',
        orderId: orderId(2),
        payerId: 'payer-1',
        channel: 'wechat',
        quote,
        at: noon,
      } as never)
      .thenRejected('month-not-payable', { because: 'month-not-paid' }));
});

describe('what was paid above the limit', () => {
  const above = {
    month: may,
    orderId: orderId(1),
    direction: 'refund',
    limit: yuan('4500.00'),
    base: yuan('500.00'),
    rate: rate('0.20'),
    amount: yuan('100.00'),
    parts: { pooledFund: yuan('60.00'), personalAccount: yuan('40.00') },
  } as const;
  const assess: AssessTrueUps = {
    type: 'AssessTrueUps',
    runId: '70000000-0000-4000-8000-000000000001',
    personId,
    insurance: 'pension',
    year: 2022,
    months: [above],
    refundId: '60000000-0000-4000-8000-000000000009',
    at,
  };
  const { outcome } = given(personTrueUp, ...paid).when(assess);
  const correcting = [...paid, ...(outcome.accepted ? outcome.events : [])];
  const left = [
    ...correcting,
    on<PaymentEvent>(order, {
      type: 'RefundEnded',
      data: { orderId: orderId(1), refundId: assess.refundId, outcome: 'left' },
    }),
  ];

  it('goes back once: the rest of the month is what is refunded later, and the bureau takes back both', () => {
    const { data } = last(after(left, apply()), 'RefundApplied');
    expect(data).toMatchObject({
      amount: '900.00',
      months: [{ amount: '1000.00' }],
      trueUps: [{ month: may, amount: '-100.00', orderIds: [orderId(1)] }],
      legs: [{ orderId: orderId(1), amount: '900.00' }],
    });
    expect(sum(data.entries.map(({ amount }) => amount))).toBe('0.00');
  });
  it('is over before the month goes back whole', () =>
    given(refund, ...correcting)
      .when(apply())
      .thenRejected('refund-open', { refundId: assess.refundId }));
  it('is not asked for while the month goes back whole', () =>
    given(personTrueUp, ...after(paid, apply()))
      .when(assess)
      .thenRejected('refund-open'));
});
