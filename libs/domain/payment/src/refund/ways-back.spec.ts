import { instant } from '@canbao/calendar';
import { RefundStatus } from '@canbao/contracts';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { isCounter, channels, type Channel } from '@canbao/vocabulary';
import { orderId, personId } from '../../test/fixtures';
import type { PaymentEvent, RefundWay } from '../index';
import { nextStep } from './contact-channel';
import { refund, type RefundCommand } from './refund';
import { refundOf, refundReport } from './report';
import type { Leg, Refund } from './refund-state';
import { noWayBack } from './sentences';
import { moverOf } from './mover';

const refundId = '60000000-0000-4000-8000-000000000001';
const at = instant('2022-05-20T09:00:00.000+08:00');
const leg = (n: number, channel: Channel, amount = '1000.00') => ({
  orderId: orderId(n),
  channel,
  channelTransactionNo: `T${n}`,
  amount: yuan(amount),
  total: yuan(amount),
});
/** Money in suspense that goes back: no review, no bureau. */
const opened = (...legs: ReturnType<typeof leg>[]): PaymentEvent => ({
  type: 'SuspenseRefundOpened',
  data: { refundId, personId, because: 'already-paid', legs, amount: yuan('1000.00'), by: 'job', at },
});
const numbered = (n = 1) => ({
  refundId,
  orderId: orderId(n),
  refundNo: `${refundId.replaceAll('-', '')}-${n}-1`,
  at,
});
const instructed: PaymentEvent = { type: 'RefundInstructed', data: numbered() };
const abnormal = (because: string): PaymentEvent => ({
  type: 'RefundAbnormal',
  data: { ...numbered(), because },
});
const confirm = (change: object = {}): RefundCommand =>
  ({
    type: 'ConfirmPayout',
    refundId,
    payoutNo: 'P1',
    amount: yuan('1000.00'),
    paidOutAt: at,
    at,
    ...change,
  }) as RefundCommand;
const stateOf = (...events: PaymentEvent[]): Refund => refundOf(events) as Refund;
const stepOf = async (way: RefundWay | 'counter' | undefined, ...events: PaymentEvent[]) => {
  const state = stateOf(...events);
  return nextStep(state, state.legs[0] as Leg, way, () => at);
};

describe('the way back of a leg', () => {
  const wallet: RefundWay = {
    refund: async () => ({ status: 'under-way' }),
    queryRefund: async () => ({ status: 'not-found' }),
  };

  it('is its counter where one took the money, and otherwise the channel', async () => {
    expect(await stepOf('counter', opened(leg(1, 'ccb')))).toMatchObject({
      type: 'BeginPayout',
      way: 'counter',
    });
    expect(await stepOf(wallet, opened(leg(1, 'batch-debit')))).toMatchObject({ way: 'channel' });
    expect(channels.filter((channel) => !isCounter(channel))).toEqual([
      'wechat',
      'alipay',
      'wechat-bills',
      'batch-debit',
    ]);
  });

  it('is not begun while its channel is not connected: no counter is told to pay what it never took', async () => {
    expect(await stepOf(undefined, opened(leg(1, 'batch-debit')))).toBeUndefined();
    expect(
      await stepOf(undefined, opened(leg(1, 'wechat')), { type: 'RefundSendingBegun', data: numbered() }),
    ).toBeUndefined();
  });

  it('is an operator’s where the channel has none, the channel is not connected, or the counter does not pay', () => {
    for (const past of [
      [opened(leg(1, 'wechat-bills')), abnormal(noWayBack)],
      [opened(leg(1, 'batch-debit'))],
      [opened(leg(1, 'ccb')), instructed],
    ])
      expect(given(refund, ...past).when(confirm()).outcome).toMatchObject({
        accepted: true,
        events: [
          { event: { type: 'RefundLeft', data: { way: 'other', refundNo: numbered().refundNo } } },
          {},
        ],
      });
  });

  it.each<[string, Channel, object, string]>([
    [
      'an operator’s transfer leaves the operators’ account: the channel still owes it',
      'wechat-bills',
      {},
      '1003.transfers',
    ],
    ['a counter’s payout leaves the counter', 'ccb', { channel: 'ccb' }, '1001.ccb'],
  ])('in the books: %s', (_, channel, change, account) => {
    const past = [opened(leg(1, channel)), channel === 'ccb' ? instructed : abnormal(noWayBack)];
    expect(given(refund, ...past).when(confirm(change)).outcome).toMatchObject({
      events: [
        {
          event: {
            data: {
              entries: [
                { account: '2902.refund-payable', amount: '1000.00' },
                { account, amount: '-1000.00' },
              ],
            },
          },
        },
        {},
      ],
    });
  });

  it('is not an operator’s while the channel may be under way with it', () =>
    given(refund, opened(leg(1, 'wechat')), { type: 'RefundSendingBegun', data: numbered() } as PaymentEvent)
      .when(confirm())
      .thenRejected('payout-not-due', { status: 'sending' }));

  it('of two orders at one counter may be paid in any order', () => {
    const both = opened(leg(1, 'ccb', '300.00'), leg(2, 'ccb', '700.00'));
    const past = [both, instructed, { type: 'RefundInstructed', data: numbered(2) } as PaymentEvent];
    expect(
      given(refund, ...past).when(confirm({ channel: 'ccb', amount: yuan('700.00') })).outcome,
    ).toMatchObject({ accepted: true, events: [{ event: { data: { orderId: orderId(2) } } }] });
    given(refund, ...past)
      .when(confirm({ channel: 'ccb', amount: yuan('1000.00') }))
      .thenRejected('payout-amount-differs', { amount: '300.00' });
  });

  it('that was paid by hand and then by the counter all the same is a case, once, and books nothing', () => {
    const byHand: PaymentEvent = {
      type: 'RefundLeft',
      data: {
        ...numbered(),
        channel: 'ccb',
        channelRefundNo: 'H1',
        way: 'other',
        amount: yuan('1000.00'),
        leftAt: at,
        entries: [],
      },
    };
    const noted: PaymentEvent = { type: 'RefundConflictNoted', data: { ...numbered(), said: 'paid out P1' } };
    const past = [opened(leg(1, 'ccb')), instructed, byHand];
    given(refund, ...past)
      .when(confirm({ channel: 'ccb' }))
      .then(noted);
    given(refund, ...past, noted)
      .when(confirm({ channel: 'ccb' }))
      .thenNothing();
  });
});

describe('what the payer reads', () => {
  const reportOf = (...events: PaymentEvent[]) =>
    refundReport(events.map((event) => ({ ...event, recordedAt: at })));

  it('names for every status whose turn it is, and for none that has ended', () => {
    const state = { ...stateOf(opened(leg(1, 'ccb'))), insurance: 'medical' } as Refund;
    const over = ['refunded', 'rejected', 'closed'];
    for (const status of RefundStatus.options)
      expect([status, moverOf(state, status).waitsFor === undefined]).toEqual([
        status,
        over.includes(status),
      ]);
    expect(moverOf(state, 'reviewed')).toEqual({ waitsFor: 'medical-bureau' });
  });

  it('tells a shut account from a channel that has no way back', () => {
    const shut = reportOf(opened(leg(1, 'wechat')), abnormal('abnormal'));
    const none = reportOf(opened(leg(1, 'wechat-bills')), abnormal(noWayBack));
    expect(shut).toMatchObject({ status: 'abnormal', waitsFor: 'operator' });
    expect(shut?.statusText).toContain('原支付账户');
    expect(none).toMatchObject({ status: 'abnormal', waitsFor: 'operator' });
    expect(none?.statusText).toContain('不支持原路退回');
  });
});
