import { day, instant } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import { collection, reverse, unidentified } from '../../test/commands';
import {
  accountQuote,
  april,
  expiry,
  itemsSuspended,
  may,
  medicalMonth,
  medicalQuote,
  noon,
  orderId,
  pensionQuote,
  person,
  personId,
} from '../../test/fixtures';
import { Book, late, openAtChannel, paid } from '../../test/online';
import {
  leavesFrom,
  lineOf,
  refundOf,
  refundStatusOf,
  waysOut,
  type PaymentCommand,
  type PaymentEvent,
  type ResolveSuspense,
} from '../index';

const lineIn = async (book: Book, order = orderId(1)): Promise<string> => {
  const [line] = (await book.events()).flatMap((event) =>
    'orderId' in event.data && event.data.orderId === order ? (lineOf(event)?.id ?? []) : [],
  );
  return line ?? 'none';
};
const resolve = async (book: Book, change: Partial<ResolveSuspense> = {}): Promise<ResolveSuspense> => ({
  type: 'ResolveSuspense',
  orderId: orderId(1),
  line: await lineIn(book, change.orderId),
  personId,
  at: late,
  ...change,
});
/** An order that was closed at the channel, and paid there all the same. */
const paidLate = async (paidAt = late, quote = pensionQuote(may)): Promise<Book> => {
  const book = new Book();
  const ended: PaymentCommand = {
    type: 'RecordEnded',
    orderId: orderId(1),
    because: 'closed-by-channel',
    at: expiry,
  };
  await book.does(openAtChannel(1, quote), ended, paid(1, { paidAt, amount: quote.total }, paidAt));
  return book;
};

describe('money that came for a closed order', () => {
  it('pays its months when they are still owed and their window was open', async () => {
    const book = await paidLate();
    expect(await book.does(await resolve(book))).toMatchObject({ status: 'paid' });
    expect(await book.balances()).toEqual({
      '1001.wechat': '1000.00',
      '2101.pension.personal-account': '-400.00',
      '2101.pension.pooled-fund': '-600.00',
    });
    expect(await book.tries(openAtChannel(2))).toMatchObject({ reason: 'month-already-paid' });
  });
  it('completes a medical bundle', async () => {
    const book = await paidLate(late, medicalQuote() as never);
    expect(await book.does(await resolve(book))).toMatchObject({ status: 'paid' });
    expect(await book.balances()).not.toHaveProperty('2901.suspense.order-closed');
  });
  it('goes back when a counter has been paid meanwhile', async () => {
    const book = await paidLate();
    await book.does(collection(2, pensionQuote(may)), await resolve(book));
    expect(await book.balances()).toMatchObject({ '2902.refund-payable': '-1000.00' });
    expect(await book.balances()).not.toHaveProperty('2901.suspense.order-closed');
  });
  it('goes back as a whole when one of its months is paid', async () => {
    const book = await paidLate(late, pensionQuote(april, may));
    await book.does(collection(2, pensionQuote(april)), await resolve(book));
    expect(await book.balances()).toMatchObject({ '2902.refund-payable': '-2000.00' });
  });
  it.each([
    ['another month has begun', instant('2022-06-01T00:00:00.000+08:00'), '2902.refund-payable'],
    ['the month is not quite over', instant('2022-05-31T23:59:59.999+08:00'), '2101.pension.pooled-fund'],
  ])('knows the edge of the month by the channel’s own time: %s', async (_, paidAt, account) => {
    const book = await paidLate(paidAt);
    await book.does(await resolve(book));
    expect(await book.balances()).toHaveProperty([account]);
  });
  it('goes back when the person has died since', async () => {
    const book = await paidLate();
    const death: PaymentEvent = { type: 'DeathNoted', data: { personId, diedOn: day('2022-04-10') } };
    await book.store.append({
      subject: personId,
      recordedAt: noon,
      metadata: { actor: 'spec' },
      writes: [
        {
          stream: person,
          expectedVersion: 1,
          previousHash: (await book.store.load([person])).get(person)?.hash ?? '',
          events: [death],
        },
      ],
    });
    await book.does(await resolve(book));
    expect(await book.balances()).toMatchObject({ '2902.refund-payable': '-1000.00' });
  });
  it('leaves once: the same way again changes nothing, the other is refused', async () => {
    const book = await paidLate();
    const byRule = await resolve(book);
    await book.does(byRule);
    const before = await book.events();
    await book.does(byRule, { ...byRule, way: 'obligation' });
    expect(await book.events()).toEqual(before);
    expect(await book.tries({ ...byRule, way: 'back' })).toMatchObject({
      reason: 'suspense-left',
      details: { way: 'obligation' },
    });
  });
  it('goes back where operators say so, and to nothing else after that', async () => {
    const book = await paidLate();
    const back = await resolve(book, { way: 'back' });
    await book.does(back, back);
    expect(await book.tries({ ...back, way: 'obligation' })).toMatchObject({ reason: 'suspense-left' });
    expect((await book.events()).findLast(({ type }) => type === 'SuspenseResolved')).toMatchObject({
      type: 'SuspenseResolved',
      data: {
        way: 'back',
        by: 'operator',
        channelTransactionNo: 'W1',
        personId,
        quoteId: expect.any(String),
      },
    });
  });
});

