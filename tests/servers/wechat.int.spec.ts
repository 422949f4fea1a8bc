import { randomUUID } from 'node:crypto';
import { day, instant } from '@canbao/calendar';
import type { ChannelOrder, StatementLine } from '@canbao/domain-payment';
import { WeChatPay, WeChatPaySettings } from '@canbao/channels';
import { yuan } from '@canbao/money';
import { waitFor } from '@canbao/runtime';
import { openSandbox } from '@canbao/sandbox/open-sandbox';
import pg from 'pg';
import { testDatabase } from './service';
import { adapterOf, wechatSide, type Arrived, type WeChatSide } from './wechat-side';

let side: WeChatSide;
beforeAll(async () => {
  side = await wechatSide();
  await side.sandbox.world.clock.set('2022-05-18T09:00:00.000+08:00');
});
afterAll(() => side.stop());
beforeEach(async () => {
  side.sandbox.world.faults.clear();
  await soon(async () => ((await isQuiet()) ? true : undefined), 'an end of notices');
  side.arrived.length = 0;
  side.answers.length = 0;
});

const orderOf = (change: Partial<ChannelOrder> = {}): ChannelOrder => ({
  orderNo: randomUUID().replaceAll('-', ''),
  description: '社会保险费, 2022-05',
  total: yuan('380.00'),
  payBy: instant('2022-05-18T10:00:00+08:00'),
  payerReference: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  ...change,
});
const soon = async <T>(look: () => Promise<T | undefined>, what: string): Promise<T> => {
  const seen = await waitFor(look, { timeoutMs: 15_000 });
  if (seen === undefined) throw new Error(`there is not ${what}`);
  return seen;
};
const at = '/sandbox/channels/wechat';
/** No notice is due any more. */
const isQuiet = async (): Promise<boolean> => {
  const { items } = (await side.sandbox.ask('GET', `${at}/notices`)).body;
  const now = Date.parse(side.sandbox.world.clock.now());
  return items.every((item: any) => item.state !== 'waiting' || Date.parse(item.dueAt) > now + 1000);
};
const fault = (mode: string, order: string, times?: number) =>
  side.sandbox.ask('PUT', '/sandbox/channels/faults', {
    counterpart: 'wechat',
    mode,
    order,
    ...(times === undefined ? {} : { times }),
  });
const pay = (number: string, body: object = {}) =>
  side.sandbox.ask('POST', `${at}/orders/${number}/payment`, body);
const placed = async (change: Partial<ChannelOrder> = {}): Promise<ChannelOrder> => {
  const order = orderOf(change);
  expect(await side.channel.place(order)).toMatchObject({ outcome: 'placed' });
  return order;
};
const paid = async (change: Partial<ChannelOrder> = {}): Promise<ChannelOrder> => {
  const order = await placed(change);
  expect(await pay(order.orderNo)).toMatchObject({ status: 200, body: { paid: true } });
  return order;
};
const read = ({ headers, body }: Arrived) => side.channel.read({ headers, body }, side.clock.now());
const reads = () => Promise.all(side.arrived.map(read));
const arrivals = (count: number) =>
  soon(async () => side.arrived.length >= count || undefined, `${count} notices`);
const later = (milliseconds: number): Promise<void> =>
  side.sandbox.world.clock.set(
    new Date(Date.parse(side.sandbox.world.clock.now()) + milliseconds).toISOString(),
  );
const refundOf = ({ orderNo, total }: ChannelOrder, amount = total) => ({
  orderNo,
  refundNo: randomUUID(),
  amount,
  total,
  reason: '重复缴费',
});
const books = async () => (await side.sandbox.ask('GET', `${at}/books`)).body;

