import { randomUUID } from 'node:crypto';
import { day, instant } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import { pause } from '@canbao/runtime';
import type { ChannelOrder, StatementLine } from '@canbao/domain-payment';
import { alipaySide, type AlipaySide, type Arrived } from './alipay-side';

let side: AlipaySide;
beforeAll(async () => {
  side = await alipaySide();
  await side.sandbox.world.clock.set('2022-05-18T09:00:00.000+08:00');
});
afterAll(() => side.stop());
beforeEach(() => {
  side.sandbox.world.faults.clear();
  side.arrived.length = 0;
});

const orderOf = (change: Partial<ChannelOrder> = {}): ChannelOrder => ({
  orderNo: randomUUID().replaceAll('-', ''),
  description: '社会保险费 2022-05 100%',
  total: yuan('380.00'),
  payBy: instant('2022-05-18T10:00:00+08:00'),
  payerReference: 'oPenId_示例',
  ...change,
});
const fault = (mode: string, order: string, times?: number) =>
  side.sandbox.ask('PUT', '/sandbox/channels/faults', {
    counterpart: 'alipay',
    mode,
    order,
    ...(times === undefined ? {} : { times }),
  });
const pay = (number: string) => side.sandbox.ask('POST', '/sandbox/channels/alipay/pay', { number });
const placed = async (change: Partial<ChannelOrder> = {}): Promise<ChannelOrder> => {
  const order = orderOf(change);
  expect(await side.alipay.place(order)).toMatchObject({ outcome: 'placed' });
  return order;
};
const paid = async (change: Partial<ChannelOrder> = {}): Promise<ChannelOrder> => {
  const order = await placed(change);
  expect(await pay(order.orderNo)).toMatchObject({ status: 200 });
  return order;
};
const read = ({ headers, body }: Arrived) =>
  side.alipay.read({ headers: headers as Record<string, string>, body }, side.clock.now());
const refundOf = ({ orderNo, total }: ChannelOrder, refundNo: string, amount = total) => ({
  orderNo,
  refundNo,
  amount,
  total,
  reason: '重复缴费',
});

describe('an order at Alipay', () => {
  it('is placed with what the wallet opens it by, and again with the same', async () => {
    const order = orderOf();
    const first = await side.alipay.place(order);
    expect(first).toEqual({ outcome: 'placed', parameters: { tradeNO: expect.stringMatching(/^\d{20,}$/) } });
    expect(await side.alipay.place(order)).toEqual(first);
    expect(await side.alipay.query(order.orderNo)).toEqual({ status: 'not-paid' });
  });

  it('is refused with another amount under its number', async () => {
    const order = await placed();
    expect(await side.alipay.place({ ...order, total: yuan('380.01') })).toEqual({
      outcome: 'refused',
      reason: 'ACQ.CONTEXT_INCONSISTENT',
    });
  });

  it('that is paid is not refused when it is placed again: the query finds the money', async () => {
    const order = await paid();
    expect(await side.alipay.place(order)).toEqual({ outcome: 'unknown' });
    expect(await side.alipay.query(order.orderNo)).toMatchObject({ status: 'paid', amount: '380.00' });
  });

  it('is paid at the time in Shanghai, whatever time zone this machine is in', async () => {
    const order = await paid();
    expect(await side.alipay.query(order.orderNo)).toEqual({
      status: 'paid',
      orderNo: order.orderNo,
      transactionNo: expect.any(String),
      amount: '380.00',
      paidAt: expect.stringMatching(/^2022-05-18T09:0\d:\d\d\.000\+08:00$/),
    });
  });

  it('nobody has heard of is not found', async () => {
    expect(await side.alipay.query('0'.repeat(32))).toEqual({ status: 'not-found' });
    expect(await side.alipay.close('0'.repeat(32))).toEqual({ status: 'not-found' });
  });

  it('is closed, once and again, and cannot be paid then', async () => {
    const order = await placed();
    expect(await side.alipay.close(order.orderNo)).toEqual({ status: 'closed' });
    expect(await side.alipay.close(order.orderNo)).toEqual({ status: 'closed' });
    expect(await pay(order.orderNo)).toMatchObject({ status: 409 });
    expect(await side.alipay.query(order.orderNo)).toEqual({ status: 'closed' });
  });

  it('whose payer was faster is paid, not closed', async () => {
    const order = await paid();
    expect(await side.alipay.close(order.orderNo)).toMatchObject({ status: 'paid', amount: '380.00' });
  });

  it('ends at Alipay as well when its time to pay is over', async () => {
    const order = await placed({ payBy: instant('2022-05-18T09:45:00+08:00') });
    await side.sandbox.world.clock.set('2022-05-18T09:45:00.000+08:00');
    expect(await pay(order.orderNo)).toMatchObject({ status: 409 });
    expect(await side.alipay.query(order.orderNo)).toEqual({ status: 'closed' });
  });
});

