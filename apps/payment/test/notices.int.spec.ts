import { createHash, randomUUID } from 'node:crypto';
import type { OnlineChannel } from '@canbao/domain-payment';
import { registered, type Registered } from '@canbao/test-servers/registered';
import {
  eventually,
  quoteKeys,
  quoteToken,
  startForTest,
  testDatabase,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { Channels } from '../src/channels/channels';
import { payment } from '../src/payment';
import { FakeChannel } from './fake-channel';

const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const inMs = (ms: number): string =>
  new Date(Date.now() + ms + 8 * 3_600_000).toISOString().replace('Z', '+08:00');

// What ADR 48 lists, where no other spec plays it.
describe('a message of a channel', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let registration: Registered;
  const keys = quoteKeys();
  const channel = new FakeChannel();

  beforeAll(async () => {
    database = await testDatabase();
    registration = await registered(database);
    const connect = () => new Channels({ wechat: channel as unknown as OnlineChannel });
    service = await startForTest(payment(keys, connect), database.url);
  });
  afterAll(async () => {
    await registration.stop();
    await service.stop();
    await database.drop();
  });

  const opened = async (): Promise<{ readonly orderId: string; readonly orderNo: string }> => {
    const personId = randomUUID();
    await registration.persons('payer-1', [personId]);
    const line = {
      item: 'pension',
      month: inMs(0).slice(0, 7),
      base: '5000.00',
      rate: '0.2',
      amount: '1000.00',
    };
    const claims = {
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
    };
    const { body } = await service.call(payer, 'POST', '/v1/orders', {
      quoteToken: await quoteToken(claims, keys),
      channel: 'wechat',
      payerReference: 'openid-1',
    });
    return { orderId: body.orderId, orderNo: body.orderId.replaceAll('-', '') };
  };
  const notify = async (told: object, signature?: string): Promise<number> => {
    const body = JSON.stringify({ noticeId: randomUUID(), state: {}, ...told });
    const { status } = await fetch(`${service.url}/v1/channel-notifications/wechat`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-signature': signature ?? createHash('sha256').update(body).digest('hex'),
      },
      body,
    });
    return status;
  };
  const becomes = async (orderId: string, status: string): Promise<any> =>
    eventually(
      async () => (await service.call(payer, 'GET', `/v1/orders/${orderId}`)).body,
      (found) => found.status === status,
    );
  const kept = async (number: string): Promise<any> =>
    (await database.query('select * from payment.channel_notices where number = $1', [number]))[0];
  /** Ten minutes have passed since it came, and its next question is due. */
  const tenMinutesLater = (number: string): Promise<unknown> =>
    database.query(
      `update payment.channel_notices set received_at = received_at - interval '10 minutes', ask_at = now()
       where number = $1`,
      [number],
    );
  const alarms = (number: string): string[] =>
    service.logged.filter((line) => line.includes('"alarm":"notice-unmatched"') && line.includes(number));
  const isAlarmed = (number: string): Promise<number> =>
    eventually(
      async () => alarms(number).length,
      (count) => count > 0,
    );
  const receipts = async (orderId: string): Promise<number> =>
    (
      await database.query(
        `select 1 from payment.events where type in ('PaymentCaptured', 'ReceiptKeptInSuspense')
         and data->>'orderId' = $1`,
        [orderId],
      )
    ).length;

  it('that comes a hundred times at once is one row and one receipt, and each time answered', async () => {
    const { orderId, orderNo } = await opened();
    channel.pay(orderNo);
    const told = { about: 'payment', noticeId: `SUCCESS ${orderNo}`, orderNo };
    const answers = await Promise.all(Array.from({ length: 100 }, () => notify(told)));
    expect(new Set(answers)).toEqual(new Set([200]));
    await becomes(orderId, 'paid');
    expect(await kept(orderNo)).toMatchObject({ times: 100 });
    expect(await receipts(orderId)).toBe(1);
  });

  it('that is forged a hundred times at once counts a hundred times, and is kept nowhere', async () => {
    const { orderNo } = await opened();
    const told = { about: 'payment', orderNo };
    const answers = await Promise.all(Array.from({ length: 100 }, () => notify(told, 'x'.repeat(64))));
    expect(new Set(answers)).toEqual(new Set([400]));
    expect(await database.query('select because, times from payment.forged_notices')).toEqual([
      { because: 'bad-signature', times: 100 },
    ]);
    expect(await kept(orderNo)).toBeUndefined();
  });

  it('of a refund that we never asked for waits, moves nothing, and is an alarm after ten minutes', async () => {
    const refundNo = `${randomUUID().replaceAll('-', '')}-1-1`;
    expect(await notify({ about: 'refund', refundNo })).toBe(200);
    await eventually(
      () => kept(refundNo),
      ({ asked }) => asked > 0,
    );
    expect(await kept(refundNo)).toMatchObject({ ask_at: expect.any(Date) });
    expect(alarms(refundNo)).toEqual([]);
    await tenMinutesLater(refundNo);
    expect(await isAlarmed(refundNo)).toBeGreaterThan(0);
  });

  it('of a refund under a number that cannot be ours is no different', async () => {
    const refundNo = `HAND-${randomUUID()}`;
    expect(await notify({ about: 'refund', refundNo })).toBe(200);
    await tenMinutesLater(refundNo);
    expect(await isAlarmed(refundNo)).toBeGreaterThan(0);
  });

  it('of an order of which the channel then knows nothing waits for the channel, and is booked once it does', async () => {
    const orderNo = randomUUID().replaceAll('-', '');
    expect(await notify({ about: 'payment', orderNo })).toBe(200);
    await tenMinutesLater(orderNo);
    expect(await isAlarmed(orderNo)).toBeGreaterThan(0);
    channel.knows(orderNo);
    const transactionNo = channel.pay(orderNo);
    await tenMinutesLater(orderNo);
    await eventually(
      () => kept(orderNo),
      ({ ask_at: askAt }) => askAt === null,
    );
    const booked = await database.query(
      `select type from payment.events where data->>'channelTransactionNo' = $1`,
      [transactionNo],
    );
    expect(booked).toEqual([{ type: 'UnidentifiedReceiptKept' }]);
  });

  it('with a status that nobody here knows holds the order, is an alarm, and is never read as failed', async () => {
    const { orderId, orderNo } = await opened();
    channel.set(orderNo, { status: 'unknown', said: 'FROZEN' });
    expect(await notify({ about: 'payment', orderNo })).toBe(200);
    await becomes(orderId, 'unknown');
    expect(
      service.logged.some((line) => line.includes('channel-status-unknown') && line.includes('FROZEN')),
    ).toBe(true);
    channel.pay(orderNo);
    await notify({ about: 'payment', orderNo });
    await becomes(orderId, 'paid');
  });

  it('of the close that comes before the one of the payment ends in what the channel holds: paid', async () => {
    const { orderId, orderNo } = await opened();
    channel.pay(orderNo);
    expect(await notify({ about: 'payment', orderNo, state: { status: 'closed' } })).toBe(200);
    await becomes(orderId, 'paid');
    expect(await notify({ about: 'payment', orderNo })).toBe(200);
    expect(await receipts(orderId)).toBe(1);
  });

  it('that was kept just before a crash is worked through by the job', async () => {
    const { orderId, orderNo } = await opened();
    channel.pay(orderNo);
    await database.query(
      `insert into payment.channel_notices (channel, notice_id, about, number, received_at, ask_at)
       values ('wechat', $1, 'payment', $2, now(), now())`,
      [randomUUID(), orderNo],
    );
    await becomes(orderId, 'paid');
    await eventually(
      () => kept(orderNo),
      ({ ask_at: askAt }) => askAt === null,
    );
  });
});
