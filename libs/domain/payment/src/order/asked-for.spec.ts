import { balances, Book, late, openAtChannel, soon } from '../../test/online';
import { may, noon, orderId, pensionQuote } from '../../test/fixtures';
import { admitChannelPayment, orderNoOf, type OpenOrder } from '../index';
import { yuan } from '@canbao/money';

const open = (n = 1): OpenOrder => ({
  ...openAtChannel(n, { ...pensionQuote(may), channel: 'wechat' }),
  through: 'wechat-bills',
  payerReference: `900000000000000${n}`,
});
const charge = (n = 1, at = soon) =>
  admitChannelPayment(
    'wechat-bills',
    { orderNo: orderNoOf(orderId(n)), transactionNo: `LP${n}`, amount: yuan('1000.00'), paidAt: at },
    at,
    { uuidOf: () => orderId(9), digestOf: (text) => text },
  );

describe('an order that WeChat 生活缴费 asks for', () => {
  it('can be paid at once, and belongs to that channel', async () => {
    const book = new Book();
    const state = await book.does(open());
    expect(state).toMatchObject({
      status: 'open',
      opened: { channel: 'wechat-bills' },
      atChannel: { phase: 'placed' },
    });
    expect((await book.does(charge())).status).toBe('paid');
    expect(await book.balances()).toMatchObject({ '1001.wechat-bills': '1000.00' });
  });

  it('is closed when we no longer offer it, without asking anybody', async () => {
    const book = new Book();
    const state = await book.does(open(), { type: 'CloseOrder', orderId: orderId(1), at: noon });
    expect(state).toMatchObject({ status: 'closed', atChannel: undefined });
    expect((await book.does({ ...open(2), at: noon })).status).toBe('open');
  });

  it('keeps the money of a user who had it on the screen before it was closed', async () => {
    const book = new Book();
    await book.does(open(), { type: 'ExpireOrder', orderId: orderId(1), at: late }, charge(1, late));
    expect(await book.stateOf(orderId(1))).toMatchObject({ status: 'in-suspense', because: 'order-closed' });
    expect(balances(await book.events())).toMatchObject({ '2901.suspense.order-closed': '-1000.00' });
  });

  it('holds its month against every other channel', async () => {
    const book = new Book();
    await book.does(open());
    expect(await book.tries(openAtChannel(2))).toMatchObject({
      outcome: 'rejected',
      reason: 'month-in-payment',
    });
  });
});