describe('an order at WeChat Pay', () => {
  it('is placed, and again with the same prepayment', async () => {
    const order = orderOf();
    const [first, second] = [await side.channel.place(order), await side.channel.place(order)];
    if (first.outcome !== 'placed' || second.outcome !== 'placed') throw new Error(first.outcome);
    expect(second.parameters['package']).toBe(first.parameters['package']);
    expect(await side.channel.query(order.orderNo)).toEqual({ status: 'not-paid' });
  });
  it('is paid with what the mini-program was given, and with nothing else', async () => {
    const order = orderOf();
    const result = await side.channel.place(order);
    if (result.outcome !== 'placed') throw new Error(result.outcome);
    const changed = { ...result.parameters, timeStamp: '1' };
    expect(await pay(order.orderNo, { parameters: changed })).toMatchObject({ status: 409 });
    expect(await pay(order.orderNo, { parameters: result.parameters })).toMatchObject({ status: 200 });
  });
  it('is unknown, not refused, when it is placed again with other content, or after payment', async () => {
    const order = await placed();
    expect(await side.channel.place({ ...order, total: yuan('380.01') })).toEqual({ outcome: 'unknown' });
    await pay(order.orderNo);
    expect(await side.channel.place(order)).toEqual({ outcome: 'unknown' });
    expect(await side.channel.query(order.orderNo)).toMatchObject({ status: 'paid', amount: '380.00' });
  });
  it('that expires in the past is refused with a Request-ID', async () => {
    const late = orderOf({ payBy: instant('2022-05-18T08:59:59+08:00') });
    expect(await side.channel.place(late)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringMatching(/^PARAM_ERROR .+ \(Request-ID 08\w+-\d+\)$/),
    });
  });
  it('is closed, once and again, and not paid after that', async () => {
    const order = await placed();
    expect(await side.channel.close(order.orderNo)).toEqual({ status: 'closed' });
    expect(await side.channel.close(order.orderNo)).toEqual({ status: 'closed' });
    expect(await pay(order.orderNo)).toMatchObject({ status: 409, body: { reason: '订单已关闭' } });
    expect(await side.channel.place(order)).toMatchObject({ outcome: 'refused' });
    expect(await side.channel.query(order.orderNo)).toEqual({ status: 'closed' });
  });
  it('that was paid is not closed: closing finds the payment', async () => {
    const order = await paid();
    expect(await side.channel.close(order.orderNo)).toMatchObject({ status: 'paid', amount: '380.00' });
  });
  it('that WeChat does not have is not found', async () => {
    expect(await side.channel.query('019d00000000')).toEqual({ status: 'not-found' });
    expect(await side.channel.close('019d00000000')).toEqual({ status: 'not-found' });
  });
  it('that failed in the wallet, or was left, may be paid with another try', async () => {
    const order = await placed();
    for (const outcome of ['failed', 'abandoned']) {
      expect(await pay(order.orderNo, { outcome })).toMatchObject({ status: 409 });
      expect(await side.channel.query(order.orderNo)).toEqual({ status: 'not-paid' });
    }
    expect(await pay(order.orderNo)).toMatchObject({ status: 200 });
    expect(await pay(order.orderNo)).toMatchObject({ status: 409, body: { reason: '该订单已支付' } });
  });
  it.each(['timeout-before', 'error-500', 'rate-limit', 'answer-forged'])(
    'met by %s is unknown, and the next try under its number ends well',
    async (mode) => {
      const hasty = adapterOf(side, { timeoutMs: 200 });
      const order = orderOf();
      await fault(mode, order.orderNo, 1);
      expect(await hasty.place(order)).toEqual({ outcome: 'unknown' });
      expect(await hasty.place(order)).toMatchObject({ outcome: 'placed' });
      await hasty.disconnect();
    },
  );
  it('that WeChat took and did not answer is found by its number', async () => {
    const hasty = adapterOf(side, { timeoutMs: 200 });
    const order = orderOf();
    await fault('timeout-after-success', order.orderNo, 1);
    expect(await hasty.place(order)).toEqual({ outcome: 'unknown' });
    expect(await hasty.query(order.orderNo)).toEqual({ status: 'not-paid' });
    await hasty.disconnect();
  });
  it('of a state that we do not know is held', async () => {
    const order = await paid();
    await fault('unknown-status', order.orderNo);
    expect(await side.channel.query(order.orderNo)).toEqual({ status: 'unknown', said: 'ACCEPT' });
  });
  it('closes at the instant of ours: nobody pays later, unless the fault is that somebody does', async () => {
    await side.sandbox.world.clock.set('2022-05-18T09:00:00.000+08:00');
    const order = await placed({ payBy: instant('2022-05-18T09:01:00+08:00') });
    await later(60_000);
    expect(await pay(order.orderNo)).toMatchObject({ status: 409 });
    await fault('success-after-close', order.orderNo);
    expect(await pay(order.orderNo)).toMatchObject({ status: 200 });
    expect(await side.channel.query(order.orderNo)).toMatchObject({ status: 'paid' });
  });
});

