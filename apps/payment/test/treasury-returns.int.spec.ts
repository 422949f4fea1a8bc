import { randomUUID } from 'node:crypto';
import { contractEvents, type ContractEvent } from '@canbao/contracts';
import { channelSandbox, type ChannelSandbox } from '@canbao/test-servers/channel-sandbox';
import { publisher } from '@canbao/test-servers/publisher';
import {
  eventually,
  quoteKeys,
  startForTest,
  testDatabase,
  type Reply,
  type TestService,
} from '@canbao/test-servers/service';
import { payment } from '../src/payment';
import { Counter, fileOf, line, treasuryOf } from './counter';

const may18 = '2022-05-18';
const ccb = { bank: 'ccb' } as const;

describe('the treasury gives back (退库)', () => {
  const keys = quoteKeys();
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let sandbox: ChannelSandbox;
  let ledgerSync: Awaited<ReturnType<typeof publisher>>;
  let service: TestService;
  let counter: Counter;

  beforeAll(async () => {
    database = await testDatabase();
    sandbox = await channelSandbox({});
    ledgerSync = await publisher('ledger-sync', database.url);
    const { url } = sandbox;
    await sandbox.world.clock.set(`${may18}T12:00:00.000+08:00`);
    const treasury = treasuryOf(url);
    service = await startForTest(payment(keys, undefined, undefined, undefined, treasury), database.url, {
      CLOCK_URL: `${url}/sandbox/clock`,
    });
    counter = new Counter(service, keys, () => sandbox.world.clock.now());
  });
  afterAll(async () => {
    await ledgerSync.stop();
    await service.stop();
    await sandbox.stop();
    await database.drop();
  });

  const refundIs = (refundId: string, status: string): Promise<any> =>
    eventually(
      async () => (await service.call('operator', 'GET', `/v1/refunds/${refundId}`)).body,
      (body) => body.status === status,
    );
  const payOut = (refundId: string, amount: string): Promise<Reply> =>
    // Without a time it was handed over now, by the platform's clock.
    service.call(ccb, 'POST', `/v1/refunds/${refundId}/payout`, { payoutNo: `P-${amount}`, amount });
  const rows = (where: string): Promise<any[]> =>
    database.query(`select * from payment.treasury_returns where ${where} order by refund_no`);

  const caseOfReturn = (satisfied: (body: any) => boolean): Promise<any> =>
    eventually(
      async () =>
        (await service.call('operator', 'GET', '/v1/cases?kind=treasury-return-missing')).body.items[0],
      (found) => found !== undefined && satisfied(found),
    );

  it('what each item has brought of refunded months, and nothing of what has never been there', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const whole = (await counter.report('T1', ['2022-04', '2022-05'], { personId: first })).body;
    await counter.report('T2', ['2022-04'], { personId: second });
    const half = (await counter.report('T3', ['2022-04', '2022-05'], { personId: second })).body;
    expect(half).toMatchObject({ status: 'paid', inSuspense: '1000.00' });

    await sandbox.world.clock.set('2022-05-19T09:00:00.000+08:00');
    await counter.send(may18, fileOf(may18, [line('T1', '2000.00'), line('T2'), line('T3', '2000.00')]));
    await eventually(
      () => database.query('select from payment.treasury_items where sent_at is not null'),
      (sent) => sent.length === 4,
    );
    // The month that was paid before goes back out of suspense: the treasury has never had it.
    await refundIs(half.orderId, 'to-pay-out');
    expect((await payOut(half.orderId, '1000.00')).status).toBe(200);

    await sandbox.world.clock.set('2022-05-27T09:00:00.000+08:00');
    await eventually(
      () => database.query('select from payment.treasury_items where received_on is not null'),
      (received) => received.length === 4,
    );
    const applied = await service.call({ operator: 'one' }, 'POST', '/v1/refunds', {
      orderId: whole.orderId,
      months: ['2022-04', '2022-05'],
      reason: 'duplicate',
    });
    const { refundId } = applied.body;
    await service.call({ operator: 'two' }, 'POST', `/v1/refunds/${refundId}/approval`);
    await service.call('hrss', 'POST', `/v1/refunds/${refundId}/approval`);
    for (const month of ['2022-04', '2022-05']) {
      const type = 'canbao.ledger-sync.PostingAbsent.v1';
      const about = { personId: first, insurance: 'pension', month, refundId };
      const data = contractEvents[type].data.parse({ ...about, confirmedAt: sandbox.world.clock.now() });
      await ledgerSync.publish({ type, data } as ContractEvent);
    }
    await refundIs(refundId, 'to-pay-out');
    // One of the two comes back after twelve working days: a case after nine days.
    sandbox.world.faults.set({ counterpart: 'treasury', mode: 'refund-stuck', times: 1 });
    expect((await payOut(refundId, '2000.00')).status).toBe(200);
    await eventually(
      () => rows('told_at is not null'),
      (told) => told.length === 2,
    );
    expect((await rows(`left_on = '2022-05-27'`)).map(({ order_id: of, fen }) => [of, fen])).toEqual([
      [whole.orderId, '100000'],
      [whole.orderId, '100000'],
    ]);

    // Any of the numbers leads there: of the treasury's item, of the payout, of the quote that was paid.
    const search = async (number: string): Promise<any> =>
      (await service.call('operator', 'POST', '/v1/searches', { number })).body.items;
    const [{ number, quote }]: any = await database.query(
      `select to_char(entrust_date, 'YYYYMMDD') || tax_org_code || tra_no as number, quote_id as quote
       from payment.treasury_items join payment.day_receipts using (order_id)
       where order_id = $1 limit 1`,
      [whole.orderId],
    );
    expect(await search(number)).toMatchObject([{ found: 'treasury-item', orderId: whole.orderId }]);
    expect(await search(quote)).toMatchObject([{ found: 'quote', orderId: whole.orderId }]);
    expect(await search('P-2000.00')).toMatchObject([{ found: 'refund', refundId, status: 'refunded' }]);

    await sandbox.world.clock.set('2022-06-02T09:00:00.000+08:00');
    await eventually(
      () => rows('returned_on is not null'),
      (returned) => returned.length === 1,
    );
    const [stuck] = await rows('returned_on is null');
    await sandbox.world.clock.set('2022-06-06T09:00:00.000+08:00');
    const late = await caseOfReturn(({ status }) => status === 'open');
    expect(late).toMatchObject({
      reference: stuck.refund_no,
      owner: 'treasury',
      amount: '1000.00',
      nextProbeAt: expect.stringMatching(/^2022-06-06T09:0/),
      deadline: expect.stringMatching(/^2022-06-11/),
    });
    await sandbox.world.clock.set('2022-06-15T09:00:00.000+08:00');
    expect(await caseOfReturn(({ status }) => status === 'closed')).toMatchObject({
      caseId: late.caseId,
      proof: { kind: 'treasury-message', reference: `3123 ${stuck.refund_no}` },
    });
    const { body } = await service.call('operator', 'GET', '/v1/ledger/trial-balance');
    expect(body.total).toBe('0.00');
    expect(body.accounts).toContainEqual(
      expect.objectContaining({ code: '1002.treasury.pension', balance: '2000.00' }),
    );
  }, 120_000);
});
