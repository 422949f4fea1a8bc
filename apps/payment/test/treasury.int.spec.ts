import { balancesOf } from '@canbao/test-servers/balances';
import { channelSandbox, type ChannelSandbox } from '@canbao/test-servers/channel-sandbox';
import {
  eventually,
  quoteKeys,
  startForTest,
  testDatabase,
  type TestService,
} from '@canbao/test-servers/service';
import { payment } from '../src/payment';
import { Counter, fileOf, line, treasuryOf } from './counter';

const may18 = '2022-05-18';

describe('the treasury', () => {
  const keys = quoteKeys();
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let sandbox: ChannelSandbox;
  let service: TestService;

  beforeAll(async () => {
    database = await testDatabase();
    sandbox = await channelSandbox({});
    const { url } = sandbox;
    await sandbox.world.clock.set(`${may18}T12:00:00.000+08:00`);
    const treasury = treasuryOf(url);
    service = await startForTest(payment(keys, undefined, undefined, undefined, treasury), database.url, {
      CLOCK_URL: `${url}/sandbox/clock`,
    });
  });
  afterAll(async () => {
    await service.stop();
    await sandbox.stop();
    await database.drop();
  });

  const balances = (): Promise<Record<string, string>> => balancesOf(service);
  const caseOf = (kind: string, satisfied: (body: any) => boolean): Promise<any> =>
    eventually(
      async () => (await service.call('operator', 'GET', `/v1/cases?kind=${kind}`)).body.items[0],
      (found) => found !== undefined && satisfied(found),
      20_000,
    );
  const fault = (mode: 'receipt-other-amount' | 'receipt-missing' | 'pack-resent-changed', order: string) =>
    sandbox.world.faults.set({ counterpart: 'treasury', mode, order, times: 1 });

  it('receives what a matched day has settled, some working days later', async () => {
    const counter = new Counter(service, keys, () => sandbox.world.clock.now());
    for (const number of ['T1', 'T2', 'T3', 'T5']) await counter.collect(number);
    await counter.collect('T4', 'medical');
    const org = '13701020000';
    fault('receipt-other-amount', `20220519${org}00000001`);
    fault('receipt-missing', `20220519${org}00000002`);
    fault('pack-resent-changed', `20220519${org}00000003`);
    // The first pack is booked there, and the answer is lost: it is sent again.
    sandbox.world.faults.set({ counterpart: 'treasury', mode: 'timeout-after-success', times: 1 });
    await sandbox.world.clock.set('2022-05-19T09:00:00.000+08:00');
    const lines = [...['T1', 'T2', 'T3', 'T5'].map((number) => line(number)), line('T4', '384.00')];
    await counter.send(may18, fileOf(may18, lines));
    await eventually(
      () => database.query('select from payment.treasury_asks'),
      (asks) => asks.length === 1,
      20_000,
    );
    await sandbox.world.clock.set('2022-05-19T09:01:00.000+08:00');
    const sent = await eventually(
      () => database.query('select from payment.treasury_items where sent_at is not null'),
      (rows) => rows.length === 5,
      20_000,
    );
    expect(sent).toHaveLength(5);
    const booked = await sandbox.ask('GET', '/sandbox/channels/treasury/receipts');
    expect(booked.body.items).toHaveLength(5);
    expect(await balances()).toMatchObject({ '1001.ccb': '4384.00' });

    await sandbox.world.clock.set('2022-05-27T09:00:00.000+08:00');
    await eventually(
      () => database.query('select from payment.treasury_items where received_on is not null'),
      (received) => received.length === 4,
      20_000,
    );
    const { body } = await service.call('operator', 'GET', `/v1/reports/days/${may18}`);
    expect(body.channels).toMatchObject([{ toFunds: '4384.00', unexplained: '0.00' }]);
  });

  it('corrects what it had received wrongly, which closes the case with its message', async () => {
    await sandbox.world.clock.set('2022-06-02T09:00:00.000+08:00');
    expect(await caseOf('treasury-amount', ({ status }) => status === 'closed')).toMatchObject({
      amount: '1000.00',
      proof: { kind: 'treasury-message', amount: '1000.00' },
    });
    expect(await balances()).toMatchObject({
      '1001.ccb': '1000.00',
      '1002.treasury.pension': '3000.00',
      '1002.treasury.medical': '384.00',
    });
  });

  it('that tells an item again with one fen more books nothing, and is a case', async () => {
    expect(await caseOf('treasury-conflict', () => true)).toMatchObject({
      status: 'open',
      amount: '1000.01',
    });
    const told = await database.query(`select from payment.events where type = 'TreasuryReceiptConflicted'`);
    expect(told).toHaveLength(1);
  });

  it('that never received the money leaves an open case, not a booking', async () => {
    expect(await caseOf('treasury-missing', () => true)).toMatchObject({
      status: 'open',
      owner: 'treasury',
      amount: '1000.00',
    });
    const events = await database.query(`select from payment.events where type = 'TreasuryReceived'`);
    expect(events).toHaveLength(4);
  });
});
