import { instant } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import { collection } from '../../test/commands';
import {
  april,
  expiry,
  lastMoment,
  may,
  medicalQuote,
  noon,
  orderId,
  pensionQuote,
} from '../../test/fixtures';
import { Book, late, openAtChannel, paid, soon } from '../../test/online';
import { orderIdOf, orderNoOf, ordersPaidElsewhere, type CloseOrder, type PaymentCommand } from '../index';

const placed: PaymentCommand = {
  type: 'RecordPlaced',
  orderId: orderId(1),
  parameters: { prepay: 'x' },
  at: noon,
};
const ended: PaymentCommand = {
  type: 'RecordEnded',
  orderId: orderId(1),
  because: 'closed-by-channel',
  at: late,
};
const close = (type: CloseOrder['type'], at = expiry): CloseOrder => ({ type, orderId: orderId(1), at });

const pensionFund = {
  '1001.wechat': '1000.00',
  '2101.pension.personal-account': '-400.00',
  '2101.pension.pooled-fund': '-600.00',
};

describe('the number of an order at its channel', () => {
  it('is the id without hyphens, and leads back to it', () => {
    expect(orderNoOf(orderId(1))).toMatch(/^[0-9a-f]{32}$/);
    expect(orderIdOf(orderNoOf(orderId(1)))).toBe(orderId(1));
  });
  it.each(['', 'A'.repeat(32), '0'.repeat(31), '0'.repeat(33), orderId(1)])('is none of ours: "%s"', (no) =>
    expect(orderIdOf(no)).toBeUndefined(),
  );
});