describe('an outcome is unknown, and asked again under the same number,', () => {
  it.each(['timeout-before', 'error-500', 'error-20000', 'rate-limit', 'wrong-key-id'])(
    'after %s',
    async (mode) => {
      const order = orderOf();
      await fault(mode, order.orderNo, 1);
      expect(await side.alipay.place(order)).toEqual({ outcome: 'unknown' });
      expect(await side.alipay.place(order)).toMatchObject({ outcome: 'placed' });
    },
  );

  it('after a time-out that hid a success', async () => {
    const order = orderOf();
    await fault('timeout-after-success', order.orderNo, 1);
    expect(await side.alipay.place(order)).toEqual({ outcome: 'unknown' });
    expect(await side.alipay.query(order.orderNo)).toEqual({ status: 'not-paid' });
  });

  it('also while it is closed: what is paid stays paid', async () => {
    const order = await paid();
    await fault('timeout-before', order.orderNo, 1);
    expect(await side.alipay.close(order.orderNo)).toMatchObject({ status: 'paid' });
  });

  it('when Alipay says a state that this version does not know', async () => {
    const order = await paid();
    await fault('unknown-status', order.orderNo, 1);
    expect(await side.alipay.query(order.orderNo)).toEqual({ status: 'unknown', said: 'TRADE_PENDING' });
  });

  it('when Alipay answers about another order', async () => {
    const order = await paid();
    await fault('other-order', order.orderNo, 1);
    expect(await side.alipay.query(order.orderNo)).toEqual({ status: 'unknown', said: 'other-order' });
  });

  it('when nobody answers at that address', async () => {
    const other = await alipaySide(200);
    await other.stop();
    expect(await other.alipay.query('1'.repeat(32))).toEqual({ status: 'unknown' });
  });
});

describe('a message of Alipay', () => {
  it('tells of the payment, and comes again under the same number until it is answered with success', async () => {
    side.answers.push('fail', 'SUCCESS', 'success');
    await side.sandbox.ask('PUT', '/sandbox/channels/alipay/notify-schedule', { seconds: [0, 0, 0, 60] });
    const order = await paid();
    await eventually(() => expect(side.arrived).toHaveLength(3));
    const notices = await Promise.all(side.arrived.map(read));
    expect(notices[0]).toEqual({
      about: 'payment',
      noticeId: expect.stringMatching(/^[0-9a-f]{32}$/),
      orderNo: order.orderNo,
      state: await side.alipay.query(order.orderNo),
    });
    expect(notices[1]).toEqual(notices[0]);
    expect(notices[2]).toEqual(notices[0]);
    // What was answered is written down after it has arrived.
    await eventually(async () => {
      const { body } = await side.sandbox.ask('GET', '/sandbox/channels/alipay/notices');
      expect(body.items.find((item: any) => item.parameters.out_trade_no === order.orderNo)).toMatchObject({
        attempts: 3,
        answer: 'success',
        next_at: null,
      });
    });
  });

  it('of an earlier state may come later: it says nothing of a payment', async () => {
    const order = placed();
    await fault('notify-out-of-order', (await order).orderNo);
    await pay((await order).orderNo);
    // On a busy machine some are answered so late that they come again.
    const states = async (): Promise<Set<string>> => {
      const told = await Promise.all(side.arrived.map(read));
      return new Set(told.map((notice: any) => notice.state.status));
    };
    await eventually(async () => expect(await states()).toEqual(new Set(['not-paid', 'paid'])));
  });

  it.each([
    ['notify-forged', { forged: 'bad-signature' }],
    ['mixed-keys', { forged: 'bad-signature' }],
    ['other-payee', { forged: 'other-payee' }],
    ['unknown-status', { about: 'payment', state: { status: 'unknown', said: 'TRADE_PENDING' } }],
  ])('with %s', async (mode, expected) => {
    const order = await placed();
    await fault(mode, order.orderNo, 1);
    await pay(order.orderNo);
    // A message of another order may still come.
    const own = (): Arrived | undefined =>
      side.arrived.find(({ body }) => Buffer.from(body).toString().includes(order.orderNo));
    await eventually(() => expect(own()).toBeDefined());
    expect(await read(own() as Arrived)).toMatchObject(expected);
  });

  it('that somebody else made up says nothing', async () => {
    const order = await placed();
    await side.sandbox.ask('POST', '/sandbox/channels/alipay/forge', { number: order.orderNo });
    expect(await read(side.arrived[0] as Arrived)).toEqual({ forged: 'bad-signature' });
  });

  it('of money that another amount was paid with tells that amount', async () => {
    const order = await placed();
    await fault('other-amount', order.orderNo);
    await pay(order.orderNo);
    expect(await read(side.arrived[0] as Arrived)).toMatchObject({
      state: { status: 'paid', amount: '379.00' },
    });
  });
});