describe('money that goes back', () => {
  it('is a refund of its own at once, without a review, under the number of the order that was paid', async () => {
    const book = new Book();
    await book.does(openAtChannel(), paid(), paid(1, { transactionNo: 'W2' }));
    await book.does(await resolve(book, { orderId: orderId(9) }));
    const refund = refundOf(await book.events());
    expect(refund).toMatchObject({
      refundId: orderId(9),
      stage: 'decided',
      because: 'paid-twice',
      legs: [
        { channel: 'wechat', amount: '1000.00', total: '1000.00', orderNo: orderId(1).replaceAll('-', '') },
      ],
    });
    expect(refund === undefined ? undefined : refundStatusOf(refund)).toBe('to-send');
  });
});

describe('money in suspense', () => {
  it('of a second payment goes back, and the first stays where it is', async () => {
    const book = new Book();
    await book.does(openAtChannel(), paid(), paid(1, { transactionNo: 'W2' }));
    await book.does(await resolve(book, { orderId: orderId(9) }));
    expect(await book.balances()).toMatchObject({
      '1001.wechat': '2000.00',
      '2902.refund-payable': '-1000.00',
    });
  });
  it('with months apart leaves month by month', async () => {
    const book = new Book();
    await book.does(openAtChannel(1, pensionQuote(april, may)), collection(2, pensionQuote(april)));
    await book.does(paid(1, { amount: yuan('2000.00') }));
    await book.does(await resolve(book));
    expect(await book.balances()).toMatchObject({ '2902.refund-payable': '-1000.00' });
    expect(await book.tries(await resolve(book, { way: 'obligation' }))).toMatchObject({
      reason: 'suspense-left',
    });
  });
  it('that a reversal had taken back already is gone from the channel', async () => {
    const book = new Book();
    await book.does(reverse(1), collection(1, pensionQuote(may)));
    await book.does(await resolve(book));
    expect(await book.balances()).toEqual({});
  });
  it('that is gone is reversed: the reversal again, and the report, change nothing', async () => {
    const book = new Book();
    await book.does(reverse(1), collection(1, pensionQuote(may)));
    await book.does(await resolve(book));
    const before = await book.events();
    expect(await book.does(reverse(1), collection(1, pensionQuote(may)))).toMatchObject({
      status: 'reversed',
    });
    expect(await book.events()).toEqual(before);
  });
  it('that a reversal had taken back pays no months, whoever agrees on it', async () => {
    const book = new Book();
    await book.does(reverse(1), collection(1, pensionQuote(may)));
    const way = await resolve(book, { way: 'obligation', paying: pensionQuote(may) });
    expect(await book.tries(way)).toMatchObject({
      reason: 'suspense-not-payable',
      details: { because: 'void-by-reversal' },
    });
    await book.does(await resolve(book, { way: 'back' }));
    expect(await book.balances()).toEqual({});
  });
  it('whose quote is unknown pays what two operators name, and only the whole of it', async () => {
    const book = new Book();
    await book.does(unidentified(1));
    const way = await resolve(book, { way: 'obligation' });
    expect(await book.tries(way)).toMatchObject({ reason: 'suspense-without-quote' });
    expect(await book.tries({ ...way, paying: pensionQuote(april, may) })).toMatchObject({
      reason: 'suspense-amount-differs',
    });
    await book.does({ ...way, paying: pensionQuote(may) });
    expect(await book.balances()).not.toHaveProperty('2901.suspense.quote-unknown');
    expect(await book.balances()).toHaveProperty(['2101.pension.pooled-fund']);
    expect(await book.tries(openAtChannel(2))).toMatchObject({ reason: 'month-already-paid' });
  });
  it('that was put to a month is taken out of it by a reversal of the day', async () => {
    const book = new Book();
    await book.does(
      unidentified(1),
      await resolve(await bookWith(unidentified(1)), { way: 'obligation', paying: pensionQuote(may) }),
    );
    await book.does(reverse(1));
    expect(await book.balances()).toEqual({});
    expect((await book.events()).find(({ type }) => type === 'SettlementReversed')).toMatchObject({
      data: { personId, insurance: 'pension', months: [may] },
    });
    expect(await book.tries(openAtChannel(2))).toMatchObject({ outcome: 'accepted' });
  });
  it('that was put to a month of somebody else is taken out of that one', async () => {
    const book = new Book();
    await book.does(collection(1, pensionQuote(april), { amount: yuan('384.00') }));
    const other = '10000000-0000-4000-8000-000000000002';
    const paying = {
      ...medicalQuote(),
      personId: other,
      total: yuan('384.00'),
    };
    await book.does(await resolve(book, { way: 'obligation', paying, personId: other }), reverse(1));
    const reopened = (await book.events()).filter(({ type }) => type === 'MonthReopened');
    expect(reopened).toMatchObject([{ data: { personId: other, insurance: 'medical', month: may } }]);
  });
  it('that is going back is not reversed as well', async () => {
    const book = new Book();
    await book.does(unidentified(1), await resolve(await bookWith(unidentified(1)), { way: 'back' }));
    expect(await book.tries(reverse(1))).toMatchObject({ reason: 'refund-decided' });
  });
  it('of another scheme goes back; its line is on the month’s stream', async () => {
    const book = new Book();
    await book.does(
      collection(1, medicalQuote(), { items: ['pooled-unit'], amount: yuan('112.38') }),
      collection(2, accountQuote()),
    );
    const line = lineOf(itemsSuspended(1, ['pooled-unit']))?.id ?? '';
    const command = await resolve(book, { line, obligation: medicalMonth(may) });
    await book.does(command, command);
    expect(await book.balances()).toMatchObject({ '2902.refund-payable': '-112.38' });
    expect(await book.balances()).not.toHaveProperty('2901.suspense.scheme-changed');
    expect(await book.tries({ ...command, obligation: undefined, orderId: orderId(2) })).toMatchObject({
      reason: 'suspense-not-found',
    });
  });
});

const bookWith = async (...commands: readonly PaymentCommand[]): Promise<Book> => {
  const book = new Book();
  await book.does(...commands);
  return book;
};

describe('the way out of suspense', () => {
  it('is certain only where nobody need look', () =>
    expect(
      Object.entries(waysOut)
        .filter(([, { isCertain }]) => isCertain)
        .map(([because, { way }]) => `${because}: ${way}`),
    ).toEqual([
      'already-paid: back',
      'paid-twice: back',
      'month-not-paid: back',
      'order-closed: owed-or-back',
      'scheme-changed: back',
      'void-by-reversal: gone',
    ]));
  it.each([
    ['already-paid', 'wechat', noon, '2022-05-18', noon],
    ['already-paid', 'ccb', noon, '2022-05-18', '2022-05-19T00:00:00.000+08:00'],
    ['already-paid', 'tax-desk', noon, '2022-05-17', noon],
    ['amount-differs', 'wechat', noon, '2022-05-18', undefined],
  ] as const)(
    'opens by itself, a counter’s after its day: %s at %s',
    (because, channel, at, accountedOn, from) =>
      expect(leavesFrom(because, { channel, at, accountedOn })).toBe(from),
  );
});
