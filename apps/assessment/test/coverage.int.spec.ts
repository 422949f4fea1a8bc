import { randomUUID } from 'node:crypto';
import type { ContractEventType } from '@canbao/contracts';
import { eventIdOf } from '@canbao/event-sourcing';
import { registered, type Registered } from '@canbao/test-servers/registered';
import {
  eventually,
  quoteKeys,
  startForTest,
  testDatabase,
  type Reply,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { assessment } from '../src/assessment';
import { goTo, movableClock, type MovableClock } from './movable-clock';

const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const items = [
  { item: 'pooled-unit', amount: '112.38' },
  { item: 'pooled-personal', amount: '74.92' },
  { item: 'mutual-aid', amount: '18.00' },
];

describe('the cover of a person, on a real database and broker', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let clock: MovableClock;
  let service: TestService;
  let others: Registered;

  beforeAll(async () => {
    database = await testDatabase();
    clock = await movableClock('2022-02-20T10:00:00.000+08:00');
    service = await startForTest(assessment(quoteKeys(), 'jinan'), database.url, {
      CLOCK_URL: clock.url,
      CATCH_UP_MS: 10_000,
    });
    others = await registered(database);
    await eventually(
      () => fetch(`${service.url}/health/ready`).then(({ ok }) => ok),
      (ok) => ok,
    );
  });
  afterAll(async () => {
    await service.stop();
    await others.stop();
    await clock.stop();
    await database.drop();
  });

  const on = (day: string): Promise<void> => goTo(clock, day, service);
  const tell = (type: ContractEventType, data: object): Promise<void> => others.publish(type, data);
  const insured = async (paidThrough?: string): Promise<string> => {
    const personId = randomUUID();
    const enrolment = { personId, district: '370102', scheme: 'pooled', from: '2020-01-01' };
    const carried = paidThrough === undefined ? {} : { paidThrough };
    await tell('canbao.registration.MedicalEnrolled.v1', { ...enrolment, ...carried });
    await tell('canbao.registration.BeneficiaryAdded.v1', { personId, payerId: 'payer-1' });
    await arrives(
      () => coverage(personId),
      ({ status }) => status === 200,
    );
    return personId;
  };
  const pay = (
    personId: string,
    month: string,
    paidAt: string,
    lateFee?: string,
    orderId = randomUUID(),
  ): Promise<void> =>
    tell('canbao.ledger.BundleSettled.v1', {
      personId,
      bundleId: `medical-${personId}-${month}`,
      month,
      district: '370102',
      scheme: 'pooled',
      items: [...items, ...(lateFee === undefined ? [] : [{ item: 'late-fee', amount: lateFee }])].map(
        (item) => ({
          ...item,
          base: item.amount,
          rate: '1',
          orderId,
        }),
      ),
      total: '205.30',
      paidAt: `${paidAt}T10:00:00.000+08:00`,
    });
  /** What the reader sees once the facts have arrived. */
  const arrives = (ask: () => Promise<Reply>, isThere: (reply: Reply) => boolean): Promise<Reply> =>
    eventually(ask, isThere);
  /** The type of the event that a condition names. */
  const evidenced = async (personId: string, eventId: string): Promise<string | undefined> => {
    const rows = await database.query(
      `select type, hash from assessment.events where data->>'personId' = $1`,
      [personId],
    );
    return rows.find(({ hash }) => eventIdOf(hash.toString('hex')) === eventId)?.type;
  };
  const coverage = (personId: string, query = '', as: TestRole = payer): Promise<Reply> =>
    service.call(as, 'GET', `/v1/persons/${personId}/coverage${query}`);
  const drawn = ({ body }: Reply): string[] =>
    body.items.map(({ state, from, until = '' }: Record<string, string>) => `${state} ${from}..${until}`);
  const restored = [
    'active 2022-03-01..2022-03-31',
    'suspended 2022-04-01..2022-04-30',
    'active 2022-05-01..',
  ];

  it('is suspended, says what brings it back, returns, and is lost again with the money: every answer stays', async () => {
    const personId = await insured('2022-02');
    expect(drawn(await coverage(personId))).toEqual(['active 2022-02-01..']);
    await on('2022-04-20');
    const owed = await coverage(personId);
    expect(drawn(owed)).toEqual(['active 2022-03-01..2022-03-31', 'suspended 2022-04-01..']);
    expect(owed.body.ways[0].pay[0].conditions).toMatchObject([
      { code: 'arrears-push-required', clearedBy: 'medical-agency' },
    ]);

    const months = [{ month: '2022-03', lateFee: '2.05', items }];
    await service.call('agency', 'POST', '/v1/back-pay-bills', { personId, months });
    const whatIf = await coverage(personId, '?payBy=2022-04-28');
    expect(drawn(whatIf)).toEqual(restored);
    expect(whatIf.body.ways[0]).toMatchObject({
      by: '2022-04-30',
      coveredFrom: '2022-05-01',
      pay: [
        { month: '2022-03', total: '207.35', lateFee: '2.05' },
        { month: '2022-04', total: '205.30' },
      ],
      total: '412.65',
    });
    expect(drawn(await coverage(personId))).toEqual(drawn(owed));

    const april = randomUUID();
    await pay(personId, '2022-03', '2022-04-20', '2.05');
    await pay(personId, '2022-04', '2022-04-20', undefined, april);
    const paid = await arrives(
      () => coverage(personId),
      (reply) => drawn(reply).length === 3,
    );
    expect(drawn(paid)).toEqual(restored);
    const [{ code, evidence }] = paid.body.items.at(-1).because;
    expect(code).toBe('arrears-paid');
    expect(await evidenced(personId, evidence)).toBe('MonthsPaid');

    await on('2022-05-12');
    const reversal = { personId, orderId: april, insurance: 'medical', months: ['2022-04'] };
    await tell('canbao.ledger.SettlementReversed.v1', {
      ...reversal,
      reversedAt: '2022-05-12T10:00:00.000+08:00',
    });
    const lost = await arrives(
      () => coverage(personId),
      (reply) => drawn(reply).length === 2,
    );
    expect(drawn(lost)).toEqual(['active 2022-03-01..2022-03-31', 'suspended 2022-04-01..']);
    expect(drawn(await coverage(personId, '?asOf=2022-05-11'))).toEqual(restored);
    expect(drawn(await coverage(personId, '?asOf=2022-04-19'))).toEqual(drawn(owed));
  });

  it('is shown to the payer of the person, the bureau of medical insurance and the operators, and to nobody else', async () => {
    const personId = await insured();
    for (const path of ['coverage', 'coverage.svg']) {
      const as = async (role: TestRole | undefined): Promise<number> => {
        const headers = role === undefined ? {} : { authorization: await service.authorizationOf(role) };
        return (await fetch(`${service.url}/v1/persons/${personId}/${path}`, { headers })).status;
      };
      expect(
        await Promise.all(
          [payer, 'medical-bureau', 'operator', 'auditor'].map((role) => as(role as TestRole)),
        ),
      ).toEqual([200, 200, 200, 200]);
      expect(
        await Promise.all(
          ['hrss', 'agency', 'tax-desk', { bank: 'ccb' }].map((role) => as(role as TestRole)),
        ),
      ).toEqual([403, 403, 403, 403]);
      expect(await as(undefined)).toBe(401);
      expect(await as({ payer: 'stranger', channel: 'wechat' })).toBe(404);
    }
  });

  it('is drawn as a picture that runs and loads nothing', async () => {
    const personId = await insured('2022-03');
    const answer = await fetch(`${service.url}/v1/persons/${personId}/coverage.svg?asOf=2022-05-12`, {
      headers: { authorization: await service.authorizationOf(payer) },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).toMatch(/^<svg [^]*待遇暂停[^]*<\/svg>$/);
  });

  it('notes the day of the treasury, and refuses what it cannot say', async () => {
    const personId = await insured();
    const orderId = randomUUID();
    await pay(personId, '2022-05', '2022-05-12', undefined, orderId);
    const inTreasury = { personId, orderId, insurance: 'medical', channel: 'wechat', months: ['2022-05'] };
    await tell('canbao.payment.TreasuryReceived.v1', {
      ...inTreasury,
      amount: '205.30',
      receivedOn: '2022-05-13',
    });
    const noted = await eventually(
      () =>
        database.query(
          `select 1 from assessment.events where data->>'personId' = $1 and type = 'TreasuryReceiptNoted'`,
          [personId],
        ),
      (rows) => rows.length > 0,
    );
    expect(noted).toHaveLength(1);
    expect(await coverage(personId)).toMatchObject({
      status: 200,
      body: { rulingClock: 'payment-success-time' },
    });
    expect((await coverage(personId, '?payBy=2022-05-11')).body).toMatchObject({
      status: 422,
      code: 'day-passed',
    });
    expect((await coverage(personId, '?asOf=2022-13-01')).body).toMatchObject({ status: 400 });

    const early = await insured();
    await pay(early, '2022-02', '2022-02-20');
    const refused = await arrives(
      () => coverage(early),
      ({ status }) => status !== 200,
    );
    expect(refused.body).toMatchObject({
      status: 422,
      code: 'no-benefit-rule-for-month',
      details: { month: '2022-02' },
      userMessage: expect.any(String),
    });
  });
});