describe('a refund through Alipay', () => {
  it('goes back once, whatever the number of times it is asked for', async () => {
    const order = await paid();
    const refund = refundOf(order, 'r1');
    expect(await side.alipay.queryRefund(refund)).toEqual({ status: 'not-found' });
    const first = await side.alipay.refund(refund);
    expect(first).toMatchObject({ status: 'refunded' });
    expect(await side.alipay.refund(refund)).toEqual(first);
    expect(await side.alipay.queryRefund(refund)).toEqual(first);
    const { body } = await side.sandbox.ask('GET', '/sandbox/channels/alipay/books');
    expect(body.refunds.filter((item: any) => item.out_trade_no === order.orderNo)).toHaveLength(1);
  });

  it('of all the money leaves a payment that stays a payment', async () => {
    const order = await paid();
    await side.alipay.refund(refundOf(order, 'r1'));
    expect(await side.alipay.query(order.orderNo)).toMatchObject({ status: 'paid', amount: '380.00' });
  });

  it('of one month is told by a message that names it', async () => {
    const order = await paid();
    side.arrived.length = 0;
    await side.alipay.refund(refundOf(order, 'month-1', yuan('100.00')));
    await eventually(() => expect(side.arrived).toHaveLength(1));
    expect(await read(side.arrived[0] as Arrived)).toMatchObject({
      about: 'refund',
      refundNo: 'month-1',
      state: { status: 'refunded' },
    });
  });

  it('does not pay back more than was paid, nor another amount under its number', async () => {
    const order = await paid();
    await side.alipay.refund(refundOf(order, 'r1', yuan('300.00')));
    expect(await side.alipay.refund(refundOf(order, 'r2', yuan('80.01')))).toEqual({
      status: 'refused',
      reason: 'ACQ.REASON_TRADE_REFUND_FEE_ERR',
    });
    expect(await side.alipay.refund(refundOf(order, 'r1', yuan('200.00')))).toEqual({
      status: 'refused',
      reason: 'ACQ.DISCORDANT_REPEAT_REQUEST',
    });
  });

  it.each([
    ['refund-abnormal', { status: 'abnormal' }],
    ['refund-stuck', { status: 'under-way' }],
    ['timeout-after-success', { status: 'refunded' }],
  ])('with %s', async (mode, expected) => {
    const order = await paid();
    await fault(mode, order.orderNo, 1);
    expect(await side.alipay.refund(refundOf(order, 'r1'))).toMatchObject(expected);
    expect(await side.alipay.refund(refundOf(order, 'r1'))).toMatchObject({ status: 'refunded' });
  });

  it('whose outcome nobody knows is unknown, and not refused', async () => {
    const order = await paid();
    await fault('error-20000', order.orderNo);
    expect(await side.alipay.refund(refundOf(order, 'r1'))).toMatchObject({ status: 'unknown' });
  });
});