describe('a notice', () => {
  it('comes as WeChat sends it', async () => {
    const { orderNo } = await paid();
    await arrivals(1);
    const [message] = side.arrived;
    expect(message?.requestLine).toBe('POST /notify HTTP/1.0');
    expect(message?.headerNames).not.toContain('Request-ID');
    expect(message?.headers).toMatchObject({
      'user-agent': 'Mozilla/4.0',
      accept: '*/*',
      'cache-control': 'no-cache',
      pragma: 'no-cache',
      connection: 'close',
      'content-type': 'application/json',
      'wechatpay-nonce': expect.stringMatching(/^\w{32}$/),
      'wechatpay-serial': side.keys.publicKey.id,
    });
    const envelope = JSON.parse(message?.body.toString() ?? '');
    expect(Object.keys(envelope)).toEqual(Object.keys(envelope).toSorted());
    expect(Object.keys(envelope.resource)).toEqual(Object.keys(envelope.resource).toSorted());
    expect(envelope.resource.associated_data).toBe('transaction');
    expect(await reads()).toMatchObject([{ about: 'payment', orderNo, state: { status: 'paid' } }]);
  });
  it('that is not taken comes again, freshly signed and with one number, until it is', async () => {
    side.answers.push(500, 401, 0, 200);
    await paid();
    await arrivals(3);
    const told = await reads();
    expect(new Set(told.map((notice) => 'noticeId' in notice && notice.noticeId)).size).toBe(1);
    expect(new Set(side.arrived.map(({ headers }) => headers['wechatpay-nonce'])).size).toBe(3);
  });
  it.each([
    ['notify-twice', [{ about: 'payment' }, { about: 'payment' }]],
    ['signature-probe', [{ forged: 'signature-probe' }, { about: 'payment' }]],
    ['notify-forged', [{ forged: 'bad-signature' }, { about: 'payment' }]],
    ['wrong-key-id', [{ forged: 'unknown-key' }, { about: 'payment' }]],
    ['stale-timestamp', [{ forged: 'stale' }, { about: 'payment' }]],
    ['future-timestamp', [{ forged: 'stale' }, { about: 'payment' }]],
    ['headers-stripped', [{ forged: 'malformed' }, { about: 'payment' }]],
  ])('with %s is refused where it must be, and the genuine one follows', async (mode, expected) => {
    const order = await placed();
    await fault(mode, order.orderNo, 1);
    if ('forged' in (expected[0] ?? {})) side.answers.push(401);
    await pay(order.orderNo);
    await arrivals(2);
    expect(await reads()).toMatchObject(expected);
  });
  it('is believed whichever of both keys signed it', async () => {
    const serials = new Set<string | undefined>();
    for (let tries = 0; serials.size < 2 && tries < 40; tries += 1) {
      const order = await placed();
      await fault('mixed-keys', order.orderNo);
      await pay(order.orderNo);
      await arrivals(tries + 1);
      serials.add(side.arrived.at(-1)?.headers['wechatpay-serial']);
    }
    expect([...serials].toSorted()).toEqual([side.keys.publicKey.id, side.keys.certificate.id].toSorted());
    for (const notice of await reads()) expect(notice).toMatchObject({ about: 'payment' });
  });
  it('may come hours late, or never, and the query tells all the same', async () => {
    const [late, never] = [await placed(), await placed()];
    await fault('notify-late', late.orderNo);
    await fault('notify-never', never.orderNo);
    await pay(late.orderNo);
    await pay(never.orderNo);
    expect(await side.channel.query(never.orderNo)).toMatchObject({ status: 'paid' });
    expect(side.arrived).toEqual([]);
    await later(6 * 3_600_000);
    await arrivals(1);
    expect(await reads()).toMatchObject([{ orderNo: late.orderNo }]);
    await side.sandbox.world.clock.set('2022-05-18T09:00:00.000+08:00');
  });
  it('of a payment may come behind that of its refund', async () => {
    const order = await placed();
    await fault('notify-out-of-order', order.orderNo, 1);
    await pay(order.orderNo);
    expect(await side.channel.refund(refundOf(order))).toEqual({ status: 'under-way' });
    await later(2000);
    await arrivals(2);
    expect(await reads()).toMatchObject([{ about: 'refund' }, { about: 'payment' }]);
  });
  it.each([
    ['other-amount', { about: 'payment', state: { amount: '379.00' } }, '379.00'],
    ['other-payee', { forged: 'other-payee' }, null],
    ['other-order', { about: 'payment', orderNo: expect.stringMatching(/^\w{32}$/) }, null],
  ])('with %s tells what is in the books', async (mode, notice, inBooks) => {
    const order = await placed();
    await fault(mode, order.orderNo, 1);
    await pay(order.orderNo);
    await arrivals(1);
    expect((await reads())[0]).toMatchObject(notice);
    const { orders } = await books();
    expect(orders.find((row: any) => row.outTradeNo === order.orderNo).paid).toBe(inBooks);
  });
  it('that somebody else sends is refused', async () => {
    const order = await placed();
    side.answers.push(401);
    expect(await side.sandbox.ask('POST', `${at}/orders/${order.orderNo}/forgery`)).toMatchObject({
      body: { sent: true, status: 401 },
    });
    expect(await reads()).toEqual([{ forged: 'bad-signature' }]);
  });
});

