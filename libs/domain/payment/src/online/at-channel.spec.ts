import { instant } from '@canbao/calendar';
import { expiry, may, noon, orderId, pensionQuote } from '../../test/fixtures';
import { Book, late, openAtChannel, paid } from '../../test/online';
import { type CloseOrder, type PaymentCommand } from '../index';

const placed: PaymentCommand = {
  type: 'RecordPlaced',
  orderId: orderId(1),
  parameters: { prepay: 'x' },
  at: noon,
};
const ended = (
  because: 'closed-by-channel' | 'refused-by-channel' = 'closed-by-channel',
): PaymentCommand => ({
  type: 'RecordEnded',
  orderId: orderId(1),
  because,
  at: late,
});
const close = (type: CloseOrder['type'], at = expiry): CloseOrder => ({ type, orderId: orderId(1), at });
const closedBecause = async (book: Book) =>
  (await book.events()).flatMap(({ type, data }) => (type === 'OrderClosed' ? [data.because] : []));

describe('an order at a channel', () => {
  it('is placed once', async () => {
    const book = new Book();
    const state = await book.does(openAtChannel(), placed, {
      ...placed,
      parameters: { prepay: 'y' },
    } as never);
    expect(state.atChannel).toEqual({ phase: 'placed' });
    expect(await book.events()).toMatchObject([
      { type: 'OrderOpened', data: { atChannel: { payerReference: 'openid-1', quotedAt: noon } } },
      { type: 'MonthClaimed', data: { untilClosed: true } },
      { type: 'OrderNoted' },
      { type: 'OrderPlaced', data: { parameters: { prepay: 'x' } } },
    ]);
  });
  it.each([
    ['CloseOrder', 'closed-by-payer'],
    ['ExpireOrder', 'expired'],
  ] as const)('is closed there first: %s', async (type, because) => {
    const book = new Book();
    await book.does(openAtChannel(), placed);
    expect(await book.does(close(type), close(type))).toMatchObject({
      status: 'open',
      atChannel: { phase: 'closing' },
    });
    expect(await closedBecause(book)).toEqual([]);
    expect(await book.tries(openAtChannel(2))).toMatchObject({ reason: 'month-in-payment' });
    expect(await book.does(ended(), ended())).toMatchObject({ status: 'closed' });
    expect(await closedBecause(book)).toEqual([because]);
    expect(await book.tries(openAtChannel(2))).toMatchObject({ outcome: 'accepted' });
  });
  it('holds its months while nobody knows whether it is paid, whatever the time', async () => {
    const book = new Book();
    await book.does(openAtChannel(), placed, close('ExpireOrder'));
    const later = {
      ...openAtChannel(2, { ...pensionQuote(may), expiresAt: instant('2022-05-20T00:00:00.000+08:00') }),
    };
    const at = instant('2022-05-19T12:00:00.000+08:00');
    const refused = await book.tries({ ...later, at });
    expect(refused).toMatchObject({
      reason: 'month-in-payment',
      details: { months: [may], conditions: [{ code: 'month-in-payment', clearedBy: 'channel' }] },
    });
    expect(refused).not.toHaveProperty('details.freeAt');
    await book.does(ended());
    expect(await book.tries({ ...later, at })).toMatchObject({ outcome: 'accepted' });
  });
  it('says when its months may be free while its time to pay runs', async () => {
    const book = new Book();
    await book.does(openAtChannel(), placed);
    expect(await book.tries(openAtChannel(2))).toMatchObject({
      details: { freeAt: expiry, conditions: [{ clearedBy: 'time', clearsOn: expiry }] },
    });
  });
  it('is closed with the channel’s own reason where nobody here has asked for it', async () => {
    for (const because of ['closed-by-channel', 'refused-by-channel'] as const) {
      const book = new Book();
      expect(await book.does(openAtChannel(), ended(because))).toMatchObject({ status: 'closed' });
      expect(await closedBecause(book)).toEqual([because]);
    }
  });
  it('gives its months up at once to money that a counter has taken, and ends at the channel after', async () => {
    const book = new Book();
    await book.does(openAtChannel(), placed);
    expect(await book.does(close('ClosePaidElsewhere'))).toMatchObject({
      status: 'closed',
      atChannel: { phase: 'closing' },
    });
    expect((await book.does(ended())).atChannel).toBeUndefined();
    expect(await closedBecause(book)).toEqual(['paid-elsewhere']);
  });
  it('is not closed once it is paid', async () => {
    const book = new Book();
    await book.does(openAtChannel(), placed, paid());
    expect(await book.tries(close('CloseOrder'))).toMatchObject({
      reason: 'order-not-open',
      details: { status: 'paid' },
    });
    expect(await book.does(ended())).toMatchObject({ status: 'paid' });
  });
  it('must be there', async () => {
    for (const command of [placed, ended()])
      expect(await new Book().tries(command)).toMatchObject({ reason: 'order-not-found' });
  });
  it('is closed here alone where its channel is not connected', async () => {
    const book = new Book();
    await book.does({ ...openAtChannel(), payerReference: undefined });
    expect(await book.does(placed)).toMatchObject({ status: 'open', atChannel: undefined });
    expect(await book.does(close('ExpireOrder'))).toMatchObject({ status: 'closed' });
  });
});
