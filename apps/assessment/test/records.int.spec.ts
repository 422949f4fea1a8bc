import { randomBytes, randomUUID } from 'node:crypto';
import type { ContractEventType } from '@canbao/contracts';
import { EventStore } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { PaperCodes, type PaperKeys } from '@canbao/service-kit';
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
const stranger: TestRole = { payer: 'payer-2', channel: 'wechat' };

describe('the contribution record of a person, on a real database and broker', () => {
  const paperKeys: PaperKeys = { current: '1', secrets: { '1': randomBytes(32).toString('base64url') } };
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let clock: MovableClock;
  let service: TestService;
  let others: Registered;
  /** Statements and loads of the service, to be counted. */
  let asked: { readonly database: Database; readonly store: EventStore };

  beforeAll(async () => {
    database = await testDatabase();
    clock = await movableClock('2022-03-20T10:00:00.000+08:00');
    const whole = assessment(quoteKeys(), 'jinan', undefined, {}, paperKeys);
    const spy = {
      provide: 'spy',
      useFactory: (found: Database, store: EventStore) => (asked = { database: found, store }),
      inject: [Database, EventStore],
    };
    service = await startForTest(
      { ...whole, providers: (db) => [...(whole.providers?.(db) ?? []), spy] },
      database.url,
      { CLOCK_URL: clock.url, CATCH_UP_MS: 10_000 },
    );
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
  const record = (personId: string, query = '', as: TestRole = payer): Promise<Reply> =>
    service.call(as, 'GET', `/v1/persons/${personId}/contribution-record${query}`);
  const check = (code: string): Promise<Reply> =>
    service.call(undefined, 'GET', `/v1/record-checks/${encodeURIComponent(code)}`);
  const insured = async (): Promise<string> => {
    const personId = randomUUID();
    const district = '370102';
    await tell('canbao.registration.PensionEnrolled.v1', { personId, district, from: '2022-01-01' });
    await tell('canbao.registration.MedicalEnrolled.v1', {
      personId,
      district,
      scheme: 'with-account',
      from: '2022-02-01',
    });
    await tell('canbao.registration.BeneficiaryAdded.v1', { personId, payerId: 'payer-1' });
    await eventually(
      () => record(personId),
      ({ status, body }) => status === 200 && body.insurances.length === 2,
    );
    return personId;
  };
  const payPension = (personId: string, months: string[], orderId = randomUUID()): Promise<void> =>
    tell('canbao.ledger.PensionMonthsSettled.v1', {
      personId,
      orderId,
      district: '370102',
      months: months.map((month) => ({ month, base: '5000.00', rate: '0.2', amount: '1000.00' })),
      total: `${months.length}000.00`,
      paidAt: '2022-03-20T10:00:00.000+08:00',
    });
  const payMedical = (personId: string, month: string): Promise<void> =>
    tell('canbao.ledger.BundleSettled.v1', {
      personId,
      bundleId: `medical-${personId}-${month}`,
      month,
      district: '370102',
      scheme: 'with-account',
      items: [
        { item: 'with-account', base: '3746.00', rate: '0.09', amount: '337.14', orderId: randomUUID() },
      ],
      total: '337.14',
      paidAt: '2022-03-20T10:00:00.000+08:00',
    });
  const counted = ({ body }: Reply): number[] =>
    body.insurances.map((one: { counted: number }) => one.counted);
  const counts = (personId: string, ...expected: number[]): Promise<Reply> =>
    eventually(
      () => record(personId),
      (reply) => reply.status === 200 && String(counted(reply)) === String(expected),
    );

  it('has the months of both insurances, their accounts, gaps, what is payable, and the rules', async () => {
    const personId = await insured();
    await payPension(personId, ['2022-01', '2022-03']);
    await payMedical(personId, '2022-03');
    const { body } = await counts(personId, 2, 1);
    expect(body).toMatchObject({
      personId,
      recordNo: expect.stringMatching(/^JL\d{25}$/),
      asOf: '2022-03-20',
      insurances: [
        {
          insurance: 'pension',
          cumulative: { years: 0, months: 2 },
          amount: '2000.00',
          personalAccount: '800.00',
          gaps: [{ from: '2022-02', until: '2022-02', months: 1 }],
          payable: [{ month: '2022-02', until: '2023-12-31' }],
        },
        {
          insurance: 'medical',
          amount: '337.14',
          personalAccount: '74.92',
          gaps: [{ from: '2022-02', until: '2022-02', months: 1 }],
          payable: [],
        },
      ],
    });
    const [account] = body.insurances[0].parameters.filter(
      ({ name }: { name: string }) => name === 'pension.personalAccount',
    );
    expect(account).toMatchObject({ value: '0.08', source: { article: expect.stringContaining('第三条') } });
    expect(new PaperCodes(paperKeys).openHolder(body.holder, Date.parse(body.knownAt))).toBe(personId);
  });

  it('is the same paper under the same number, and stands on a day as it stood then', async () => {
    const personId = await insured();
    const orderId = randomUUID();
    await payPension(personId, ['2022-01', '2022-02'], orderId);
    const printed = (await counts(personId, 2, 0)).body;
    await on('2022-04-20');
    const reversal = { personId, orderId, insurance: 'pension', months: ['2022-01'] };
    expect((await check(printed.code)).body).toMatchObject({
      kind: 'record',
      state: 'valid',
      recordNo: printed.recordNo,
    });
    await tell('canbao.ledger.SettlementReversed.v1', {
      ...reversal,
      reversedAt: '2022-04-20T10:00:00.000+08:00',
    });
    await counts(personId, 1, 0);
    const [first, second] = [
      (await record(personId, '?asOf=2022-03-20')).body,
      (await record(personId, '?asOf=2022-03-20')).body,
    ];
    expect({ ...second, holder: first.holder }).toEqual(first);
    expect(first.insurances[0].counted).toBe(2);
    const { body } = await check(printed.code);
    expect(body).toMatchObject({
      state: 'changed',
      knownAt: printed.knownAt,
      insurances: printed.insurances,
    });
    expect(JSON.stringify(body)).not.toContain(personId);
    await on('2022-03-20');
  });

  it('is shown to who may act for the person, to the tax desk and the operators, and to nobody else', async () => {
    const personId = await insured();
    const status = async (as: TestRole): Promise<number> => (await record(personId, '', as)).status;
    expect(await Promise.all(([payer, 'tax-desk', 'operator', 'auditor'] as TestRole[]).map(status))).toEqual(
      [200, 200, 200, 200],
    );
    expect(await Promise.all((['hrss', 'agency', { bank: 'ccb' }] as TestRole[]).map(status))).toEqual([
      403, 403, 403,
    ]);
    expect(await status(stranger)).toBe(404);
    expect((await record(randomUUID(), '', 'operator')).body.code).toBe('person-not-found');
    expect((await record(personId, '?asOf=2022-03-21')).body.code).toBe('day-in-future');
    expect((await record(personId, '?asOf=2022-02-30')).status).toBe(400);
  });

  it('is not known under a code that was changed, guessed, of another secret or another person', async () => {
    const personId = await insured();
    const { code } = (await record(personId)).body;
    const changed = code.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'));
    const reference = new PaperCodes(paperKeys).read(code)?.reference ?? Buffer.alloc(0);
    const forged = new PaperCodes({
      current: '1',
      secrets: { '1': randomBytes(32).toString('base64url') },
    }).write({ kind: 'record', reference }, '{}');
    const far = Buffer.from(reference).fill(0xff, 4);
    const never = new PaperCodes(paperKeys).write({ kind: 'record', reference: far }, '{}');
    for (const text of [changed, forged, never, '0000', '0'.repeat(32)])
      expect([text, (await check(text)).body.code]).toEqual([text, 'paper-not-genuine']);
  });

  it('of forty years of two insurances is read in two statements', async () => {
    const personId = await insured();
    const months = Array.from(
      { length: 480 },
      (_, index) => `${1982 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
    );
    await payPension(personId, months);
    await payMedical(personId, '2022-01');
    await counts(personId, 480, 1);
    const statements = jest.spyOn(asked.database, 'query');
    const loads = jest.spyOn(asked.store, 'load');
    const began = performance.now();
    const { body } = await record(personId);
    const tookMs = performance.now() - began;
    expect([statements.mock.calls.length, loads.mock.calls.length]).toEqual([1, 1]);
    expect(body.insurances[0].cumulative).toEqual({ years: 40, months: 0 });
    expect(tookMs).toBeLessThan(2000);
    jest.restoreAllMocks();
  });
});
