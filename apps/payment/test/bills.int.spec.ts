import { minutesFromNow } from '@canbao/test-servers/minutes-from-now';
import { randomUUID } from 'node:crypto';
import { WeChatBills, WeChatBillsSettings } from '@canbao/channels';
import { channelSandbox, type ChannelSandbox } from '@canbao/test-servers/channel-sandbox';
import {
  quoteKeys,
  quoteToken,
  startForTest,
  testDatabase,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { Channels } from '../src/channels/channels';
import { payment } from '../src/payment';
import { registered, type Registered } from '@canbao/test-servers/registered';

// The stand-in for WeChat plays the user and WeChat's side; its books know nothing of ours.
const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const known = { merchantId: '1900000110', companyId: '370100001' };
const secret = 'f'.repeat(40);

describe('WeChat 生活缴费', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let registration: Registered;
  let weChat: ChannelSandbox;
  const keys = quoteKeys();

  beforeAll(async () => {
    database = await testDatabase();
    registration = await registered(database);
    const settings = WeChatBillsSettings.parse({ ...known, secrets: [secret] });
    const channels = new Channels({ 'wechat-bills': new WeChatBills(settings) });
    service = await startForTest(
      payment(keys, () => channels),
      database.url,
    );
    weChat = await channelSandbox({ 'wechat-bills': { ...known, secret } }, `${service.url}/v1`);
  });
  afterAll(async () => {
    await weChat.stop();
    await registration.stop();
    await service.stop();
    await database.drop();
  });
  beforeEach(() => weChat.world.faults.clear());

  const tokenFor = (personId: string, change: object = {}): Promise<string> =>
    quoteToken(
      {
        quoteId: randomUUID(),
        personId,
        insurance: 'pension',
        district: '370102',
        payerId: 'payer-1',
        channel: 'wechat',
        lines: [
          {
            item: 'pension',
            month: '2025-03',
            base: '5000.00',
            rate: '0.2',
            amount: '1000.00',
            parts: { pooledFund: '600.00', personalAccount: '400.00' },
          },
        ],
        total: '1000.00',
        issuedAt: minutesFromNow(-5),
        expiresAt: minutesFromNow(10),
        certificateHash: 'none',
        ...change,
      },
      keys,
    );
  const issue = async (personId: string, change: object = {}, as = payer) =>
    service.call(
      as,
      'POST',
      '/v1/payment-numbers',
      { quoteToken: await tokenFor(personId, change) },
      { 'idempotency-key': randomUUID() },
    );
  /** A person's number, not paid yet. */
  const issued = async (): Promise<{ personId: string; orderId: string; paymentNumber: string }> => {
    const personId = randomUUID();
    await registration.persons('payer-1', [personId]);
    const { status, body } = await issue(personId);
    expect(status).toBe(201);
    return { personId, ...body };
  };
  const ask = async (path: string, body: object) =>
    (await weChat.ask('POST', `/sandbox/channels/wechat-bills/${path}`, body)).body;
  const fault = (mode: string, order: string) =>
    weChat.ask('PUT', '/sandbox/channels/faults', { counterpart: 'wechat-bills', mode, order, times: 1 });
  const order = async (orderId: string) =>
    (await service.call('operator', 'GET', `/v1/orders/${orderId}`)).body;
  /** What payment has booked as held by WeChat 生活缴费, in yuan; the trial balance is zero. */
  const held = async (): Promise<number> => {
    const { body } = await service.call('auditor', 'GET', '/v1/ledger/trial-balance');
    expect(body.total).toBe('0.00');
    return Number(body.accounts.find(({ code }: any) => code === '1001.wechat-bills')?.balance ?? 0);
  };
  /** What WeChat's own books have for us, in yuan. */
  const owedByWeChat = async (): Promise<number> => {
    const { items } = (await weChat.ask('GET', '/sandbox/channels/wechat-bills/books')).body;
    const ours = items.filter(({ status }: any) => ['paid', 'unknown'].includes(status));
    return ours.reduce((sum: number, { fen }: any) => sum + fen, 0) / 100;
  };

  afterEach(async () => expect(await held()).toBe(await owedByWeChat()));

  it('is asked by a number, and its charge settles the month', async () => {
    const { orderId, paymentNumber } = await issued();
    expect(await ask('query', { billKey: paymentNumber })).toMatchObject({
      code: '0',
      fields: { total_num: '1', pay_amount: '100000', begin_date: '202503', end_date: '202503' },
    });
    const paid = await ask('pay', { billKey: paymentNumber });
    expect(paid).toMatchObject({ status: 'paid', channel_bill_no: expect.any(String) });
    expect(await order(orderId)).toMatchObject({
      status: 'paid',
      channel: 'wechat-bills',
      receiptNo: paid.channel_bill_no,
    });
    expect(await ask('query', { billKey: paymentNumber })).toMatchObject({ code: 'EQ0005' });
    // Nobody asks any more how an order stands that is paid.
    const asked = await database.query('select 1 from payment.channel_orders where order_id = $1', [orderId]);
    expect(asked).toEqual([]);
  });

  it('gives the first answer to every repeat, and books once', async () => {
    const { paymentNumber } = await issued();
    await fault('notify-twice', paymentNumber);
    const { bill_no: billNo, channel_bill_no: receiptNo } = await ask('pay', { billKey: paymentNumber });
    const again = await Promise.all([...Array(5)].map(() => ask('charge', { billNo })));
    expect(again.map((payment) => payment.channel_bill_no)).toEqual(Array(5).fill(receiptNo));
    expect(await ask('confirm', { billNo })).toMatchObject({ status: 'paid', channel_bill_no: receiptNo });
  });

  it('is told again what it could not hear: its number finds the money', async () => {
    const { paymentNumber } = await issued();
    await fault('timeout-after-success', paymentNumber);
    const { bill_no: billNo, status } = await ask('pay', { billKey: paymentNumber });
    expect(status).toBe('unknown');
    expect(await ask('confirm', { billNo })).toMatchObject({ status: 'paid' });
  });

  it('charges once more what never came to us', async () => {
    const { paymentNumber, orderId } = await issued();
    await fault('timeout-before', paymentNumber);
    const { bill_no: billNo } = await ask('pay', { billKey: paymentNumber });
    expect(await order(orderId)).toMatchObject({ status: 'open' });
    expect(await ask('confirm', { billNo })).toMatchObject({ status: 'paid' });
    expect(await order(orderId)).toMatchObject({ status: 'paid' });
  });

  it.each([
    ['other-amount', 'amount-differs'],
    ['other-order', 'order-unknown'],
  ])('keeps money in suspense and is not refused it: %s', async (mode, because) => {
    const { paymentNumber } = await issued();
    await fault(mode, paymentNumber);
    const { status, channel_bill_no: receiptNo } = await ask('pay', { billKey: paymentNumber });
    expect(status).toBe('paid');
    const { body } = await service.call('operator', 'GET', `/v1/receipts/${receiptNo}`);
    expect(body).toMatchObject({ status: 'in-suspense', because });
  });

  it('keeps the money of a second payment of one number', async () => {
    const { paymentNumber, orderId } = await issued();
    await fault('paid-twice', paymentNumber);
    await ask('pay', { billKey: paymentNumber });
    expect(await order(orderId)).toMatchObject({ status: 'paid' });
    const rows = await database.query(
      `select because from payment.orders where channel = 'wechat-bills' and because = 'paid-twice'`,
    );
    expect(rows).toHaveLength(1);
  });

  it('settles one of two payments that come at the same time, and keeps the other', async () => {
    const { paymentNumber, orderId } = await issued();
    const both = await Promise.all([1, 2].map(() => ask('pay', { billKey: paymentNumber, fen: 100_000 })));
    expect(both.map(({ status }) => status)).toEqual(['paid', 'paid']);
    const rows = await database.query(
      `select status from payment.orders where receipt_no = any($1) order by status`,
      [both.map((payment) => payment.channel_bill_no)],
    );
    expect(rows).toEqual([{ status: 'in-suspense' }, { status: 'paid' }]);
    expect(await order(orderId)).toMatchObject({ status: 'paid' });
  });

  it('keeps a charge of a number whose order was given up meanwhile', async () => {
    const { paymentNumber, orderId } = await issued();
    const close = `/v1/orders/${orderId}/close`;
    await service.call(payer, 'POST', close, {}, { 'idempotency-key': randomUUID() });
    expect(await ask('query', { billKey: paymentNumber })).toMatchObject({ code: 'EQ0019' });
    // The user had the bill on the screen before.
    const paid = await ask('pay', { billKey: paymentNumber, fen: 100_000 });
    expect(paid).toMatchObject({ status: 'paid' });
    expect(await order(orderId)).toMatchObject({ status: 'in-suspense', because: 'order-closed' });
  });

  it('takes a charge back on its day, and the month can be paid again', async () => {
    const { paymentNumber, orderId, personId } = await issued();
    const { bill_no: billNo } = await ask('pay', { billKey: paymentNumber });
    await fault('reversal-twice', paymentNumber);
    expect(await ask('reverse', { billNo })).toMatchObject({ code: '0' });
    expect(await order(orderId)).toMatchObject({ status: 'reversed' });
    expect(await ask('confirm', { billNo })).not.toMatchObject({ status: 'paid' });
    expect((await issue(personId)).status).toBe(201);
  });

  it('makes a charge void whose reversal came first', async () => {
    const { paymentNumber, orderId } = await issued();
    await fault('reversal-first', paymentNumber);
    expect(await ask('pay', { billKey: paymentNumber })).toMatchObject({ status: 'reversed' });
    expect(await order(orderId)).toMatchObject({ status: 'open' });
    expect(await ask('query', { billKey: paymentNumber })).toMatchObject({ code: '0' });
  });

  it('cannot charge a second number under a number that it has used', async () => {
    const [first, second] = [await issued(), await issued()];
    const { bill_no: billNo, channel_bill_no: receiptNo } = await ask('pay', {
      billKey: first.paymentNumber,
    });
    await weChat.world.pool.query('update sandbox.wechat_bill_payment set bill_key = $2 where bill_no = $1', [
      billNo,
      second.paymentNumber,
    ]);
    expect(await ask('charge', { billNo })).toMatchObject({ channel_bill_no: receiptNo });
    expect(await order(second.orderId)).toMatchObject({ status: 'open' });
  });

  it('is not believed without its signature, and then nothing is stored', async () => {
    const { paymentNumber, orderId } = await issued();
    await fault('notify-forged', paymentNumber);
    expect(await ask('pay', { billKey: paymentNumber })).toMatchObject({
      status: 'returned',
      ret_code: 'EQ0001',
    });
    expect(await order(orderId)).toMatchObject({ status: 'open' });
  });

  it('finds nothing under a number that nobody was given', async () => {
    expect(await ask('query', { billKey: '9000000000000001' })).toMatchObject({ code: 'EQ0006' });
    expect(await ask('query', { billKey: "' or 1=1 --" })).toMatchObject({ code: 'EQ0006' });
  });

  it('writes down nothing that a user typed in place of a number', async () => {
    const [year, rest] = ['19880229', '0012'];
    const identity = `370102${year}${rest}`;
    const { channel_bill_no: receiptNo } = await ask('pay', { billKey: identity, fen: 100_000 });
    expect((await service.call('operator', 'GET', `/v1/receipts/${receiptNo}`)).body).toMatchObject({
      because: 'order-unknown',
    });
    const rows = await database.query('select 1 from payment.events where data::text like $1', [
      `%${identity}%`,
    ]);
    expect(rows).toEqual([]);
  });

  it.each([
    ['a quote of Alipay', { channel: 'alipay' }, payer, 'channel-mismatch'],
    ['a payer in Alipay', {}, { payer: 'payer-1', channel: 'alipay' } as const, 'channel-mismatch'],
    ['a quote of another payer', { payerId: 'payer-2' }, payer, 'quote-of-another-payer'],
    ['a quote whose time is over', { expiresAt: minutesFromNow(-1) }, payer, 'quote-expired'],
  ])('gives no number for %s', async (_, change, as, code) => {
    const personId = randomUUID();
    await registration.persons('payer-1', [personId]);
    expect((await issue(personId, change, as)).body).toMatchObject({ code });
  });

  it('gives no second number for a month that one holds', async () => {
    const { personId } = await issued();
    expect((await issue(personId)).body).toMatchObject({ code: 'month-in-payment' });
  });
});
