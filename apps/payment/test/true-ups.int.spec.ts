import { randomUUID } from 'node:crypto';
import { contractEvents, type ContractEventType } from '@canbao/contracts';
import { registered, type Registered } from '@canbao/test-servers/registered';
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
import { SpecClock } from '@canbao/test-servers/spec-clock';
import { payment, storage } from '../src/payment';

const ccb: TestRole = { bank: 'ccb' };
const [proposer, approver]: [TestRole, TestRole] = [{ operator: 'op-1' }, { operator: 'op-2' }];
const [may, september] = ['2022-05-18T10:00:00.000+08:00', '2022-09-20T10:00:00.000+08:00'];
const patienceMs = 60_000;

interface Line {
  readonly item?: string;
  readonly base: string;
  readonly amount: string;
  readonly parts: Readonly<Record<string, string>>;
}
const onTheFormerLimit: Line = {
  base: '3746.00',
  amount: '749.20',
  parts: { pooledFund: '449.52', personalAccount: '299.68' },
};
const inside: Line = {
  base: '5000.00',
  amount: '1000.00',
  parts: { pooledFund: '600.00', personalAccount: '400.00' },
};
const aboveTheFinalLimit: Line = {
  base: '20000.00',
  amount: '4000.00',
  parts: { pooledFund: '2400.00', personalAccount: '1600.00' },
};
const difference: Line = {
  item: 'pension-true-up',
  base: '234.00',
  amount: '46.80',
  parts: { pooledFund: '28.08', personalAccount: '18.72' },
};

