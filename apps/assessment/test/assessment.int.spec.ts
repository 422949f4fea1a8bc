import { randomUUID } from 'node:crypto';
import { compactVerify } from 'jose';
import { instant } from '@canbao/calendar';
import { contractEvents, QuoteClaims, type ContractEvent } from '@canbao/contracts';
import { anyEvents, genesisHash } from '@canbao/event-sourcing';
import { Relay } from '@canbao/kafka';
import { type Database, PostgresEventStore, PostgresOutbox } from '@canbao/postgres';
import { openDatabase } from '@canbao/test-servers/database';
import {
  differences,
  eventually,
  quoteKeys,
  secretOf,
  startForTest,
  testDatabase,
  verified,
  type Reply,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { assessment, storage } from '../src/assessment';
import { goTo, movableClock, type MovableClock } from './movable-clock';
import { testKafka, testMacs } from '@canbao/test-servers/kafka';

const now = '2022-05-18T10:00:00.000+08:00';
const wechat: TestRole = { payer: 'payer-1', channel: 'wechat' };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('assessment on a real database and broker', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let clock: MovableClock;
  let service: TestService;
  const keys = quoteKeys();
  let registration: { database: Database; store: PostgresEventStore; relay: Relay };

  beforeAll(async () => {
    database = await testDatabase();
    clock = await movableClock(now);
    service = await startForTest(assessment(keys, 'jinan'), database.url, {
      CLOCK_URL: clock.url,
      CATCH_UP_MS: 10_000,
    });
    const facts = await openDatabase({ url: database.url, service: 'registration', migrations: [] });
    const published = (event: object): ContractEvent => event as ContractEvent;
    const store = new PostgresEventStore(facts, {
      views: [],
      topicOf: (event) => contractEvents[published(event).type].topic,
      eventTypes: anyEvents,
    });
    const relay = new Relay({
      service: facts.service,
      outbox: new PostgresOutbox(facts, anyEvents),
      servers: testKafka,
      macs: testMacs,
      published,
      log: quiet,
    });
    store.onAppended(() => relay.wake());
    relay.start();
    registration = { database: facts, store, relay };
    await eventually(
      () => fetch(`${service.url}/health/ready`).then(({ ok }) => ok),
      (ok) => ok,
    );
  });
  afterAll(async () => {
    await service.stop();
    await registration.relay.stop();
    await registration.store.close();
    await registration.database.close();
    await clock.stop();
    await database.drop();
  });

  const setClock = (day: string): Promise<void> => goTo(clock, day, service);
  /** A new person whom registration has enrolled and payer-1 may pay for. */
  const enrolled = async (scheme = 'pooled'): Promise<string> => {
    const personId = randomUUID();
    const enrolment = { personId, district: '370102', from: '2020-01-01' };
    const events = [
      { type: 'canbao.registration.PensionEnrolled.v1', data: enrolment },
      { type: 'canbao.registration.MedicalEnrolled.v1', data: { ...enrolment, scheme } },
      { type: 'canbao.registration.BeneficiaryAdded.v1', data: { personId, payerId: 'payer-1' } },
    ];
    await registration.store.append({
      subject: personId,
      recordedAt: instant(now),
      metadata: { actor: 'spec' },
      writes: [{ stream: `person-${personId}`, expectedVersion: 0, previousHash: genesisHash, events }],
    });
    return personId;
  };
  const quote = (as: TestRole, personId: string, change: object = {}, headers = {}): Promise<Reply> =>
    service.call(
      as,
      'POST',
      '/v1/quotes',
      { personId, insurance: 'pension', months: ['2022-05'], base: '5000.00', ...change },
      headers,
    );
  const types = async (personId: string): Promise<string[]> =>
    (
      await database.query(
        `select type from assessment.events
         where data->>'personId' = $1 and type in ('PensionBaseDeclared', 'QuoteIssued') order by position`,
        [personId],
      )
    ).map(({ type }) => type as string);

  it('notes an enrolment with a field that it does not know, and stores nothing of the field', async () => {
    const personId = randomUUID();
    const data = { personId, district: '370102', from: '2020-01-01', shoeSize: 44 };
    await registration.store.append({
      subject: personId,
      recordedAt: instant(now),
      metadata: { actor: 'spec' },
      writes: [
        {
          stream: `person-${personId}`,
          expectedVersion: 0,
          previousHash: genesisHash,
          events: [{ type: 'canbao.registration.PensionEnrolled.v1', data }],
        },
      ],
    });
    const { status } = await quote('tax-desk', personId);
    expect(status).toBe(201);
    const stored = await database.query(`select data from assessment.events where data->>'personId' = $1`, [
      personId,
    ]);
    expect(stored.length).toBeGreaterThan(1);
    expect(JSON.stringify(stored)).not.toContain('shoeSize');
  });

  it('signs a quote that the secret verifies, and no other secret', async () => {
    const personId = await enrolled();
    const { status, body } = await quote('tax-desk', personId);
    expect(status).toBe(201);
    const { payload, protectedHeader } = await compactVerify(body.token, secretOf(keys));
    expect(protectedHeader).toMatchObject({ alg: 'HS256', kid: keys.current });
    const claims = QuoteClaims.parse(JSON.parse(new TextDecoder().decode(payload)));
    expect(claims).toMatchObject({
      quoteId: body.quoteId,
      personId,
      insurance: 'pension',
      district: '370102',
      channel: 'tax-desk',
      total: body.total,
      lines: body.lines,
      expiresAt: body.expiresAt,
    });
    const again = await service.call('tax-desk', 'GET', `/v1/quotes/${body.quoteId}`);
    expect(again.body).toMatchObject({
      personId,
      certificate: body.certificate,
      certificateHash: claims.certificateHash,
    });
    await expect(compactVerify(body.token, secretOf(quoteKeys()))).rejects.toThrow();
  });

  it('registers a pension base typed in WeChat even when nothing is paid, and none that a counter types', async () => {
    const [typed, told] = [await enrolled(), await enrolled()];
    expect((await quote(wechat, typed)).status).toBe(201);
    expect((await quote('tax-desk', told)).status).toBe(201);
    expect(await types(typed)).toEqual(['PensionBaseDeclared', 'QuoteIssued']);
    expect(await types(told)).toEqual(['QuoteIssued']);
    expect((await service.call(wechat, 'GET', `/v1/persons/${typed}/pension-base`)).body).toMatchObject({
      base: '5000.00',
      channel: 'wechat',
      declaredAt: expect.stringMatching(/^2022-05-18T10:/),
    });
    expect((await service.call('tax-desk', 'GET', `/v1/persons/${told}/pension-base`)).body).toMatchObject({
      status: 404,
      code: 'no-declared-base',
    });
  });

  it('answers a key used ten times at once with one quote, one declared base and one token', async () => {
    const personId = await enrolled();
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => quote(wechat, personId, {}, { 'idempotency-key': personId })),
    );
    expect(new Set(replies.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(replies[0]?.status).toBe(201);
    expect(await types(personId)).toEqual(['PensionBaseDeclared', 'QuoteIssued']);
    const { quoteId } = (replies[0] as Reply).body;
    const stored = await database.query(
      `select body from assessment.idempotency where body->>'quoteId' = $1`,
      [quoteId],
    );
    expect(stored).toEqual([{ body: { quoteId } }]);
    const streams = await database.query(
      `select stream from assessment.events where type = 'QuoteIssued' and data->>'personId' = $1`,
      [personId],
    );
    expect(streams).toEqual([{ stream: `quote-${quoteId}` }]);
  });

  it('decides a refused quote again under the same key when time has cleared it', async () => {
    const personId = await enrolled();
    const key = { 'idempotency-key': randomUUID() };
    const june = (): Promise<Reply> => quote('tax-desk', personId, { months: ['2022-06'] }, key);
    for (let early = 0; early < 2; early += 1) {
      const refused = await june();
      expect(refused).toMatchObject({
        status: 422,
        body: {
          code: 'prepayment-not-allowed',
          retryable: true,
          conditions: [{ clearedBy: 'time', clearsOn: '2022-06-01' }],
        },
      });
      expect(refused.headers.get('idempotent-replayed')).toBeNull();
    }
    await setClock('2022-06-02');
    const issued = await june();
    expect(issued).toMatchObject({ status: 201, body: { total: '1000.00' } });
    expect(issued.headers.get('idempotent-replayed')).toBeNull();
    const repeated = await june();
    expect(repeated).toMatchObject({ status: 201, body: issued.body });
    expect(repeated.headers.get('idempotent-replayed')).toBe('true');
    await setClock('2022-05-18');
    expect((await june()).body).toEqual(issued.body);
    expect(await types(personId)).toEqual(['QuoteIssued']);
  });

  it('leaves nothing behind for an estimate, whoever asks', async () => {
    await quote(wechat, await enrolled());
    const count = (): Promise<unknown[]> =>
      database.query(
        `select
           (select count(*)::int from assessment.events
            where type in ('PensionBaseDeclared', 'QuoteIssued')) as events,
           (select count(*)::int from assessment.idempotency) as keys`,
      );
    const before = await count();
    const replies = await Promise.all(
      [wechat, 'tax-desk', 'auditor'].map((as) =>
        service.call(as as TestRole, 'POST', '/v1/estimates', {
          insurance: 'pension',
          months: ['2022-05'],
          base: '5000.00',
        }),
      ),
    );
    expect(replies.map(({ status, body }) => [status, body.total])).toEqual(
      Array.from({ length: 3 }, () => [200, '1000.00']),
    );
    expect(await count()).toEqual(before);
  });

  it('tells a payer which figures may still change, in payables, estimates and quotes alike', async () => {
    const personId = await enrolled();
    const figures = { insurance: 'pension', months: ['2026-09'], base: '5000.00' };
    await setClock('2026-09-18');
    const [estimated, quoted, payable] = await Promise.all([
      service.call('tax-desk', 'POST', '/v1/estimates', figures),
      service.call('tax-desk', 'POST', '/v1/quotes', { personId, ...figures }),
      service.call('tax-desk', 'GET', `/v1/persons/${personId}/payables?insurance=pension`),
    ]);
    await setClock('2022-05-18');
    const september = payable.body.items.find(({ month }: { month: string }) => month === '2026-09');
    expect([estimated.body, quoted.body, september].map(({ notesZh }) => notesZh)).toEqual(
      Array.from({ length: 3 }, () => ['按 2026 年标准预估']),
    );
  });

  it('lists what can be paid, only to those who may see the person', async () => {
    const personId = await enrolled();
    const { status, body } = await service.call(
      wechat,
      'GET',
      `/v1/persons/${personId}/payables?insurance=medical`,
    );
    expect(status).toBe(200);
    const may = body.items.find(({ month }: { month: string }) => month === '2022-05');
    expect(may).toMatchObject({
      status: 'payable',
      items: ['pooled-unit', 'pooled-personal', 'mutual-aid'],
      conditions: [],
    });
    expect(
      body.items
        .filter(({ status: one }: { status: string }) => one === 'closed')
        .every(({ conditions }: { conditions: unknown[] }) => conditions.length > 0),
    ).toBe(true);
  });

  it('shows a bank nothing of a person outside its districts, as of one that is not there', async () => {
    const personId = await enrolled();
    await quote({ payer: 'payer-1', channel: 'wechat' }, personId);
    for (const about of ['payables?insurance=pension', 'payables?insurance=medical', 'pension-base']) {
      const of = async (bank: string, person: string): Promise<Reply> =>
        service.call({ bank }, 'GET', `/v1/persons/${person}/${about}`);
      const [foreign, unknown] = [await of('psbc', personId), await of('psbc', randomUUID())];
      expect(foreign.status).toBe(404);
      expect({ ...foreign.body, traceId: '' }).toEqual({ ...unknown.body, traceId: '' });
      expect((await of('ccb', personId)).body.code).not.toBe('person-not-found');
    }
  });

  it('shows a quote to the counter that gave it, and to no other', async () => {
    const { body } = await quote({ bank: 'ccb' }, await enrolled());
    for (const path of [`/v1/quotes/${body.quoteId}`, `/v1/quotes/${body.quoteId}/proof`]) {
      for (const other of [{ bank: 'icbc' }, 'tax-desk'] as const)
        expect((await service.call(other, 'GET', path)).status).toBe(404);
      for (const reader of [{ bank: 'ccb' }, 'operator', 'auditor'] as const)
        expect((await service.call(reader, 'GET', path)).status).not.toBe(404);
    }
  });

  it('lists a month that was paid for after a death as a refund case, and closes both insurances', async () => {
    const personId = await enrolled();
    const orderId = randomUUID();
    const settled = {
      personId,
      orderId,
      district: '370102',
      months: [{ month: '2022-05', base: '5000.00', rate: '0.20', amount: '1000.00' }],
      total: '1000.00',
      paidAt: now,
    };
    const append = (expectedVersion: number, type: string, data: object): Promise<unknown> =>
      registration.store.append({
        subject: personId,
        recordedAt: instant(now),
        metadata: { actor: 'spec' },
        writes: [
          {
            stream: `facts-${randomUUID()}`,
            expectedVersion,
            previousHash: genesisHash,
            events: [{ type, data }],
          },
        ],
      });
    await append(0, 'canbao.ledger.PensionMonthsSettled.v1', settled);
    await append(0, 'canbao.registration.PersonDied.v1', { personId, on: '2022-04-10' });
    const cases = await eventually(
      () => service.call('operator', 'GET', `/v1/refund-cases?personId=${personId}`),
      ({ body }) => body.items.length > 0,
    );
    expect(cases.body.items).toEqual([
      { personId, insurance: 'pension', month: '2022-05', because: 'death', orderIds: [orderId] },
    ]);
    const refused = await eventually(
      () => quote('tax-desk', personId, { insurance: 'medical', base: undefined }),
      ({ status }) => status === 422,
    );
    expect(refused.body.code).toBe('person-deceased');
    expect((await service.call('tax-desk', 'GET', '/v1/refund-cases')).body.code).toBe('forbidden');
  });

  it('replaces and withdraws a bill by its id', async () => {
    const personId = await enrolled();
    const month = (lateFee: string) => ({
      month: '2022-03',
      lateFee,
      items: [
        { item: 'pooled-unit', amount: '112.38' },
        { item: 'pooled-personal', amount: '74.92' },
        { item: 'mutual-aid', amount: '18.00' },
      ],
    });
    const call = (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Reply> =>
      service.call('agency', method, `/v1/back-pay-bills${path}`, body);
    const pushed = await call('POST', '', { personId, months: [month('5.13')] });
    expect(pushed.body).toMatchObject({ total: '210.43', lateFee: '5.13' });
    const again = await call('POST', '', { personId, months: [month('5.13')] });
    expect(again.body).toMatchObject({ status: 422, code: 'bill-exists' });
    const path = `/${pushed.body.billId}`;
    expect((await call('PUT', path, { months: [month('6.00')] })).body).toMatchObject({ total: '211.30' });
    expect((await call('PUT', `/${randomUUID()}`, { months: [month('6.00')] })).body).toMatchObject({
      status: 404,
      code: 'bill-not-found',
    });
    expect((await call('DELETE', path)).body).toEqual({ billId: pushed.body.billId, remainingMonths: [] });
    const refused = await quote('tax-desk', personId, {
      insurance: 'medical',
      months: ['2022-03'],
      base: undefined,
    });
    expect(refused.body.code).toBe('arrears-push-required');
  });

  it.each([
    ['pooled', 'with-account', { 'with-account': '337.14' }, '337.14'],
    [
      'with-account',
      'pooled',
      { 'pooled-unit': '112.38', 'pooled-personal': '74.92', 'mutual-aid': '18.00' },
      '205.30',
    ],
  ] as const)(
    'offers and quotes a bill to someone of the scheme %s under the former scheme %s',
    async (current, former, amounts, total) => {
      const personId = await enrolled(current);
      const items = Object.entries(amounts).map(([item, amount]) => ({ item, amount }));
      const bill = { personId, months: [{ month: '2022-03', lateFee: '0.00', items }] };
      const pushed = await service.call('agency', 'POST', '/v1/back-pay-bills', bill);
      expect(pushed).toMatchObject({ status: 201, body: { total } });
      const path = `/v1/persons/${personId}/payables?insurance=medical`;
      const { body } = await service.call('tax-desk', 'GET', path);
      expect(body.items.find(({ month }: { month: string }) => month === '2022-03')).toMatchObject({
        status: 'payable',
        items: Object.keys(amounts),
        amounts,
        total,
      });
      const quoted = await quote('tax-desk', personId, {
        insurance: 'medical',
        months: ['2022-03'],
        base: undefined,
      });
      expect(quoted).toMatchObject({ status: 201, body: { total } });
      const claims = QuoteClaims.parse(
        JSON.parse(Buffer.from(quoted.body.token.split('.')[1], 'base64url').toString()),
      );
      const { billId } = pushed.body;
      expect(claims).toMatchObject({
        bundles: [{ month: '2022-03', scheme: former, items: Object.keys(amounts), billId }],
      });
    },
  );

  it('has the rows that its events make, in batches of any size', async () => {
    const rebuilt = await verified(storage, database.url);
    expect(differences(rebuilt)).toEqual([]);
    expect(rebuilt.every(({ events }) => events > 0)).toBe(true);
  });
});
