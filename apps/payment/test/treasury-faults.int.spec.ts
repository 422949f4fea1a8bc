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
const org = '13701020000';
/** T1, which comes late; T2, in another amount; T3. */
const [late, other] = [`20220519${org}00000001`, `20220519${org}00000002`];

/** One timeline: what is told and asked on it fails in every way of the menu, and comes right. */
describe('the treasury, when it or the line to it fails', () => {
  const keys = quoteKeys();
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let sandbox: ChannelSandbox;
  let service: TestService;

  beforeAll(async () => {
    database = await testDatabase();
    sandbox = await channelSandbox({});
    const { url } = sandbox;
    await at(`${may18}T12:00`);
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

  const at = (minute: string): Promise<void> => sandbox.world.clock.set(`${minute}:00.000+08:00`);
  type Fault = Parameters<ChannelSandbox['world']['faults']['set']>[0];
  const fault = (mode: Fault['mode'], change: Partial<Fault> = { times: 1 }): void =>
    sandbox.world.faults.set({ counterpart: 'treasury', mode, ...change });
  /** What the treasury has said to a question that it did not answer at once. */
  const said = (reference: string, satisfied: (row: any) => boolean): Promise<any> =>
    eventually(
      async () =>
        (await database.query('select * from payment.treasury_asks where reference = $1', [reference]))[0],
      (row) => row !== undefined && satisfied(row),
      20_000,
    );
  const caseOf = (
    kind: string,
    reference: string,
    satisfied: (body: any) => boolean = () => true,
  ): Promise<any> =>
    eventually(
      async () =>
        (await service.call('operator', 'GET', `/v1/cases?kind=${kind}`)).body.items.find(
          (found: any) => found.reference === reference,
        ),
      (found) => found !== undefined && satisfied(found),
      20_000,
    );
  const balances = (): Promise<Record<string, string>> => balancesOf(service);
  const booked = async (): Promise<any[]> =>
    (await sandbox.ask('GET', '/sandbox/channels/treasury/receipts')).body.items;

  it('is told again under the same number by the schedule, and a silent half day is a case', async () => {
    const counter = new Counter(service, keys, () => sandbox.world.clock.now());
    for (const number of ['T1', 'T2']) await counter.collect(number);
    await counter.collect('T3', 'medical');
    fault('receipt-late', { order: late });
    fault('receipt-other-amount', { order: other });
    fault('timeout-before');
    fault('error-500');
    fault('stop-service', {});
    await at('2022-05-19T09:00');
    await counter.send(may18, fileOf(may18, [line('T1'), line('T2'), line('T3', '384.00')]));
    const pack = `1103 20220519${org}00000001`;
    await said(pack, ({ said: word }) => word === 'HTTP 504');
    await at('2022-05-19T09:01');
    await said(pack, ({ said: word }) => word === 'HTTP 500');
    // A minute, then five: nobody is asked before.
    await at('2022-05-19T09:03');
    const third = await said(pack, ({ said: word }) => word === 'HTTP 503');
    expect(third).toMatchObject({ asked: 3, fen: '238400' });
    expect(third.ask_at.toISOString()).toMatch(/^2022-05-19T01:08/);
    expect(await booked()).toEqual([]);

    await at('2022-05-19T21:10');
    const silent = await caseOf('treasury-unanswered', pack);
    expect(silent).toMatchObject({
      status: 'open',
      owner: 'treasury',
      amount: '2384.00',
      cause: '国库未受理: HTTP 503',
      nextProbeAt: expect.stringMatching(/^2022-05-19T21:1/),
      deadline: expect.stringMatching(/^2022-05-20T21:1/),
    });
    sandbox.world.faults.clear();
    fault('receipt-late', { order: late });
    fault('receipt-other-amount', { order: other });
    // A word that nobody knows is no refusal, and no consent: the pack is there, and is sent once more.
    fault('unknown-status');
    await at('2022-05-19T21:45');
    await said(pack, ({ said: word }) => word === '77777');
    expect(await booked()).toHaveLength(3);
    await at('2022-05-19T22:20');
    expect(await caseOf('treasury-unanswered', pack, ({ status }) => status === 'closed')).toMatchObject({
      caseId: silent.caseId,
      proof: { kind: 'treasury-message', reference: pack },
    });
    expect(await booked()).toHaveLength(3);
    expect(await balances()).toMatchObject({ '1001.ccb': '2384.00' });
  });

  it('that gives no whole flow of a day is asked for it again, and holds up no other day', async () => {
    const items = await booked();
    const wrong = items.find(({ tra_no: number }) => number === other.slice(-8));
    const [missing, correction] = [wrong.receipt_date, wrong.corrected_on];
    const others = ['20220520', '20220523', '20220524', '20220525', '20220526', '20220527', '20220530'];
    const [short = '', tardy = '', long = ''] = others.filter((day) => ![missing, correction].includes(day));
    fault('bill-truncated');
    fault('bill-missing', { order: missing });
    fault('bill-late', { order: tardy, times: 1 });
    fault('bill-wrong-totals', { order: short, times: 1 });
    fault('bill-line-more', { order: long, times: 1 });
    await at('2022-05-31T09:00');
    // The first question is the one whose answer is cut off.
    expect(await said(flow('20220519'), () => true)).toMatchObject({ said: 'no message of its own' });
    for (const [day, word] of [
      [missing, '94053'],
      [tardy, '94999'],
      [short, 'totals'],
      [correction, 'correction-before-receipt'],
    ] as const)
      expect(await said(flow(day), () => true)).toMatchObject({ said: word, answered_at: null });

    // Nothing of ours is in the line that is one too many: the rest of its flow is booked.
    expect(await caseOf('treasury-unknown', `${long}${org}99999999`)).toMatchObject({
      status: 'open',
      owner: 'treasury',
      amount: '1.00',
    });
    for (const reference of [late, other])
      expect(await caseOf('treasury-missing', reference)).toMatchObject({
        status: 'open',
        owner: 'treasury',
        amount: '1000.00',
        nextProbeAt: expect.stringMatching(/^2022-05-31T09:0/),
        deadline: expect.stringMatching(/^2022-06-05/),
      });
    await at('2022-05-31T09:01');
    for (const day of ['20220519', tardy, short])
      expect(await said(flow(day), ({ answered_at: on }) => on !== null)).toMatchObject({ asked: 1 });
    // Meanwhile the third item has come, whose day was there.
    expect(await balances()).toMatchObject({ '1001.ccb': '2000.00', '1002.treasury.medical': '384.00' });
  });

  it('that gives the missing day in the end closes its cases, each by its proof', async () => {
    const missing = await database.query(
      `select reference from payment.treasury_asks where answered_at is null order by reference`,
    );
    expect(missing).toHaveLength(2);
    const [{ reference }] = missing;
    await at('2022-05-31T21:10');
    expect(await caseOf('treasury-unanswered', reference)).toMatchObject({
      status: 'open',
      owner: 'treasury',
      amount: '0.00',
      cause: '国库未受理: 94053',
    });
    sandbox.world.faults.clear();
    await at('2022-05-31T21:45');
    const isClosed = ({ status }: any): boolean => status === 'closed';
    for (const each of missing)
      expect(await caseOf('treasury-unanswered', each.reference, isClosed)).toMatchObject({
        proof: { kind: 'treasury-message', reference: each.reference },
      });
    // Late, in another amount, and corrected: one fen was missing, and is there.
    for (const kind of ['treasury-amount', 'treasury-missing'])
      expect(await caseOf(kind, other, isClosed)).toMatchObject({
        proof: { reference: `3124 GZ${other}`, amount: '1000.00' },
      });
    expect(await balances()).toMatchObject({ '1001.ccb': '1000.00', '1002.treasury.pension': '1000.00' });
  });

  it('that receives after twelve working days closes the case, and every fen is where it belongs', async () => {
    await at('2022-06-07T09:00');
    expect(await caseOf('treasury-missing', late, ({ status }) => status === 'closed')).toMatchObject({
      proof: { kind: 'treasury-receipt', reference: `3126 ${late}`, amount: '1000.00' },
    });
    const { '1001.ccb': held = '0.00', ...rest } = await balances();
    expect(held).toBe('0.00');
    expect(rest).toMatchObject({ '1002.treasury.pension': '2000.00', '1002.treasury.medical': '384.00' });
    const { body } = await service.call('operator', 'GET', `/v1/reports/days/${may18}`);
    expect(body.channels).toMatchObject([{ toFunds: '2384.00', unexplained: '0.00' }]);
  });
});

const flow = (day: string): string => `1024 ${day.replace(/^(....)(..)/, '$1-$2-')}`;
