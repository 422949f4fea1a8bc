import { month } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import {
  april,
  bundleSettled,
  captured,
  itemsSuspended,
  may,
  medicalQuote,
  monthsSuspended,
  noon,
  orderId,
  partReceived,
  pensionPaid,
  pensionQuote,
  pensionSettled,
  personId,
  receivedItem,
  suspended,
  suspenseResolved,
  wholeBundle,
} from '../../test/fixtures';
import { receiptMoney, type PaymentEvent } from '../index';
import { suspenseRefundId } from '../refund/of-suspense';

const march = month('2022-03');

const moneyOf = (n: number, ...events: PaymentEvent[]) =>
  receiptMoney(
    events.map((event, index) => ({ ...event, position: BigInt(index + 1), recordedAt: noon })),
    orderId(n),
  );
const bundleCaptured = (n: number, ...items: Parameters<typeof medicalQuote>): PaymentEvent => {
  const { lines, total } = medicalQuote(...items);
  return captured(n, { insurance: 'medical', lines, amount: total });
};
const reversed = (n: number): PaymentEvent => ({
  type: 'CollectionReversed',
  data: {
    personId,
    orderId: orderId(n),
    insurance: 'pension',
    months: [may],
    channel: 'ccb',
    channelTransactionNo: `T${n}`,
    amount: yuan('1000.00'),
    reversedAt: noon,
    entries: [],
  },
});

