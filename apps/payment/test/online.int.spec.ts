import { createHash, randomUUID } from 'node:crypto';
import type { QuoteClaims } from '@canbao/contracts';
import type { ChannelOrder, OnlineChannel } from '@canbao/domain-payment';
import { yuan } from '@canbao/money';
import { pause } from '@canbao/runtime';
import {
  differences,
  eventually,
  quoteKeys,
  quoteToken,
  startForTest,
  testDatabase,
  verified,
  type Reply,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { Channels } from '../src/channels/channels';
import { FakeChannel } from './fake-channel';
import { payment, storage } from '../src/payment';
import { registered, type Registered } from '@canbao/test-servers/registered';

const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const ccb: TestRole = { bank: 'ccb' };
const inMs = (ms: number): string =>
  new Date(Date.now() + ms + 8 * 3_600_000).toISOString().replace('Z', '+08:00');

describe('an online channel', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let registration: Registered;
  const keys = quoteKeys();
  const channel = new FakeChannel();
  const connect = () => new Channels({ wechat: channel as unknown as OnlineChannel });

  beforeAll(async () => {
    database = await testDatabase();
    registration = await registered(database);
    service = await startForTest(payment(keys, connect), database.url);
  });
  afterAll(async () => {
    await registration.stop();
    await service.stop();
    await database.drop();
  });
  beforeEach(() => {
    channel.silent = undefined;
    channel.calls.length = 0;
  });

  const quote = (personId: string, change: object = {}): QuoteClaims => {
    const line = {
      item: 'pension',
      month: inMs(0).slice(0, 7),
      base: '5000.00',
      rate: '0.2',
      amount: '1000.00',
    };
    return {
      quoteId: randomUUID(),
      personId,
      insurance: 'pension',
      district: '370102',
      payerId: 'payer-1',
      lines: [line],
      total: '1000.00',
      issuedAt: inMs(-60_000),
      expiresAt: inMs(600_000),
      certificateHash: 'none',
      ...change,
    } as QuoteClaims;
  };
  const person = async (): Promise<string> => {
    const personId = randomUUID();
    await registration.persons('payer-1', [personId]);
    return personId;
  };
  const open = async (claims: QuoteClaims, key: string = randomUUID()): Promise<Reply> =>
    service.call(
      payer,
      'POST',
      '/v1/orders',
      { quoteToken: await quoteToken(claims, keys), channel: 'wechat', payerReference: 'openid-1' },
      { 'idempotency-key': key },
    );
  const order = async (orderId: string): Promise<any> =>
    (await service.call(payer, 'GET', `/v1/orders/${orderId}`)).body;
  const noOf = (orderId: string): string => orderId.replaceAll('-', '');
  const notify = async (orderNo: string, signature?: string, change: object = {}): Promise<Response> => {
    const body = JSON.stringify({ about: 'payment', noticeId: randomUUID(), orderNo, state: {}, ...change });
    return fetch(`${service.url}/v1/channel-notifications/wechat`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-signature': signature ?? createHash('sha256').update(body).digest('hex'),
      },
      body,
    });
  };
  /** The job's schedule has come to its next question. */
  const due = (): Promise<unknown> => database.query(`update payment.channel_orders set ask_at = now()`);
  const becomes = async (orderId: string, status: string): Promise<any> =>
    eventually(
      () => order(orderId),
      (found) => found.status === status,
    );
  const balance = async (): Promise<Record<string, string>> => {
    const { body } = await service.call('auditor', 'GET', '/v1/ledger/trial-balance');
    expect(body.total).toBe('0.00');
    return Object.fromEntries(
      body.accounts.map(({ code, balance: amount }: { code: string; balance: string }) => [code, amount]),
    );
  };

  it('takes an order, is paid, tells of it, and the payer sees the receipt', async () => {
    const key = randomUUID();
    const claims = quote(await person());
    const opened = await open(claims, key);
    expect(opened).toMatchObject({
      status: 201,
      body: { status: 'open', channelParameters: { prepay: 'openid-1' }, payBy: claims.expiresAt },
    });
    const { orderId } = opened.body;
    expect(channel.books.get(noOf(orderId))?.order.payBy).toBe(claims.expiresAt);
    expect((await open(claims, key)).body).toEqual(opened.body);
    expect(channel.calls).toEqual([`place ${noOf(orderId)}`]);
    expect(await order(orderId)).toMatchObject({ status: 'open', channelParameters: { prepay: 'openid-1' } });

    const transactionNo = channel.pay(noOf(orderId));
    const answers = await Promise.all([notify(noOf(orderId)), notify(noOf(orderId)), notify(noOf(orderId))]);
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ code: 'SUCCESS', message: '成功' });
    }
    const paid = await becomes(orderId, 'paid');
    expect(paid).not.toHaveProperty('channelParameters');
    const receipt = await service.call('operator', 'GET', `/v1/receipts/${paid.receiptNo}`);
    expect(receipt.body).toMatchObject({ channelTransactionNo: transactionNo, total: '1000.00' });
    expect((await open(quote(claims.personId))).body.code).toBe('month-already-paid');
  });

  it('is asked for the amount: what a message says of it is not believed', async () => {
    const { orderId } = (await open(quote(await person()))).body;
    await notify(noOf(orderId), undefined, { state: { status: 'paid', amount: '1000.00' } });
    await eventually(
      () =>
        database.query(`select 1 from payment.channel_notices where number = $1 and ask_at is null`, [
          noOf(orderId),
        ]),
      (rows) => rows.length === 1,
    );
    expect(await order(orderId)).toMatchObject({ status: 'open' });
    channel.pay(noOf(orderId), '999.99');
    await notify(noOf(orderId));
    expect(await becomes(orderId, 'in-suspense')).toMatchObject({ because: 'amount-differs' });
  });

  it('is not believed without its signature: nothing is kept but the count', async () => {
    const { orderId } = (await open(quote(await person()))).body;
    channel.pay(noOf(orderId));
    const answer = await notify(noOf(orderId), 'x'.repeat(64));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'FAIL' });
    expect(
      await database.query(`select 1 from payment.channel_notices where number = $1`, [noOf(orderId)]),
    ).toEqual([]);
    const counted = await database.query(`select because, times from payment.forged_notices`);
    expect(counted).toEqual([{ because: 'bad-signature', times: 1 }]);
    expect(
      (await fetch(`${service.url}/v1/channel-notifications/alipay`, { method: 'POST', body: 'a=b' })).status,
    ).toBe(404);
  });

  it('that took an order without saying so is asked, and not told to take another', async () => {
    channel.silent = { call: 'place', isDone: true };
    const opened = await open(quote(await person()));
    const { orderId } = opened.body;
    expect(opened.body).toMatchObject({
      status: 'unknown',
      channelParameters: {},
      askedAgainAt: expect.any(String),
    });
    expect(await order(orderId)).toMatchObject({ status: 'unknown', askedAgainAt: expect.any(String) });
    channel.silent = undefined;
    await due();
    expect(await becomes(orderId, 'open')).toMatchObject({ channelParameters: { prepay: 'openid-1' } });
    expect(channel.calls.filter((call) => call.endsWith(noOf(orderId)))).toEqual(
      ['place', 'query', 'place'].map((call) => `${call} ${noOf(orderId)}`),
    );
  });

  it('whose payment is not told of is asked until it says so', async () => {
    const { orderId } = (await open(quote(await person()))).body;
    channel.pay(noOf(orderId));
    channel.silent = { call: 'query', isDone: false };
    await due();
    await eventually(
      () => order(orderId),
      ({ status }) => status === 'unknown',
    );
    channel.silent = undefined;
    await due();
    await becomes(orderId, 'paid');
  });

  it('closes first: an order that was paid meanwhile is paid, and one of which nobody knows holds its month', async () => {
    const paid = (await open(quote(await person()))).body.orderId;
    channel.pay(noOf(paid));
    const refused = await service.call(payer, 'POST', `/v1/orders/${paid}/close`, {});
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'order-not-open', details: { status: 'paid' } },
    });

    const personId = await person();
    const claims = quote(personId, { expiresAt: inMs(2_500) });
    const { orderId } = (await open(claims)).body;
    channel.silent = { call: 'query', isDone: false };
    expect((await service.call(payer, 'POST', `/v1/orders/${orderId}/close`, {})).body.status).toBe(
      'closing',
    );
    await pause(3_000);
    expect((await open(quote(personId))).body).toMatchObject({
      code: 'month-in-payment',
      conditions: [{ clearedBy: 'channel' }],
    });
    channel.silent = undefined;
    expect((await service.call(payer, 'POST', `/v1/orders/${orderId}/close`, {})).body.status).toBe('closed');
    expect((await open(quote(personId))).status).toBe(201);
  });

  it('is told to close an order whose time is over, and a late payment pays what is still owed', async () => {
    const personId = await person();
    const { orderId } = (await open(quote(personId, { expiresAt: inMs(1_500) }))).body;
    expect(await eventuallyClosed(orderId)).toMatchObject({ because: 'expired' });
    expect(channel.calls).toContain(`close ${noOf(orderId)}`);
    channel.pay(noOf(orderId));
    await notify(noOf(orderId));
    expect(await becomes(orderId, 'paid')).not.toHaveProperty('because');
    const { items } = (await service.call('operator', 'GET', `/v1/suspense?orderId=${orderId}`)).body;
    expect(items).toMatchObject([
      { because: 'order-closed', way: 'obligation', amount: '1000.00', channel: 'wechat' },
    ]);
  });
  const eventuallyClosed = (orderId: string): Promise<any> =>
    eventually(
      () => order(orderId),
      ({ status }) => status === 'closed',
      20_000,
    );

  it('comes second to a counter: its money goes back by itself, once', async () => {
    const personId = await person();
    const { orderId } = (await open(quote(personId))).body;
    const collected = await service.call(ccb, 'POST', '/v1/collections', {
      quoteToken: await quoteToken(quote(personId), keys),
      channelTransactionNo: randomUUID(),
      amount: '1000.00',
      paidAt: inMs(-1_000),
      method: 'cash',
    });
    expect(collected.body.status).toBe('paid');
    channel.pay(noOf(orderId));
    await notify(noOf(orderId));
    await becomes(orderId, 'in-suspense');
    const { items } = await eventually(
      async () => (await service.call('operator', 'GET', `/v1/suspense?status=left&orderId=${orderId}`)).body,
      (found) => found.items.length === 1,
      15_000,
    );
    expect(items).toMatchObject([
      { way: 'back', proposal: { way: 'owed-or-back', leavesFrom: expect.any(String) } },
    ]);
    expect(Number((await balance())['2902.refund-payable'] ?? 0)).toBeLessThanOrEqual(0);
  });

  it('is asked about an order that is none of ours, and its money waits for two operators', async () => {
    const stranger = randomUUID();
    const stray = { orderNo: noOf(stranger), total: yuan('5.00') } as ChannelOrder;
    channel.books.set(noOf(stranger), { order: stray, state: { status: 'not-paid' } });
    channel.pay(noOf(stranger), '5.00');
    await notify(noOf(stranger));
    const [line] = await eventually(
      async () => (await service.call('operator', 'GET', '/v1/suspense?status=open')).body.items,
      (items) => items.some(({ because }: { because: string }) => because === 'order-unknown'),
    ).then((items) => items.filter(({ because }: { because: string }) => because === 'order-unknown'));
    expect(line).toMatchObject({ amount: '5.00', proposal: { way: 'back' } });
    expect(line.proposal).not.toHaveProperty('leavesFrom');
    const resolve = (body: object) =>
      service.call('operator', 'POST', `/v1/suspense/${line.lineId}/resolution`, { purpose: 'T-1', ...body });
    expect((await resolve({ way: 'obligation' })).body.code).toBe('suspense-without-quote');
    const proposed = await resolve({ way: 'back' });
    expect(proposed).toMatchObject({ status: 202, body: { status: 'proposed', action: 'resolve-suspense' } });
  });

  it('leaves rows that are what the events make', async () => {
    expect(differences(await verified(storage, database.url))).toEqual([]);
  });
});
