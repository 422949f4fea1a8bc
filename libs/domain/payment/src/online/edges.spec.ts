import { instant, month } from '@canbao/calendar';
import { orderId, pensionQuote } from '../../test/fixtures';
import { Book, openAtChannel, paid } from '../../test/online';
import { contactChannel, type Attempt, type ChannelState, type OnlineChannel } from '../index';

const december = month('2022-12');
/** Two minutes before the year closes: whatever is ordered then ends with it. */
const opened = instant('2022-12-31T23:58:00.000+08:00');
const close = instant('2023-01-01T00:00:00.000+08:00');
const lastMillisecond = instant('2022-12-31T23:59:59.999+08:00');
const told = instant('2023-01-01T00:10:00.000+08:00');

const quote = { ...pensionQuote(december), issuedAt: opened, expiresAt: close };
const order = { ...openAtChannel(1, quote), at: opened };

/** A channel of which nothing is heard but how the order stands. */
const channelThat = (state: ChannelState) => {
  const asked: string[] = [];
  const channel = {
    place: async ({ payBy }: { payBy: string }) => {
      asked.push(`place until ${payBy}`);
      return { outcome: 'unknown' };
    },
    query: async () => state,
  };
  return { asked, channel: channel as unknown as OnlineChannel };
};
const attempt = async (): Promise<Attempt> => {
  const { opened: data, atChannel } = await new Book().does(order);
  if (data === undefined) throw new Error('the order is not open');
  return { opened: data, atChannel };
};

describe('an order that is opened two minutes before the year closes', () => {
  it('ends at its channel at the close, too', async () => {
    const { asked, channel } = channelThat({ status: 'not-found' });
    await contactChannel(channel, await attempt(), opened);
    expect(asked).toEqual(['place until 2023-01-01T00:00:00.000+08:00']);
  });

  it('is not placed any more once the year is over, but ends', async () => {
    const { asked, channel } = channelThat({ status: 'not-found' });
    const contacted = await contactChannel(channel, await attempt(), close);
    expect(contacted).toEqual({
      means: 'command',
      command: { type: 'ExpireOrder', orderId: orderId(1), at: close },
    });
    expect(asked).toEqual([]);
  });

  it('that was paid in the last millisecond is paid, of the old year, although it is told of in the new', async () => {
    const book = new Book();
    const state = await book.does(order, paid(1, { paidAt: lastMillisecond }, told));
    expect(state).toMatchObject({ status: 'paid', receiptNo: expect.stringMatching(/^SD20221231/) });
  });

  it('that was paid at the close is late by the channel’s own time, whenever it is told of', async () => {
    for (const at of [close, told]) {
      const state = await new Book().does(order, paid(1, { paidAt: close }, at));
      expect(state).toMatchObject({
        status: 'in-suspense',
        because: 'order-closed',
        receiptNo: expect.stringMatching(/^SD20230101/),
      });
    }
  });
});

describe('a payment at midnight in Shanghai', () => {
  const evening = instant('2022-05-18T23:50:00.000+08:00');
  const expiresAt = instant('2022-05-19T00:20:00.000+08:00');
  const night = { ...pensionQuote(month('2022-05')), issuedAt: evening, expiresAt };

  it.each([
    ['15:59:59.999Z', '2022-05-18T23:59:59.999+08:00', 'SD20220518'],
    ['16:00:00.000Z', '2022-05-19T00:00:00.000+08:00', 'SD20220519'],
  ])('at %s is of the day that the channel’s clock shows there', async (_, paidAt, receipt) => {
    const at = instant('2022-05-19T00:05:00.000+08:00');
    const state = await new Book().does(
      { ...openAtChannel(1, night), at: evening },
      paid(1, { paidAt: instant(paidAt) }, at),
    );
    expect(state).toMatchObject({ status: 'paid', receiptNo: expect.stringMatching(`^${receipt}`) });
  });
});

describe('a channel whose clock is five minutes off', () => {
  const at = instant('2022-05-18T12:01:00.000+08:00');
  it.each([
    ['slow, to the millisecond', '2022-05-18T11:55:00.000+08:00', 'paid'],
    ['a millisecond slower', '2022-05-18T11:54:59.999+08:00', 'in-suspense'],
    ['fast, to the millisecond', '2022-05-18T12:06:00.000+08:00', 'paid'],
    ['a millisecond faster', '2022-05-18T12:06:00.001+08:00', 'in-suspense'],
  ])('%s', async (_, paidAt, status) => {
    const book = new Book();
    const state = await book.does(openAtChannel(), paid(1, { paidAt: instant(paidAt) }, at));
    expect(state.status).toBe(status);
    // Whatever its clock shows, the money is on the books.
    expect(await book.balances()).toMatchObject({ '1001.wechat': '1000.00' });
  });
});