describe('the money of a receipt', () => {
  it('names item, period, base, rate and amount of every line, and the sum in figures and in words', () => {
    const both = { lines: pensionQuote(april, may).lines, amount: yuan('2000.00') };
    expect(moneyOf(1, captured(1, both), pensionSettled(1, april, may), pensionPaid(1))).toEqual({
      state: 'valid',
      received: '2000.00',
      receivedInWords: '贰仟元整',
      lines: [
        {
          name: '灵活就业人员基本养老保险',
          item: 'pension',
          month: '2022-04',
          from: '2022-04-01',
          to: '2022-04-30',
          base: '5000.00',
          rate: '0.20',
          amount: '1000.00',
          state: 'settled',
        },
        expect.objectContaining({ month: '2022-05', from: '2022-05-01', to: '2022-05-31' }),
      ],
    });
  });
  it('has a line for each item of a pooled month, all of one state', () => {
    const { lines, received, receivedInWords } = moneyOf(1, bundleCaptured(1), bundleSettled(1));
    expect(lines.map(({ item, state }) => [item, state])).toEqual(wholeBundle.map((i) => [i, 'settled']));
    expect([received, receivedInWords]).toEqual(['205.30', '贰佰零伍元叁角整']);
  });
  it('says of items that wait for the rest of their month that they wait, until another order brings it', () => {
    const part = [bundleCaptured(1, 'mutual-aid'), partReceived(1, ['mutual-aid'], ['pooled-unit'])] as const;
    expect(moneyOf(1, ...part)).toMatchObject({ state: 'valid', lines: [{ state: 'waiting' }] });
    const whole = bundleSettled(2, [receivedItem('pooled-unit', 2), receivedItem('mutual-aid', 1)]);
    expect(moneyOf(1, ...part, whole).lines).toMatchObject([{ state: 'settled' }]);
    const reopened: PaymentEvent = {
      type: 'MonthReopened',
      data: {
        personId,
        insurance: 'medical',
        month: may,
        orderId: orderId(2),
        waitingOrders: [orderId(1)],
      },
    };
    expect(moneyOf(1, ...part, whole, reopened).lines).toMatchObject([{ state: 'waiting' }]);
  });
  it('says of items that no longer belong to their month that they are in suspense, and why', () =>
    expect(
      moneyOf(
        1,
        bundleCaptured(1, 'mutual-aid'),
        partReceived(1, ['mutual-aid'], ['pooled-unit']),
        itemsSuspended(1, ['mutual-aid']),
      ),
    ).toMatchObject({ state: 'in-suspense', lines: [{ state: 'in-suspense', because: 'scheme-changed' }] }));
  it('shows months in suspense beside those that settled', () =>
    expect(moneyOf(1, captured(1), monthsSuspended(1, [april]), pensionSettled(1, may))).toMatchObject({
      state: 'valid',
      received: '2000.00',
      lines: [
        { month: may, state: 'settled' },
        { name: '待核实款项', month: april, state: 'in-suspense', because: 'already-paid' },
      ],
    }));
  it('shows money of which nothing settled as one line without item', () => {
    const { lines, state } = moneyOf(1, suspended(1, 'amount-differs'));
    expect(state).toBe('in-suspense');
    expect(lines).toEqual([
      { name: '待核实款项', amount: '1000.00', state: 'in-suspense', because: 'amount-differs' },
    ]);
  });
  it('says so once it was reversed, whatever order its streams are read in', () => {
    const settled = [bundleCaptured(1), bundleSettled(1), reversed(1)] as const;
    expect(moneyOf(1, ...settled).state).toBe('reversed');
    const mixed = [2, 0, 1].flatMap((index) =>
      settled[index] === undefined
        ? []
        : [{ ...settled[index], position: BigInt(index + 1), recordedAt: noon }],
    );
    expect(receiptMoney(mixed, orderId(1)).lines.map(({ state }) => state)).toEqual(
      wholeBundle.map(() => 'reversed'),
    );
  });
  it('is not touched by what happens to other orders of the month', () =>
    expect(moneyOf(1, captured(1), captured(2), reversed(2)).lines).toMatchObject([{ state: 'settled' }]));

  const noted = (change: object = {}): PaymentEvent => ({
    type: 'RefundNoted',
    data: {
      orderId: orderId(1),
      refundId: 'R1',
      months: [may],
      amount: yuan('205.30'),
      orderIds: [orderId(1)],
      ...change,
    },
  });
  const ended = (outcome: 'left' | 'without-effect'): PaymentEvent => ({
    type: 'RefundEnded',
    data: { orderId: orderId(1), refundId: 'R1', outcome },
  });
  const paidBundle = [bundleCaptured(1), bundleSettled(1)] as const;
  it('says that a month is being refunded, then on which day it went back', () => {
    expect(moneyOf(1, ...paidBundle, noted())).toMatchObject({
      state: 'refund-under-way',
      lines: wholeBundle.map(() => ({ state: 'refund-under-way' })),
    });
    expect(moneyOf(1, ...paidBundle, noted(), ended('left'))).toMatchObject({
      state: 'refunded',
      lines: wholeBundle.map(() => ({ state: 'refunded', refundedOn: '2022-05-18' })),
    });
  });
  it('is as before when a refund ends without effect', () =>
    expect(moneyOf(1, ...paidBundle, noted(), ended('without-effect'))).toEqual(moneyOf(1, ...paidBundle)));
  it('is partly refunded when one month of several went back', () => {
    const both = { lines: pensionQuote(april, may).lines, amount: yuan('2000.00') };
    const refund = noted({ amount: yuan('1000.00') });
    expect(moneyOf(1, captured(1, both), pensionSettled(1, april, may), refund, ended('left'))).toMatchObject(
      {
        state: 'partly-refunded',
        lines: [
          { month: april, state: 'settled' },
          { month: may, state: 'refunded' },
        ],
      },
    );
  });
  it('went back out of suspense, line by line, beside months that stay', () => {
    const kept = [captured(1), monthsSuspended(1, [april]), suspenseResolved(1, 'back')];
    const refundId = suspenseRefundId(orderId(1), 0);
    const outOf = noted({ refundId, months: [], amount: yuan('1000.00') });
    const other = monthsSuspended(1, [march], { because: 'scheme-changed' });
    const states = (...events: PaymentEvent[]) => moneyOf(1, ...events).lines.map((line) => line.state);
    expect(states(...kept, outOf)).toEqual(['settled', 'refund-under-way']);
    expect(states(...kept, other, outOf)).toEqual(['settled', 'refund-under-way', 'in-suspense']);
    const left: PaymentEvent = {
      type: 'RefundEnded',
      data: { orderId: orderId(1), refundId, outcome: 'left' },
    };
    expect(moneyOf(1, ...kept, outOf, left)).toMatchObject({
      state: 'partly-refunded',
      lines: [
        { month: may, state: 'settled' },
        { month: april, state: 'refunded', refundedOn: '2022-05-18' },
      ],
    });
  });
  it('names the months that it paid out of suspense, as if it had paid them at once', () => {
    const late = [suspended(1, 'order-closed'), suspenseResolved(1, 'obligation', 'order-closed')];
    expect(moneyOf(1, ...late, pensionSettled(1, may), pensionPaid(1))).toEqual(
      moneyOf(1, captured(1), pensionSettled(1, may), pensionPaid(1)),
    );
  });
  it('is void where a reversal had taken the money back before it was reported', () =>
    expect(
      moneyOf(1, suspended(1, 'void-by-reversal'), suspenseResolved(1, 'gone', 'void-by-reversal')),
    ).toMatchObject({ state: 'reversed', lines: [{ state: 'reversed' }] }));
});