describe('money that a channel reports of an order', () => {
  it('settles its months as a counter’s does, and ends its claims', async () => {
    const book = new Book();
    const state = await book.does(openAtChannel(), placed, paid());
    expect(state).toMatchObject({ status: 'paid', receiptNo: expect.stringMatching(/^SD20220518/) });
    expect(state.atChannel).toBeUndefined();
    expect(await book.balances()).toEqual(pensionFund);
    const captured = (await book.events()).find(({ type }) => type === 'PaymentCaptured');
    expect(captured?.data).toMatchObject({ method: 'wallet', channelTransactionNo: 'W1' });
    // Nobody closes the order on account of its own money.
    expect(ordersPaidElsewhere(await book.events())).toEqual([]);
  });
  it('settles a whole medical bundle from what the order has kept of its quote', async () => {
    const book = new Book();
    await book.does(openAtChannel(1, medicalQuote()), placed, paid(1, { amount: yuan('205.30') }));
    expect(await book.balances()).toEqual({
      '1001.wechat': '205.30',
      '2201.medical.mutual-aid': '-18.00',
      '2201.medical.pooled-personal': '-74.92',
      '2201.medical.pooled-unit': '-112.38',
    });
  });
  it('settles although the answer to the order was never heard', async () => {
    const book = new Book();
    expect(await book.does(openAtChannel(), paid())).toMatchObject({ status: 'paid' });
  });
  it('settles when the payer was faster than the close', async () => {
    const book = new Book();
    await book.does(openAtChannel(), placed, close('ExpireOrder'));
    const state = await book.does(paid(1, { paidAt: lastMoment }, late));
    expect(state.status).toBe('paid');
  });
  it('is one fact, whoever tells it and however often', async () => {
    const book = new Book();
    await book.does(openAtChannel(), placed, paid());
    const before = await book.events();
    await book.does(
      paid(),
      paid(1, { paidAt: instant('2022-05-18T12:01:00.500+08:00') }, late),
      paid(1, {}, late),
    );
    expect(await book.events()).toEqual(before);
  });
  it('registers another amount under its number once, and books nothing', async () => {
    const book = new Book();
    await book.does(openAtChannel(), placed, paid());
    await book.does(paid(1, { amount: yuan('999.00') }), paid(1, { amount: yuan('999.00') }));
    const events = await book.events();
    expect(events.filter(({ type }) => type === 'ConflictingReportReceived')).toHaveLength(1);
    expect(await book.balances()).toEqual(pensionFund);
  });

  it.each([
    ['amount-differs', { amount: yuan('999.99') }, soon],
    ['paid-at-implausible', { paidAt: instant('2022-05-18T11:54:59.999+08:00') }, soon],
    ['paid-at-implausible', { paidAt: instant('2022-05-18T13:05:00.001+08:00') }, late],
    ['order-closed', { paidAt: expiry }, late],
  ] as const)(
    'never marks the order paid with %s, and holds its months no longer',
    async (because, change, at) => {
      const book = new Book();
      const state = await book.does(openAtChannel(), placed, paid(1, change, at));
      expect(state).toMatchObject({ status: 'in-suspense', because });
      expect(state.atChannel).toBeUndefined();
      expect(Object.keys(await book.balances())).toEqual(['1001.wechat', `2901.suspense.${because}`]);
      expect(await book.tries(openAtChannel(2))).toMatchObject({ outcome: 'accepted' });
    },
  );
  it('is plausible five minutes before the quote and five minutes ahead of us, as a counter’s is', async () => {
    for (const change of [
      { paidAt: instant('2022-05-18T11:55:00.000+08:00') },
      { paidAt: instant('2022-05-18T12:06:00.000+08:00') },
    ])
      expect(await new Book().does(openAtChannel(), placed, paid(1, change))).toMatchObject({
        status: 'paid',
      });
  });

  it('of a closed order is late, also when the order was closed for a month paid elsewhere', async () => {
    const book = new Book();
    await book.does(openAtChannel(), placed, close('CloseOrder'), ended);
    expect(await book.does(paid(1, {}, late))).toMatchObject({ because: 'order-closed' });
  });
  it('comes second to a counter’s: the first wins', async () => {
    const book = new Book();
    await book.does(openAtChannel(), placed, collection(2, pensionQuote(may)));
    const state = await book.does(paid());
    expect(state).toMatchObject({ status: 'in-suspense', because: 'already-paid' });
    expect(await book.balances()).toMatchObject({
      '1001.ccb': '1000.00',
      '2901.suspense.already-paid': '-1000.00',
    });
  });
  it('settles the months that are still owed, and keeps the rest in suspense', async () => {
    const book = new Book();
    await book.does(openAtChannel(1, pensionQuote(april, may)), placed, collection(2, pensionQuote(april)));
    const state = await book.does(paid(1, { amount: yuan('2000.00') }));
    expect(state.suspendedMonths).toEqual([{ month: april, amount: '1000.00', because: 'already-paid' }]);
    expect(await book.balances()).toMatchObject({
      '1001.wechat': '2000.00',
      '2901.suspense.already-paid': '-1000.00',
    });
    // All of the money is known under its number, not only what was settled.
    const before = await book.events();
    await book.does(paid(1, { amount: yuan('2000.00') }));
    expect(await book.events()).toEqual(before);
  });
  it('for the second time is in suspense under a receipt of its own, once', async () => {
    const book = new Book();
    const second = paid(1, { transactionNo: 'W2' });
    await book.does(openAtChannel(), placed, paid(), second, second);
    expect(await book.balances()).toEqual({
      ...pensionFund,
      '1001.wechat': '2000.00',
      '2901.suspense.paid-twice': '-1000.00',
    });
    expect(await book.stateOf(orderId(1))).toMatchObject({ status: 'paid' });
    expect(await book.stateOf(orderId(9))).toMatchObject({
      status: 'in-suspense',
      because: 'paid-twice',
    });
  });
  it('for an order that we do not know is kept, once', async () => {
    const book = new Book();
    for (const orderNo of ['not one of ours', orderNoOf(orderId(7))]) {
      const unknown = paid(1, { orderNo });
      await book.does(unknown, unknown);
    }
    expect(await book.balances()).toEqual({
      '1001.wechat': '1000.00',
      '2901.suspense.order-unknown': '-1000.00',
    });
  });
  it('is accounted to the channel’s own day while that is open, else to today', async () => {
    const night = instant('2022-05-18T23:59:59.999+08:00');
    const issuedAt = instant('2022-05-18T23:50:00.000+08:00');
    const expiresAt = instant('2022-05-19T00:20:00.000+08:00');
    const quote = { ...pensionQuote(may), issuedAt, expiresAt };
    const told = async (at: string) => {
      const state = await new Book().does(
        { ...openAtChannel(1, quote), at: issuedAt },
        paid(1, { paidAt: night }, instant(at)),
      );
      return state.receiptNo?.slice(0, 10);
    };
    expect(await told('2022-05-19T00:01:00.000+08:00')).toBe('SD20220518');
    expect(await told('2022-05-19T23:59:59.999+08:00')).toBe('SD20220518');
    expect(await told('2022-05-20T00:00:00.000+08:00')).toBe('SD20220520');
  });
});