describe('a true-up on a real database', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let registration: Registered;
  let service: TestService;
  const clock = new SpecClock(may);
  const keys = quoteKeys();
  const people = Array.from({ length: 6 }, () => randomUUID()).sort();
  const [poor, rich, dead, abroad, settled, reversing] = people as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];

  const shifted = (minutes: number): string =>
    new Date(Date.parse(clock.now()) + minutes * 60_000 + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
  const pay = async (
    personId: string,
    months: readonly string[],
    { item = 'pension', ...line }: Line,
    channelTransactionNo: string = randomUUID(),
  ): Promise<Reply> => {
    const total = (Number(line.amount) * months.length).toFixed(2);
    const claims = {
      quoteId: randomUUID(),
      personId,
      insurance: 'pension',
      district: '370102',
      lines: months.map((month) => ({ item, month, rate: '0.20', ...line })),
      total,
      issuedAt: shifted(-5),
      expiresAt: shifted(25),
      certificateHash: 'none',
    };
    return service.call(ccb, 'POST', '/v1/collections', {
      quoteToken: await quoteToken(claims, keys),
      channelTransactionNo,
      amount: total,
      paidAt: shifted(-1),
      method: 'cash',
    });
  };
  const takeBack = (channelTransactionNo: string): Promise<Reply> =>
    service.call(ccb, 'POST', `/v1/collections/${channelTransactionNo}/reversal`, {});
  const rehearse = async (body: object = { insurance: 'pension', year: 2022 }): Promise<Reply> =>
    service.call(proposer, 'POST', '/v1/true-ups/rehearsals', body);
  const runOf = async (runId: string): Promise<any> =>
    (await service.call(proposer, 'GET', `/v1/true-ups/rehearsals/${runId}`)).body;
  const ended = (runId: string, status: string): Promise<any> =>
    eventually(
      () => runOf(runId),
      (run) => run.status === status,
      patienceMs,
    );
  const peopleOf = async (runId: string, query = ''): Promise<any[]> =>
    (await service.call('auditor', 'GET', `/v1/true-ups/rehearsals/${runId}/people${query}`)).body.items;
  const activate = async (runId: string): Promise<Reply> => {
    const path = `/v1/true-ups/rehearsals/${runId}/activation`;
    const { status, body } = await service.call(proposer, 'POST', path, { reason: '济人社发 2022 年终' });
    expect(status).toBe(202);
    return service.call(approver, 'POST', `/v1/operations/payment/proposals/${body.proposalId}/approval`);
  };
  const assessed = (): Promise<any[]> =>
    database.query(`select stream, data from payment.events where type = 'TrueUpsAssessed' order by stream`);
  const balance = async (account: string): Promise<string> => {
    const { body } = await service.call('auditor', 'GET', '/v1/ledger/trial-balance');
    expect(body.total).toBe('0.00');
    return body.accounts.find(({ code }: { code: string }) => code === account)?.balance ?? '0.00';
  };
  const fact = (type: ContractEventType, data: object): Promise<void> => registration.publish(type, data);

  beforeAll(async () => {
    database = await testDatabase();
    registration = await registered(database);
    await clock.start();
    service = await startForTest(payment(keys), database.url, { CLOCK_URL: clock.url });
    await registration.persons('payer-1', people);
    await pay(poor, ['2022-01', '2022-02', '2022-03'], onTheFormerLimit);
    await pay(rich, ['2022-01'], aboveTheFinalLimit);
    await pay(dead, ['2022-01', '2022-02'], onTheFormerLimit);
    await pay(abroad, ['2022-01'], onTheFormerLimit);
    await pay(settled, ['2022-01', '2022-02'], inside);
    await fact('canbao.registration.PersonDied.v1', { personId: dead, on: '2022-05-10', revision: 1 });
    await fact('canbao.registration.PensionEnrolmentEnded.v1', {
      personId: abroad,
      on: '2022-04-30',
      reason: 'left-country',
    });
    await eventually(
      () =>
        database.query(
          `select from payment.events where type in ('DeathNoted', 'EnrolmentEndNoted')
           and data ->> 'personId' = any($1)`,
          [[dead, abroad]],
        ),
      (rows) => rows.length === 2,
    );
  }, patienceMs);
  afterAll(async () => {
    await registration.stop();
    await service.stop();
    clock.stop();
    await database.drop();
  });

  it('is refused while the limits are not final, and for what the city does not adjust', async () => {
    expect(await rehearse()).toMatchObject({ status: 422, body: { code: 'limits-not-final' } });
    await clock.moveTo(september);
    await pay(reversing, ['2022-01'], onTheFormerLimit, 'R1');
    expect(await rehearse({ insurance: 'medical', year: 2022 })).toMatchObject({
      status: 422,
      body: { code: 'no-true-up' },
    });
    const asPayer = await service.call(
      { payer: 'payer-1', channel: 'wechat' },
      'POST',
      '/v1/true-ups/rehearsals',
      {
        insurance: 'pension',
        year: 2022,
      },
    );
    expect(asPayer.status).toBe(403);
  });

  let runId = '';
  it('is rehearsed: people, sums and who is left out; nothing changes, and a second one says the same', async () => {
    const { status, body } = await rehearse();
    expect(status).toBe(201);
    runId = body.runId;
    const run = await ended(runId, 'rehearsed');
    expect(run).toMatchObject({
      city: 'jinan',
      mode: 'charge-and-refund',
      lower: '3980.00',
      upper: '19899.00',
      progress: { phase: 'people', done: 5, of: 5 },
      rehearsed: {
        people: 3,
        charge: '187.20',
        refund: '20.20',
        leftOut: { 'person-deceased': 1, 'left-country': 1 },
      },
    });
    const shown = await peopleOf(runId);
    expect(shown.map(({ personId, charge, refund, leftOut }) => [personId, charge, refund, leftOut])).toEqual(
      [
        [poor, '140.40', '0.00', undefined],
        [rich, '0.00', '20.20', undefined],
        [dead, '93.60', '0.00', 'person-deceased'],
        [abroad, '46.80', '0.00', 'left-country'],
        [reversing, '46.80', '0.00', undefined],
      ],
    );
    expect(shown[0].months[0]).toMatchObject({
      month: '2022-01',
      direction: 'charge',
      basePaid: '3746.00',
      limit: '3980.00',
      amount: '46.80',
    });
    expect(await peopleOf(runId, '?leftOut=left-country')).toHaveLength(1);
    expect(await assessed()).toEqual([]);
    const again = await ended((await rehearse()).body.runId, 'rehearsed');
    expect(again.rehearsed).toEqual(run.rehearsed);
  });

  it('stops where it is when an operator says so, and goes on from there', async () => {
    // A small run may be over before it can be stopped: then another one is tried.
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const { body } = await rehearse();
      const path = `/v1/true-ups/rehearsals/${body.runId}`;
      const stopped = await service.call(proposer, 'POST', `${path}/stop`);
      if (stopped.status === 409) continue;
      expect(stopped.body).toMatchObject({ status: 'stopped' });
      expect((await service.call(proposer, 'POST', `${path}/stop`)).status).toBe(200);
      expect(
        (await service.call(proposer, 'POST', `${path}/activation`, { reason: 'early' })).body,
      ).toMatchObject({
        code: 'true-up-not-rehearsed',
      });
      const before = (await runOf(body.runId)).progress;
      await clock.polled(8);
      expect((await runOf(body.runId)).progress).toEqual(before);
      await service.call(proposer, 'POST', `${path}/resumption`);
      expect((await ended(body.runId, 'rehearsed')).rehearsed).toEqual((await runOf(runId)).rehearsed);
      return;
    }
    throw new Error('No run could be stopped.');
  });

  it('needs a second operator', async () => {
    const path = `/v1/true-ups/rehearsals/${runId}/activation`;
    const { body } = await service.call(proposer, 'POST', path, { reason: 'one alone' });
    expect(body).toMatchObject({
      status: 'proposed',
      details: { people: '3', charge: '187.20', refund: '20.20' },
    });
    const approval = `/v1/operations/payment/proposals/${body.proposalId}/approval`;
    expect((await service.call(proposer, 'POST', approval)).body).toMatchObject({
      code: 'second-person-required',
    });
    await service.call(proposer, 'POST', `/v1/operations/payment/proposals/${body.proposalId}/rejection`);
    expect((await runOf(runId)).status).toBe('rehearsed');
  });

  it('leaves out whose months have changed since, and adjusts the others once', async () => {
    expect(await takeBack('R1')).toMatchObject({ body: { status: 'reversed' } });
    expect(await activate(runId)).toMatchObject({ status: 200, body: { status: 'done', result: { runId } } });
    const run = await ended(runId, 'completed');
    expect(run).toMatchObject({
      rehearsed: { people: 3, charge: '187.20' },
      carriedOut: { people: 2, charge: '140.40', refund: '20.20', leftOut: { 'paid-months-changed': 1 } },
      progress: { phase: 'activation', done: 3, of: 3 },
    });
    const streams = await assessed();
    expect(streams.map(({ stream }) => stream).sort()).toEqual(
      [`true-up-${poor}-pension-2022`, `true-up-${rich}-pension-2022`].sort(),
    );
    const { data } = streams.find(({ stream }) => stream.includes(poor));
    expect(data).toMatchObject({ runId, charge: '140.40', refund: '0.00' });
    expect(data.months[0]).toMatchObject({
      month: '2022-01',
      limit: '3980.00',
      base: '234.00',
      amount: '46.80',
      parts: difference.parts,
    });
    const [{ orderId }] = await database.query(
      `select data ->> 'orderId' as "orderId" from payment.events where type = 'PensionMonthPaid'
       and data ->> 'personId' = $1`,
      [poor],
    );
    expect(data.months.map((month: { orderId: string }) => month.orderId)).toEqual([
      orderId,
      orderId,
      orderId,
    ]);
    // The old assessments are as they were, and the bureaus are told of the new ones alone.
    expect(
      contractEvents['canbao.ledger.TrueUpsAssessed.v1'].data.safeParse({
        ...data,
        assessedAt: data.at,
      }).success,
    ).toBe(true);
  });

  it('finds nobody a second time', async () => {
    const again = await ended((await rehearse()).body.runId, 'rehearsed');
    expect(again.rehearsed).toEqual({
      people: 0,
      charge: '0.00',
      refund: '0.00',
      leftOut: { 'person-deceased': 1, 'left-country': 1 },
    });
  });

  it('is paid at a counter beside the months, once, and can be taken back on the day', async () => {
    const before = Number(await balance('2101.pension.pooled-fund'));
    const first = await pay(poor, ['2022-01', '2022-02'], difference, 'T1');
    expect(first.body).toMatchObject({ status: 'paid', total: '93.60' });
    expect(Number(await balance('2101.pension.pooled-fund')) - before).toBeCloseTo(-56.16, 2);
    expect((await pay(poor, ['2022-01'], difference)).body).toMatchObject({
      status: 'in-suspense',
      because: 'already-paid',
    });
    const paid = await database.query(
      `select stream from payment.events where type = 'PensionMonthPaid' and data ->> 'item' is not null
       order by stream`,
    );
    expect(paid.map(({ stream }) => stream)).toEqual([
      `obligation-${poor}-pension-2022-01-true-up`,
      `obligation-${poor}-pension-2022-02-true-up`,
    ]);
    const reversal = await takeBack('T1');
    expect(reversal.body).toMatchObject({ status: 'reversed' });
    const [{ data }] = await database.query(
      `select data from payment.events where type = 'SettlementReversed' and data ->> 'personId' = $1`,
      [poor],
    );
    expect(data).toMatchObject({ months: [], trueUpMonths: ['2022-01', '2022-02'] });
    expect(Number(await balance('2101.pension.pooled-fund'))).toBeCloseTo(before, 2);
    expect((await pay(poor, ['2022-01'], difference)).body).toMatchObject({ status: 'paid' });
  });

  it('applies for what was paid above the limit; the bureau corrects its booking before money leaves', async () => {
    const { body } = await service.call(proposer, 'GET', '/v1/refunds');
    const own = body.items.find(({ because }: { because: string }) => because === 'true-up');
    expect(own).toMatchObject({
      personId: rich,
      amount: '20.20',
      status: 'applied',
      months: [{ month: '2022-01', amount: '20.20', bureau: 'open' }],
      ways: [{ channel: 'ccb', amount: '20.20' }],
    });
    const review = `/v1/refunds/${own.refundId}/approval`;
    expect((await service.call('tax-desk', 'POST', review)).body).toMatchObject({ status: 'reviewed' });
    expect((await service.call('hrss', 'POST', review)).body).toMatchObject({ status: 'unposting' });
    expect(await balance('2902.refund-payable')).toBe('-20.20');
    const [{ data }] = await database.query(`select data from payment.events where type = 'RefundDecided'`);
    expect(data).toMatchObject({ months: [], corrections: [{ month: '2022-01', amount: '20.20' }] });
    // At the day end it is what the bureau has to book as less.
    const legs = await eventually(
      () => database.query(`select fen::int as fen from payment.bureau_items where added and fen < 0`),
      (rows) => rows.length > 0,
    );
    expect(legs).toEqual([{ fen: -2_020 }]);
  });

  it('is a view of its events', async () =>
    expect(differences(await verified(storage, database.url))).toEqual([]));
});