describe('the bill of a day', () => {
  const billDay = day('2023-03-01');
  const readBill = async (date = billDay) => {
    const statement = await side.alipay.statement(date);
    return statement.status === 'there' ? await all(statement.lines) : statement;
  };
  let lines: StatementLine[];

  beforeAll(async () => {
    await side.sandbox.world.clock.set('2023-03-01T23:58:00.000+08:00');
    const payBy = instant('2023-03-02T08:00:00+08:00');
    const first = await paid({ payBy, total: yuan('380.00') });
    await paid({ payBy, total: yuan('6000.11'), description: '社会保险费，"引号"' });
    await side.alipay.refund(refundOf(first, 'r-of-the-bill', yuan('80.00')));
    await side.sandbox.world.clock.set('2023-03-02T00:00:00.000+08:00');
    await paid({ payBy });
  });

  it('is not there before ten o’clock of the next day', async () => {
    await side.sandbox.world.clock.set('2023-03-02T09:59:00.000+08:00');
    expect(await readBill()).toEqual({ status: 'not-ready' });
  });

  it('has each payment and refund of the day, and none of the next', async () => {
    await side.sandbox.world.clock.set('2023-03-02T10:00:00.000+08:00');
    lines = (await readBill()) as StatementLine[];
    expect(lines.map(({ kind, amount, refundNo, status }) => [kind, amount, refundNo, status])).toEqual([
      ['payment', '380.00', undefined, 'SUCCESS'],
      ['payment', '6000.11', undefined, 'SUCCESS'],
      ['refund', '80.00', 'r-of-the-bill', 'SUCCESS'],
    ]);
    expect(lines.every(({ at }) => at.startsWith('2023-03-01T23:5'))).toBe(true);
  });

  it('of a day without payments is empty', async () =>
    expect(await readBill(day('2023-02-01'))).toEqual({ status: 'empty' }));

  it.each([
    ['bill-late', { status: 'not-ready' }],
    ['bill-truncated', { status: 'refused', reason: 'format' }],
    ['bill-wrong-encoding', { status: 'refused', reason: 'encoding' }],
    ['bill-wrong-hash', { status: 'refused', reason: 'hash' }],
    ['bill-wrong-totals', { status: 'refused', reason: 'totals' }],
    ['error-20000', { status: 'unknown' }],
  ])('with %s is not read', async (mode, expected) => {
    await fault(mode, billDay, 1);
    expect(await readBill()).toEqual(expected);
    expect(await readBill()).toEqual(lines);
  });

  it('with bill-missing is awaited for two days, then there is none, until there is one after all', async () => {
    await fault('bill-missing', billDay, 2);
    expect(await readBill()).toEqual({ status: 'not-ready' });
    await side.sandbox.world.clock.set('2023-03-04T10:00:00.000+08:00');
    expect(await readBill()).toEqual({ status: 'empty' });
    expect(await readBill()).toEqual(lines);
  });

  it('of five thousand lines is read line by line', async () => {
    await side.sandbox.world.pool.query(
      `insert into sandbox.alipay_trade
         (trade_no, out_trade_no, buyer, subject, total_fen, paid_fen, status, created_at, paid_at)
       select '20230601' || n, md5(n::text), 'b', '社会保险费', 100 + n, 100 + n, 'TRADE_SUCCESS',
         '2023-06-01 08:00:00', '2023-06-01 09:00:00' from generate_series(1, 5000) as n`,
    );
    await side.sandbox.world.clock.set('2023-06-02T11:00:00.000+08:00');
    const statement = await side.alipay.statement(day('2023-06-01'));
    let [count, fen] = [0, 0n];
    for await (const { amount } of 'lines' in statement ? statement.lines : []) {
      count += 1;
      fen += BigInt(amount.replace('.', ''));
    }
    expect([count, fen]).toEqual([5000, 5000n * 100n + (5000n * 5001n) / 2n]);
  });

  it('that is short, long or different reads as it is: who matches finds it', async () => {
    await fault('bill-line-short', billDay, 1);
    expect(await readBill()).toHaveLength(2);
    await fault('bill-line-more', billDay, 1);
    expect(await readBill()).toHaveLength(4);
    await fault('bill-other-amount', billDay, 1);
    expect(await readBill()).toMatchObject([{ amount: '380.01' }, {}, {}]);
    await fault('bill-other-status', billDay, 1);
    expect(await readBill()).toMatchObject([{ status: '交易关闭' }, {}, {}]);
  });
});

const all = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
};

const eventually = async (check: () => unknown): Promise<void> => {
  for (const deadline = Date.now() + 20_000; ;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(20);
    }
  }
};