describe('the stand-in', () => {
  it('sends after a restart what it had not sent when it was killed', async () => {
    const database = await testDatabase();
    const pool = new pg.Pool({ connectionString: database.url, max: 4 });
    const given = { platformUrl: 'http://127.0.0.1:9/v1', secrets: side.sandbox.world.secrets };
    // Nothing of the first runs by itself, as if it had been killed before it sent anything.
    const first = await openSandbox(pool, given);
    await first.world.clock.set(side.clock.now());
    const url = await first.app.listen({ port: 0, host: '127.0.0.1' });
    const adapter = adapterOf(side, { hosts: [`${url}/channels/wechat`] });
    const order = orderOf();
    expect(await adapter.place(order)).toMatchObject({ outcome: 'placed' });
    await first.app.inject({ method: 'POST', url: `${at}/orders/${order.orderNo}/payment`, payload: {} });
    await first.app.close();
    const second = await openSandbox(pool, given);
    const end = second.run();
    await arrivals(1);
    expect(await reads()).toMatchObject([{ about: 'payment', orderNo: order.orderNo }]);
    await end();
    await second.app.close();
    await adapter.disconnect();
    await pool.end();
    await database.drop();
  });
  it('knows the merchant by its key: a wrong one fails nobody’s order', async () => {
    const order = orderOf();
    const wrong = adapterOf(side, { merchantKey: { ...side.setting['merchantKey'], serial: 'AB12CD34EF' } });
    expect(await wrong.place(order)).toEqual({ outcome: 'unknown' });
    expect(await side.channel.query(order.orderNo)).toEqual({ status: 'not-found' });
    expect(await side.channel.place(order)).toMatchObject({ outcome: 'placed' });
    await wrong.disconnect();
  });
  it('and we do not understand each other with clocks ten minutes apart, in either direction', async () => {
    const order = await placed();
    for (const minutes of [-10, 10]) {
      const away = Date.parse(side.clock.now()) + minutes * 60_000;
      const now = instant(new Date(away + 8 * 3_600_000).toISOString().replace('Z', '+08:00'));
      const skewed = new WeChatPay(WeChatPaySettings.parse(side.setting), { now: () => now });
      expect(await skewed.query(order.orderNo)).toEqual({ status: 'unknown' });
      await skewed.disconnect();
    }
  });
});

describe('a refund at WeChat Pay', () => {
  it('is under way, then back, told by a notice and a query under its one number', async () => {
    const order = await paid();
    const refund = refundOf(order);
    expect(await side.channel.queryRefund(refund)).toEqual({ status: 'not-found' });
    expect(await side.channel.refund(refund)).toEqual({ status: 'under-way' });
    expect(await side.channel.refund(refund)).toEqual({ status: 'under-way' });
    await later(2000);
    await arrivals(2);
    expect(await side.channel.queryRefund(refund)).toMatchObject({ status: 'refunded' });
    expect((await reads())[1]).toMatchObject({
      about: 'refund',
      refundNo: refund.refundNo,
      state: { status: 'refunded' },
    });
    const { refunds } = await books();
    expect(refunds.filter((row: any) => row.outTradeNo === order.orderNo)).toHaveLength(1);
  });
  it('is never more than came, in any number of parts at once', async () => {
    const order = await paid({ total: yuan('300.00') });
    const results = await Promise.all(
      Array.from({ length: 6 }, () => side.channel.refund(refundOf(order, yuan('100.00')))),
    );
    expect(results.filter(({ status }) => status === 'under-way')).toHaveLength(3);
    expect(results.filter(({ status }) => status === 'refused')).toHaveLength(3);
  });
  it('of an order that is not paid, or unknown, is refused', async () => {
    expect(await side.channel.refund(refundOf(await placed()))).toMatchObject({ status: 'refused' });
    expect(await side.channel.refund(refundOf(orderOf()))).toMatchObject({ status: 'refused' });
  });
  it('that WeChat calls abnormal goes to a card instead, under the same number', async () => {
    const order = await paid();
    const refund = refundOf(order);
    await fault('refund-abnormal', order.orderNo, 1);
    await side.channel.refund(refund);
    await later(2000);
    const abnormal = await soon(async () => {
      const state = await side.channel.queryRefund(refund);
      return state.status === 'abnormal' ? state : undefined;
    }, 'an abnormal refund');
    const card = { to: 'payer', bank: 'CCB_DEBIT', account: '6217000000001234', name: '示例甲' } as const;
    const numbers = { refundNo: refund.refundNo, channelRefundNo: abnormal.channelRefundNo };
    expect(await side.channel.redirectRefund(numbers, card)).toEqual({ status: 'under-way' });
    await later(2000);
    await soon(
      async () => (await side.channel.queryRefund(refund)).status === 'refunded' || undefined,
      'money on the card',
    );
    const { refunds } = await books();
    expect(refunds.find((row: any) => row.outRefundNo === refund.refundNo).account).toBe('银行卡尾号 1234');
  });
  it('that WeChat closes is asked for again under a new number; a stuck one stays under way', async () => {
    const order = await paid();
    const [closed, stuck] = [refundOf(order), refundOf(order)];
    await fault('refund-closed', order.orderNo, 1);
    await side.channel.refund(closed);
    await later(2000);
    await soon(
      async () => (await side.channel.queryRefund(closed)).status === 'closed' || undefined,
      'a closed refund',
    );
    await fault('refund-stuck', order.orderNo, 1);
    await side.channel.refund(stuck);
    await later(86_400_000);
    expect(await side.channel.queryRefund(stuck)).toEqual({ status: 'under-way' });
    await side.sandbox.world.clock.set('2022-05-18T09:00:00.000+08:00');
  });
});

