import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { assessment } from '@canbao/assessment/service';
import { ledgerSync } from '@canbao/ledger-sync/service';
import { payment } from '@canbao/payment/service';
import { registered, type Registered } from '@canbao/test-servers/registered';
import { startSandbox, type SandboxProcess } from '@canbao/test-servers/sandbox';
import {
  eventually,
  quoteKeys,
  signIn,
  startForTest,
  testDatabase,
  type Reply,
  type TestRole,
  type TestService,
} from '@canbao/test-servers/service';
import { SpecClock } from '@canbao/test-servers/spec-clock';
import type { Why } from '@canbao/portal/why-page';
import { portal } from '@canbao/portal/portal';

const now = '2022-07-18T10:00:00.000+08:00';
const july = '2022-07';
const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const stranger: TestRole = { payer: 'payer-2', channel: 'wechat' };
const [ccb, psbc] = [{ bank: 'ccb' }, { bank: 'psbc' }] as const;
type Insurance = 'pension' | 'medical';
type Question = 'pay' | 'post' | 'refund' | 'benefit';

describe('why a month cannot be dealt with, on real services', () => {
  const keys = quoteKeys();
  const clocks = [new SpecClock(now), new SpecClock(now), new SpecClock(now)] as const;
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let sandbox: SandboxProcess;
  let registration: Registered;
  let services: TestService[];
  let app: FastifyInstance;
  let base: string;
  let tokenOf: (role: TestRole) => Promise<string>;

  beforeAll(async () => {
    database = await testDatabase();
    sandbox = await startSandbox(database.url);
    // The bureaus keep the same day: one that books on a day to come is not believed.
    await fetch(`${sandbox.url}/sandbox/clock`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ now }),
    });
    registration = await registered(database);
    const signedIn = await signIn();
    tokenOf = signedIn.tokenOf;
    for (const clock of clocks) await clock.start();
    const bureau = (name: string): string => `${sandbox.url}/bureaus/${name}`;
    const own = [
      assessment(keys, 'jinan'),
      payment(keys),
      ledgerSync({ hrss: bureau('hrss'), medical: bureau('medical') }),
    ];
    services = await Promise.all(
      own.map((service, index) =>
        startForTest(service, database.url, {
          SIGN_IN_JWKS: signedIn.jwks,
          CLOCK_URL: clocks[index]?.url ?? '',
          CATCH_UP_MS: 10_000,
        }),
      ),
    );
    const [rules = '', money = '', books = ''] = services.map(({ url }) => url);
    app = await portal({
      PORT: 0,
      SERVICE_HOST: '127.0.0.1',
      CANBAO_PROFILE: 'sandbox',
      REGISTRATION_URL: rules,
      ASSESSMENT_URL: rules,
      PAYMENT_URL: money,
      LEDGER_SYNC_URL: books,
    });
    base = await app.listen({ port: 0, host: '127.0.0.1' });
  }, 120_000);
  afterAll(async () => {
    await app.close();
    for (const service of services) await service.stop();
    await registration.stop();
    await sandbox.stop();
    for (const clock of clocks) clock.stop();
    await database.drop();
  });

  /** A call at the front door. */
  const call = async (as: TestRole, method: string, path: string, body?: unknown): Promise<Reply> => {
    const response = await fetch(base + path, {
      method,
      headers: {
        authorization: `Bearer ${await tokenOf(as)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  const pathOf = (personId: string, month: string): string => `/v1/persons/${personId}/months/${month}/why`;
  const why = async (personId: string, insurance: Insurance, month = july, as = payer) => {
    const { status, body } = await call(as, 'GET', pathOf(personId, month));
    expect([status, body.month]).toEqual([200, month]);
    const item = (body as Why).items.find((each) => each.insurance === insurance);
    if (item === undefined) throw new Error(`nothing about ${insurance}`);
    return item;
  };
  const codes = async (personId: string, insurance: Insurance, month = july) => {
    const item = await why(personId, insurance, month);
    const told = (['pay', 'post', 'refund', 'benefit'] as const).map((question) => [
      question,
      ...(item[question] === undefined
        ? []
        : [item[question].answer, ...item[question].conditions.map(({ code }) => code)]),
    ]);
    return Object.fromEntries(told.map(([question, ...answer]) => [question, answer.join(' ')]));
  };
  /** Waits until all services have heard what the answer rests on. */
  const becomes = async (
    personId: string,
    insurance: Insurance,
    expected: Partial<Record<Question, string>>,
    month = july,
  ) =>
    expect(
      await eventually(
        () => codes(personId, insurance, month),
        (told) => Object.entries(expected).every(([question, answer]) => told[question] === answer),
        10_000,
      ),
    ).toMatchObject(expected);

  const person = async (): Promise<string> => {
    const personId = randomUUID();
    await registration.persons('payer-1', [personId]);
    return personId;
  };
  const quoted = (as: TestRole, personId: string, insurance: Insurance, month = july): Promise<Reply> =>
    call(as, 'POST', '/v1/quotes', {
      personId,
      insurance,
      months: [month],
      ...(insurance === 'pension' ? { base: '5000.00' } : {}),
    });
  const paid = async (personId: string, insurance: Insurance, part: object = {}): Promise<any> => {
    const { body } = await quoted(ccb, personId, insurance);
    const report = {
      quoteToken: body.token,
      channelTransactionNo: randomUUID(),
      amount: body.total,
      paidAt: now,
      method: 'cash',
    };
    const { status, body: collected } = await call(ccb, 'POST', '/v1/collections', { ...report, ...part });
    expect(status).toBeLessThan(300);
    return collected;
  };
  /** What the deciders themselves do, where they are asked to. */
  const deciders = async (personId: string, insurance: Insurance, orderId?: string) => {
    const [quote, coverage] = [
      await quoted(ccb, personId, insurance),
      await call(payer, 'GET', `/v1/persons/${personId}/coverage`),
    ];
    const isActive = coverage.body.items?.some(
      ({ state, from, until = from }: any) =>
        state === 'active' && from <= '2022-07-31' && until >= '2022-07-01',
    );
    const application =
      orderId === undefined
        ? undefined
        : await call(payer, 'POST', '/v1/refunds', { orderId, months: [july], reason: 'error' });
    return {
      pay: quote.status === 201 ? 'yes' : 'no',
      ...(application === undefined ? {} : { refund: application.status === 201 ? 'yes' : 'no' }),
      ...(insurance === 'medical' ? { benefit: isActive === true ? 'yes' : 'no' } : {}),
    };
  };
  const answers = async (personId: string, insurance: Insurance) => {
    const { pay, refund, benefit } = await why(personId, insurance);
    return { pay: pay?.answer, refund: refund?.answer, benefit: benefit?.answer };
  };

  it('is told of a month that nobody has paid: paid it can be, and nothing else', async () => {
    const personId = await person();
    await becomes(personId, 'pension', {
      pay: 'yes',
      post: 'no not-paid',
      refund: 'no month-not-refundable',
      benefit: 'no not-paid',
    });
    await becomes(personId, 'medical', { pay: 'yes', benefit: 'no first-payment-due' });
    expect(await answers(personId, 'medical')).toMatchObject(await deciders(personId, 'medical'));
    // The agency has pushed nothing, and the month is over.
    await becomes(personId, 'medical', { pay: 'no arrears-push-required' }, '2022-06');
    await becomes(personId, 'pension', { pay: 'no prepayment-not-allowed' }, '2022-09');
    const { pay } = await why(personId, 'pension', '2022-09');
    expect(pay?.conditions).toEqual([
      {
        code: 'prepayment-not-allowed',
        rule: 'pension.window',
        source: '指南 G3.3.1.1',
        clearedBy: 'time',
        clearsOn: '2022-09-01',
      },
    ]);
  }, 60_000);

  it('names everything that stands in the way, not the first alone', async () => {
    const personId = await person();
    await registration.publish('canbao.registration.PersonDied.v1', {
      personId,
      on: '2022-05-10',
      bureau: 'hrss',
    });
    await registration.publish('canbao.registration.EmployerCoverNoted.v1', {
      personId,
      insurance: 'medical',
      from: '2022-06',
    });
    await becomes(
      personId,
      'medical',
      { pay: 'no person-deceased covered-by-employer arrears-push-required' },
      '2022-06',
    );
    const { pay } = await why(personId, 'medical', '2022-06');
    expect(pay?.conditions.map(({ clearedBy, evidence }) => [clearedBy, evidence !== undefined])).toEqual([
      ['registration-agency', true],
      ['registration-agency', true],
      ['medical-agency', false],
    ]);
  }, 60_000);

  it('is shown to the payer, to bureaus each its own, and to a counter of the new district without details', async () => {
    const personId = await person();
    const { orderId } = await paid(personId, 'pension');
    await becomes(personId, 'pension', { pay: 'no already-paid', post: 'yes', refund: 'yes' });
    expect((await call(psbc, 'GET', pathOf(personId, july))).status).toBe(404);
    // The payer moves to a district that the bank serves.
    const moved = { personId, district: '370103', from: '2022-07-01' };
    await registration.publish('canbao.registration.PensionEnrolled.v1', moved);
    await registration.publish('canbao.registration.MedicalEnrolled.v1', { ...moved, scheme: 'pooled' });
    const shown = await eventually(
      () => call(psbc, 'GET', pathOf(personId, july)),
      ({ status, body }) => status === 200 && body.items.length === 2,
    );
    // It sees what can be paid; what another bank took is not its own.
    expect(shown.body.items[0]).toEqual({
      insurance: 'pension',
      pay: {
        answer: 'no',
        conditions: [
          {
            code: 'already-paid',
            rule: 'pension.duplicate',
            source: '指南 G3.3.1.1',
            clearedBy: 'channel',
          },
        ],
      },
    });
    expect((await call(ccb, 'GET', pathOf(personId, july))).body.items[0]).toMatchObject({
      refund: { answer: 'yes' },
    });
    const mine = await why(personId, 'pension');
    expect(mine.pay?.conditions[0]?.evidence).toMatch(/^[0-9a-f-]{36}$/);
    expect((await call('hrss', 'GET', pathOf(personId, july))).body.items).toEqual([
      { insurance: 'pension', post: mine.post, refund: mine.refund },
    ]);
    expect((await call(stranger, 'GET', pathOf(personId, july))).status).toBe(404);
    expect((await call('agency', 'GET', pathOf(personId, july))).status).toBe(403);
    expect(await answers(personId, 'pension')).toMatchObject(await deciders(personId, 'pension', orderId));
    const page = await call('operator', 'GET', `${pathOf(personId, july)}.html`);
    expect(page.body).toContain('该月已缴费，不能重复缴费');
  }, 60_000);

  it('is told of a bundle of which a part has arrived', async () => {
    const personId = await person();
    const { orderId } = await paid(personId, 'medical', {
      items: ['pooled-unit', 'pooled-personal'],
      amount: '187.30',
    });
    await becomes(personId, 'medical', {
      pay: 'yes bundle-incomplete',
      post: 'no bundle-incomplete',
      refund: 'no month-not-refundable',
      benefit: 'no first-payment-due',
    });
    const { post, refund } = await why(personId, 'medical');
    expect(post?.conditions[0]).toMatchObject({
      details: { missingItems: ['mutual-aid'] },
      evidence: expect.any(String),
    });
    expect(refund?.conditions[0]).toMatchObject({ evidence: expect.any(String) });
    expect(await answers(personId, 'medical')).toMatchObject(await deciders(personId, 'medical', orderId));
  }, 60_000);

  it('is told of a month that its bureau refuses, and of its refund until the money has left', async () => {
    const personId = await person();
    const fault = { bureau: 'medical', mode: 'refuse', personId, times: 1, reason: '险种已停保' };
    const set = await fetch(`${sandbox.url}/sandbox/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });
    expect(set.ok).toBe(true);
    const { orderId } = await paid(personId, 'medical');
    await becomes(personId, 'medical', {
      pay: 'no posting-refused already-paid',
      post: 'no bureau-refused',
      refund: 'yes',
    });
    const { post } = await why(personId, 'medical');
    expect(post?.conditions[0]).toMatchObject({ clearedBy: 'operator', details: { reason: '险种已停保' } });
    expect(await answers(personId, 'medical')).toMatchObject(await deciders(personId, 'medical', orderId));
    await becomes(personId, 'medical', { refund: 'no refund-open' });
    const { refund } = await why(personId, 'medical');
    const refundId = String(refund?.conditions[0]?.details?.['refundId']);
    for (const reviewer of ['operator', 'medical-bureau'] as const)
      expect((await call(reviewer, 'POST', `/v1/refunds/${refundId}/approval`)).status).toBe(200);
    await eventually(
      () => call(ccb, 'GET', `/v1/refunds/${refundId}`),
      ({ body }) => body.status === 'to-pay-out',
    );
    const payout = { payoutNo: 'P1', amount: '205.30', paidOutAt: now };
    expect((await call(ccb, 'POST', `/v1/refunds/${refundId}/payout`, payout)).status).toBeLessThan(300);
    await becomes(personId, 'medical', {
      pay: 'yes',
      post: 'no not-paid',
      refund: 'no month-not-refundable',
    });
    expect(await answers(personId, 'medical')).toMatchObject(await deciders(personId, 'medical'));
  }, 60_000);

  it('is told of a month in the wait, by whom it is cleared and from when', async () => {
    const personId = await person();
    await registration.publish('canbao.registration.MedicalEnrolled.v1', {
      personId,
      district: '370102',
      from: '2020-01-01',
      scheme: 'pooled',
      paidThrough: '2022-02',
    });
    await becomes(personId, 'medical', {
      benefit: 'no month-unpaid month-unpaid month-unpaid month-unpaid gap-too-long',
    });
    await paid(personId, 'medical');
    await becomes(personId, 'medical', { pay: 'no already-paid', post: 'yes', refund: 'yes' });
    const { benefit } = await why(personId, 'medical');
    expect(benefit).toMatchObject({ answer: 'no' });
    expect(benefit?.conditions.find(({ code }) => code === 'gap-too-long')).toMatchObject({
      rule: 'medical.benefit',
      source: expect.stringContaining('济医保发〔2022〕2号'),
      clearedBy: 'payer',
      clearsOn: '2022-10-01',
      details: { unpaidMonths: 4 },
    });
    // Days without cover stay so, whatever is paid.
    const past = await why(personId, 'medical', '2022-05');
    expect(past.benefit?.answer).toBe('no');
    expect(past.benefit?.conditions.map(({ clearedBy }) => clearedBy)).toEqual(
      past.benefit?.conditions.map(() => 'nobody'),
    );
    expect(await answers(personId, 'medical')).toMatchObject(await deciders(personId, 'medical'));
  }, 60_000);
});
