import { randomUUID } from 'node:crypto';
import {
  eventually,
  quoteKeys,
  startForTest,
  testDatabase,
  type TestService,
} from '@canbao/test-servers/service';
import { SpecClock } from '@canbao/test-servers/spec-clock';
import { payment } from '../src/payment';
import { Counter, fileOf, line } from './counter';

const ccb = { bank: 'ccb' } as const;
const [may18, may19, may20] = ['2022-05-18', '2022-05-19', '2022-05-20'] as const;

describe('a day that is closed, and what stays, on a real database', () => {
  const keys = quoteKeys();
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let counter: Counter;
  const clock = new SpecClock('2022-05-18T12:00:00.000+08:00');

  beforeAll(async () => {
    database = await testDatabase();
    await clock.start();
    service = await startForTest(payment(keys), database.url, { CLOCK_URL: clock.url });
    counter = new Counter(service, keys, clock.now);
  });
  afterAll(async () => {
    await service.stop();
    clock.stop();
    await database.drop();
  });

  const reportOf = async (day: string): Promise<any> =>
    (await service.call('auditor', 'GET', `/v1/reports/days/${day}`)).body;
  const caseOf = (kind: string, satisfied: (found: any) => boolean = () => true): Promise<any> =>
    eventually(
      async () => (await service.call('operator', 'GET', `/v1/cases?kind=${kind}`)).body.items[0],
      (found) => found !== undefined && satisfied(found),
      30_000,
    );

  it('is open again on the day itself once a reversal is told, and closes again with a corrected file', async () => {
    await counter.collect('T1');
    await counter.collect('T2');
    await counter.send(may18, fileOf(may18, [line('T1'), line('T2')]));
    await counter.dayIs(may18, ({ status }) => status === 'closed');
    await service.call(ccb, 'POST', '/v1/collections/T2/reversal', {});
    const { differences } = await counter.dayIs(may18, ({ status }) => status === 'differences');
    expect(differences).toEqual({ status: { count: 1, amount: '1000.00' } });
    await counter.send(may18, fileOf(may18, [line('T1'), line('T2', '1000.00', { status: 'reversed' })]));
    await counter.dayIs(may18, ({ status }) => status === 'closed');
    const told = await database.query(
      `select type from payment.events where stream = 'channel-day-ccb-${may18}' and type like 'Day%'
       order by version`,
    );
    expect(told.map(({ type }: any) => type)).toEqual(
      expect.arrayContaining(['DayClosed', 'DayReopened', 'DayClosed']),
    );
  });

  it('does not change once it is over: what is told of it later is booked on the next open day, and says so', async () => {
    await clock.moveTo('2022-05-19T10:00:00.000+08:00');
    const before = await reportOf(may18);
    await counter.collect('T3', 'pension', { paidAt: '2022-05-18T11:59:00.000+08:00' });
    const after = await eventually(
      () => reportOf(may18),
      ({ channels }) => channels[0].corrections.count === 1,
      30_000,
    );
    const [{ corrections, ...channel }] = after.channels;
    expect(corrections).toEqual({ count: 1, amount: '1000.00' });
    expect({ ...channel, corrections: before.channels[0].corrections }).toEqual(before.channels[0]);
    await counter.send(may19, fileOf(may19, [line('T3')]));
    await counter.dayIs(may19, ({ status }) => status === 'closed');
    const [next] = (await reportOf(may19)).channels;
    expect(next).toMatchObject({ ofEarlierDays: corrections, ours: corrections, unexplained: '0.00' });
    expect((await counter.dayIs(may18, () => true)).status).toBe('closed');
  });

  it('has reports that say of channel, funds and suspense what the journal says', async () => {
    await counter.collect('T4', 'medical');
    const unknown = { quoteToken: 'not a token', amount: '500.00' };
    await counter.collect('T5', 'pension', unknown);
    await eventually(
      () => database.query(`select from payment.day_receipts where day = '${may19}'`),
      (rows) => rows.length === 3,
      30_000,
    );
    const reports = [await reportOf(may18), await reportOf(may19)];
    const fenOf = (yuan: string): bigint => BigInt(yuan.replace('.', ''));
    const sumOf = (of: readonly string[]): string => String(of.reduce((all, yuan) => all + fenOf(yuan), 0n));
    // The journal knows nothing of days: what all days say together is its balance.
    const balance = async (like: string, sign = 1): Promise<string> => {
      const [{ fen }] = await database.query(
        `select coalesce(sum(line.fen), 0)::bigint * ${sign} as fen from payment.journal
         cross join lateral unnest(accounts, fen) as line(account, fen) where account like '${like}'`,
      );
      return String(fen);
    };
    const channels = reports.flatMap((report) => report.channels);
    expect(sumOf(channels.map(({ ours }: any) => ours.amount))).toBe(await balance('1001.ccb'));
    expect(sumOf(channels.map(({ inSuspense }: any) => inSuspense))).toBe(await balance('2901.%', -1));
    const funds = reports.flatMap((report) => report.funds);
    const inFunds = BigInt(await balance('2101.%', -1)) + BigInt(await balance('2201.%', -1));
    expect(sumOf(funds.map(({ amount }: any) => amount))).toBe(String(inFunds));
    const districts = reports.flatMap((report) => report.districts);
    expect(sumOf(districts.map(({ amount }: any) => amount))).toBe(await balance('1001.ccb'));
  });

  it('that has no statement by noon of the next day is a case, which the statement closes', async () => {
    await clock.moveTo('2022-05-20T09:00:00.000+08:00');
    await counter.collect('T6');
    await clock.moveTo('2022-05-21T12:00:30.000+08:00');
    const open = await caseOf('statement-missing');
    expect(open).toMatchObject({ reference: `ccb ${may20}`, owner: 'channel', amount: '1000.00' });
    await counter.send(may20, fileOf(may20, [line('T6')]));
    expect(await caseOf('statement-missing', ({ status }) => status === 'closed')).toMatchObject({
      caseId: open.caseId,
      proof: { kind: 'statement' },
    });
  });

  it('leaves a case of money that no rule takes out of suspense, which its reversal closes', async () => {
    await clock.moveTo('2022-05-21T13:00:00.000+08:00');
    await counter.collect('T7', 'pension', { quoteToken: 'not a token', amount: '70.00' });
    const about = (found: any): boolean => found.amount === '70.00';
    const stays = await eventually(
      async () =>
        (await service.call('operator', 'GET', '/v1/cases?kind=suspense-stays')).body.items.find(about),
      (found) => found !== undefined,
      30_000,
    );
    expect(stays).toMatchObject({ status: 'open', owner: 'operator' });
    await service.call(ccb, 'POST', '/v1/collections/T7/reversal', {});
    await eventually(
      async () => (await service.call('operator', 'GET', `/v1/cases/${stays.caseId}`)).body,
      ({ status, proof }) => status === 'closed' && proof.kind === 'reversal',
      30_000,
    );
  });

  it('has a message of a channel that nothing explains for ten minutes as a case, until it is worked through', async () => {
    await database.query(
      `insert into payment.channel_notices (channel, notice_id, about, number, received_at, ask_at)
       values ('wechat', 'N1', 'payment', 'unknown', '${clock.now()}', '2022-06-01T00:00:00+08:00')`,
    );
    await clock.moveTo('2022-05-21T13:10:30.000+08:00');
    expect(await caseOf('fact-unmatched')).toMatchObject({ status: 'open', channel: 'wechat' });
    await database.query('update payment.channel_notices set ask_at = null');
    expect(await caseOf('fact-unmatched', ({ status }) => status === 'closed')).toMatchObject({
      proof: { kind: 'channel-answer' },
    });
  });

  it('has a base below the lower limit as one case a month, until a batch takes the month', async () => {
    const personId = randomUUID();
    const item = (status: string, because: string, position: number): Promise<unknown> =>
      database.query(
        `insert into payment.debit_items (item_id, run_id, agreement_id, person_id, insurance, month, bank,
           status, because, asked_position)
         values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '${personId}', 'pension', '2022-05',
           'ccb', '${status}', '${because}', ${position})`,
      );
    await item('left-out', 'base-below-lower-limit', 1);
    await item('left-out', 'base-below-lower-limit', 2);
    expect(await caseOf('debit-base')).toMatchObject({ owner: 'operator', status: 'open' });
    await item('packed', '', 3);
    await caseOf('debit-base', ({ status, proof }) => status === 'closed' && proof.kind === 'debit');
    expect((await service.call('operator', 'GET', '/v1/cases?kind=debit-base')).body.items).toHaveLength(1);
  });

  it('keeps what it has taken: a reversal that is told after it is over is money out of the next open day', async () => {
    const [{ order_id: orderId }] = await database.query(
      `select order_id from payment.day_receipts where key = 'T1' and kind = 0`,
    );
    const before = await reportOf(may18);
    // No counter may do this any more, but a channel's own answer may tell it.
    await database.query(
      `insert into payment.events (position, recorded_at, version, revision, stream, type, actor, hash, data)
       values (nextval('payment.event_position'), '${clock.now()}', 99, 1, 'order-${orderId}', 'CollectionReversed', 'spec',
         '', '{"orderId":"${orderId}"}')`,
    );
    const after = await eventually(
      () => reportOf(may18),
      ({ channels }) => channels[0].corrections.count === 2,
      30_000,
    );
    expect(after.channels[0]).toMatchObject({
      ours: before.channels[0].ours,
      corrections: { count: 2, amount: '0.00' },
    });
    const [{ day, of_day: ofDay, kind }] = await database.query(
      `select day::text as day, of_day::text as of_day, kind from payment.day_receipts
       where order_id = '${orderId}' and kind = 1`,
    );
    expect([ofDay, kind]).toEqual([may18, 1]);
    // The next day has more to be told since T4, so that it is open.
    expect(day).toBe(may19);
  });

  it('has a refund that the channel calls abnormal as a case, until the money has left', async () => {
    const [refundId, orderId] = [randomUUID(), randomUUID()];
    const store = (position: number, version: number, type: string, data: object): Promise<unknown> =>
      database.query(
        `insert into payment.events (position, recorded_at, version, revision, stream, type, actor, hash,
           data)
         values (${position}, now(), ${version}, 1, 'refund-${refundId}', '${type}', 'spec', '', '${JSON.stringify(data)}')`,
      );
    // Below every other position, so that nothing else reads them.
    await store(-2, 1, 'RefundApplied', { legs: [{ orderId, amount: '50.00' }] });
    await database.query(`
      insert into payment.refunds values ('${refundId}', null, 'pension', 'decided', 1, 'spec', -2);
      insert into payment.refund_legs (refund_id, order_id, channel, status)
        values ('${refundId}', '${orderId}', 'wechat', 'abnormal')`);
    expect(await caseOf('refund-abnormal')).toMatchObject({ amount: '50.00', owner: 'operator' });
    await store(-1, 2, 'RefundLeft', { orderId, amount: '50.00' });
    await caseOf('refund-abnormal', ({ status, proof }) => status === 'closed' && proof.kind === 'refund');
  });
});
