import { yuan } from '@canbao/money';
import { expiry, lastMoment, noon, orderId } from '../../test/fixtures';
import { Book, openAtChannel, soon } from '../../test/online';
import {
  closeAtChannel,
  contactChannel,
  orderNoOf,
  placeAtChannel,
  type Attempt,
  type ChannelState,
  type OnlineChannel,
  type Placed,
} from '../index';

const orderNo = orderNoOf(orderId(1));
const payment = { orderNo, transactionNo: 'W1', amount: yuan('1000.00'), paidAt: soon };
const paid: ChannelState = { status: 'paid', ...payment };

/** A channel that answers as told, and notes what it is asked. */
const channelThat = (answers: { place?: Placed; query?: ChannelState; close?: ChannelState }) => {
  const asked: string[] = [];
  const channel = {
    place: async (order: object) => {
      asked.push('place');
      expect(order).toMatchObject({ orderNo, total: '1000.00', payBy: expiry, payerReference: 'openid-1' });
      return answers.place ?? { outcome: 'unknown' };
    },
    query: async (no: string) => {
      asked.push('query');
      expect(no).toBe(orderNo);
      return answers.query ?? { status: 'unknown' };
    },
    close: async (no: string) => {
      asked.push('close');
      expect(no).toBe(orderNo);
      return answers.close ?? { status: 'unknown' };
    },
  } as unknown as OnlineChannel;
  return { channel, asked };
};

const attempt = async (atChannel: Attempt['atChannel']): Promise<Attempt> => {
  const { opened } = await new Book().does(openAtChannel());
  if (opened === undefined) throw new Error('not opened');
  return { opened, atChannel };
};
const [placing, placedOrder, closing] = [
  { phase: 'placing' },
  { phase: 'placed' },
  { phase: 'closing' },
] as const;
const command = (of: object) => ({ means: 'command', command: of });

describe('a channel that is asked how an order stands', () => {
  it.each([
    // phase, answer to the question, what is asked after it, at, what it means
    ['placing', placing, { status: 'not-found' }, ['query', 'place'], noon, { means: 'unknown' }],
    ['placing', placing, { status: 'not-paid' }, ['query', 'place'], noon, { means: 'unknown' }],
    ['placing', placing, { status: 'unknown' }, ['query'], noon, { means: 'unknown' }],
    ['placing', placing, { status: 'not-found' }, ['query'], expiry, command({ type: 'ExpireOrder' })],
    ['placing', placing, { status: 'closed' }, ['query'], noon, command({ type: 'RecordEnded' })],
    ['placed', placedOrder, { status: 'not-paid' }, ['query'], lastMoment, { means: 'nothing' }],
    ['placed', placedOrder, { status: 'not-paid' }, ['query'], expiry, command({ type: 'ExpireOrder' })],
    ['placed', placedOrder, { status: 'not-found' }, ['query'], noon, { means: 'nothing' }],
    ['closing', closing, { status: 'not-paid' }, ['query', 'close'], noon, { means: 'unknown' }],
    ['closing', closing, { status: 'not-found' }, ['query'], noon, command({ type: 'RecordEnded' })],
    ['closing', closing, { status: 'closed' }, ['query'], noon, command({ type: 'RecordEnded' })],
    ['closing', closing, { status: 'unknown', said: 'X' }, ['query'], noon, { means: 'unknown', said: 'X' }],
    ['ended', undefined, { status: 'not-paid' }, ['query'], noon, { means: 'nothing' }],
    ['ended', undefined, { status: 'closed' }, ['query'], noon, { means: 'nothing' }],
  ] as const)('%s: %#', async (_, atChannel, query, asked, at, means) => {
    const { channel, asked: made } = channelThat({ query });
    expect(await contactChannel(channel, await attempt(atChannel), at)).toMatchObject(means);
    expect(made).toEqual(asked);
  });

  it.each([placing, placedOrder, closing, undefined])(
    'is believed when it says that it was paid',
    async (phase) => {
      const { channel, asked } = channelThat({ query: paid });
      expect(await contactChannel(channel, await attempt(phase), expiry)).toEqual({ means: 'paid', payment });
      expect(asked).toEqual(['query']);
    },
  );
  it('is not understood when it answers about another order', async () => {
    const other: ChannelState = { ...payment, status: 'paid', orderNo: orderNoOf(orderId(2)) };
    const { channel } = channelThat({ query: other, close: other });
    expect(await contactChannel(channel, await attempt(placedOrder), noon)).toMatchObject({
      means: 'unknown',
    });
    expect(await closeAtChannel(channel, orderId(1), noon)).toMatchObject({ means: 'unknown' });
  });
});

describe('a channel that is to take an order', () => {
  it.each([
    [
      { outcome: 'placed', parameters: { a: 'b' } },
      command({ type: 'RecordPlaced', parameters: { a: 'b' } }),
    ],
    [
      { outcome: 'refused', reason: 'NO_AUTH' },
      command({ type: 'RecordEnded', because: 'refused-by-channel' }),
    ],
    [{ outcome: 'unknown' }, { means: 'unknown' }],
  ] as const)('answers %o', async (place, means) => {
    const { channel } = channelThat({ place });
    expect(await placeAtChannel(channel, await attempt(placing), noon)).toMatchObject(means);
  });
});

describe('a channel that is to close an order', () => {
  it.each([
    [{ status: 'closed' }, command({ type: 'RecordEnded', because: 'closed-by-channel' })],
    [{ status: 'not-found' }, command({ type: 'RecordEnded' })],
    [{ status: 'not-paid' }, { means: 'unknown' }],
    [{ status: 'unknown' }, { means: 'unknown' }],
    [paid, { means: 'paid', payment }],
  ] as const)('answers %o', async (close, means) => {
    const { channel } = channelThat({ close });
    expect(await closeAtChannel(channel, orderId(1), noon)).toMatchObject(means);
  });
});