describe("a day's bill of WeChat Pay", () => {
  let order: ChannelOrder;
  const date = day('2022-06-10');
  const lines = async (): Promise<StatementLine[]> => {
    const statement = await side.channel.statement(date);
    if (statement.status !== 'there') throw new Error(JSON.stringify(statement));
    const all: StatementLine[] = [];
    for await (const line of statement.lines) all.push(line);
    return all;
  };
  beforeAll(async () => {
    await side.sandbox.world.clock.set('2022-06-10T23:58:00.000+08:00');
    order = await paid({ payBy: instant('2022-06-11T10:00:00+08:00') });
    await side.channel.refund(refundOf(order, yuan('80.00')));
    await side.sandbox.world.clock.set('2022-06-11T10:00:00.000+08:00');
  });

  it('has the money that came and went, by the day in Shanghai', async () => {
    expect(await lines()).toMatchObject([
      { kind: 'payment', orderNo: order.orderNo, amount: '380.00', status: 'SUCCESS' },
      { kind: 'refund', orderNo: order.orderNo, amount: '80.00' },
    ]);
  });
  it('agrees with the fund flow', async () => {
    const flow = await side.channel.fundFlow(date);
    if (flow.status !== 'there') throw new Error(flow.status);
    const all = [];
    for await (const line of flow.lines) all.push(line);
    expect(all).toMatchObject([
      { direction: 'in', amount: '380.00' },
      { direction: 'out', amount: '80.00' },
    ]);
  });
  it('is not there for a day without business, and in the making until nine', async () => {
    expect(await side.channel.statement(day('2022-06-09'))).toEqual({ status: 'empty' });
    expect(await side.channel.statement(day('2022-06-11'))).toEqual({ status: 'not-ready' });
    await side.sandbox.world.clock.set('2022-06-11T08:59:00.000+08:00');
    expect(await side.channel.statement(date)).toEqual({ status: 'not-ready' });
    await side.sandbox.world.clock.set('2022-06-11T10:00:00.000+08:00');
  });
  it.each([
    ['bill-late', { status: 'not-ready' }],
    ['bill-missing', { status: 'empty' }],
    ['bill-truncated', { status: 'refused', reason: 'hash' }],
    ['bill-wrong-hash', { status: 'refused', reason: 'hash' }],
    ['bill-wrong-encoding', { status: 'refused', reason: 'encoding' }],
    ['bill-wrong-totals', { status: 'refused', reason: 'totals' }],
  ])('with %s is %j', async (mode, told) => {
    await fault(mode, date, 1);
    expect(await side.channel.statement(date)).toEqual(told);
    expect(await lines()).toHaveLength(2);
  });
  it.each([
    ['bill-line-short', 1, 1],
    ['bill-line-more', 1, 3],
    ['bill-other-amount', 1, 2],
    ['bill-other-status', 1, 2],
  ])('with %s is whole, and differs from the books', async (mode, times, count) => {
    const truth = await lines();
    await fault(mode, order.orderNo, times);
    const told = await lines();
    expect(told).toHaveLength(count);
    expect(told).not.toEqual(truth);
  });
});
