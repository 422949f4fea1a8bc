import { minutesFromNow } from '@canbao/test-servers/minutes-from-now';
import { randomUUID } from 'node:crypto';
import type { ContractEventType } from '@canbao/contracts';
import { pause } from '@canbao/runtime';
import {
  differences,
  eventually,
  quoteKeys,
  quoteToken,
  startForTest,
  testDatabase,
  verified,
  type Reply,
  type TestService,
} from '@canbao/test-servers/service';
import { payment, storage } from '../src/payment';
import { registered, type Registered } from '@canbao/test-servers/registered';

const payer = { payer: 'payer-1', channel: 'wechat' } as const;
const other = { payer: 'payer-2', channel: 'wechat' } as const;
/** Long, so that a busy machine is not taken for one that does not wait. */
const catchUpMs = 6000;
const month = '2025-03';

describe('the registration that online orders rest on', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  /** Refuses without waiting for long. */
  let hurried: TestService;
  const keys = quoteKeys();
  let registration: Registered;

  beforeAll(async () => {
    database = await testDatabase();
    registration = await registered(database);
    service = await startForTest(payment(keys), database.url, { CATCH_UP_MS: catchUpMs });
    hurried = await startForTest(payment(keys), database.url, { CATCH_UP_MS: 300 });
  });
  afterAll(async () => {
    await registration.stop();
    await hurried.stop();
    await service.stop();
    await database.drop();
  });

  const quote = (personId: string, change: object = {}) => ({
    quoteId: randomUUID(),
    personId,
    insurance: 'pension',
    district: '370102',
    lines: [{ item: 'pension', month, base: '5000.00', rate: '0.2', amount: '1000.00' }],
    total: '1000.00',
    issuedAt: minutesFromNow(-1),
    expiresAt: minutesFromNow(10),
    certificateHash: 'none',
    ...change,
  });
  const signed = (claims: object): Promise<string> => quoteToken(claims, keys);
  const open = async (
    claims: object,
    as: { payer: string; channel: 'wechat' | 'alipay' } = payer,
    key: string = randomUUID(),
    at: TestService = service,
  ): Promise<Reply> =>
    at.call(
      as,
      'POST',
      '/v1/orders',
      { quoteToken: await signed({ payerId: as.payer, ...claims }), channel: 'wechat' },
      { 'idempotency-key': key },
    );
  /** Opens none. */
  const refused = (
    claims: object,
    as: { payer: string; channel: 'wechat' | 'alipay' } = payer,
    key?: string,
  ): Promise<Reply> => open(claims, as, key, hurried);
  const orderOf = async (orderId: string): Promise<any> =>
    (await service.call(payer, 'GET', `/v1/orders/${orderId}`)).body;
  const known = async (payerId = 'payer-1'): Promise<string> => {
    const personId = randomUUID();
    await registration.persons(payerId, [personId]);
    return personId;
  };

  it('is waited for a second, since the quote proves that it is on its way', async () => {
    const personId = randomUUID();
    const late = (async (): Promise<void> => {
      await pause(1_000);
      await registration.persons('payer-1', [personId]);
    })();
    const startedMs = performance.now();
    expect((await open(quote(personId))).status).toBe(201);
    expect(performance.now() - startedMs).toBeGreaterThan(950);
    await late;
  });

  it.each<readonly [string, ContractEventType, object]>([
    ['person-deceased', 'canbao.registration.PersonDied.v1', { on: '2025-02-10', revision: 1 }],
    [
      'covered-by-employer',
      'canbao.registration.EmployerCoverNoted.v1',
      { insurance: 'pension', from: month, revision: 1 },
    ],
    [
      'not-registered',
      'canbao.registration.PensionEnrolmentEnded.v1',
      { on: '2025-02-28', reason: 'transferred-out' },
    ],
    [
      'district-changed',
      'canbao.registration.PensionEnrolled.v1',
      { district: '370112', from: '2020-01-01', corrects: '2020-01-01' },
    ],
  ])('closes an open order and says %s; its money is recorded all the same', async (because, type, fact) => {
    const personId = await known();
    const claims = quote(personId);
    const { orderId } = (await open(claims)).body;
    expect((await orderOf(orderId)).status).toBe('open');
    await registration.publish(type, { personId, ...fact });
    const closed = await eventually(
      () => orderOf(orderId),
      ({ status }) => status === 'closed',
    );
    expect(closed.because).toBe(because);
    expect((await refused(claims)).body).toMatchObject({
      code: 'month-not-payable',
      retryable: true,
      details: { months: [month], because },
    });
    const report = {
      quoteToken: await signed(claims),
      channelTransactionNo: randomUUID(),
      amount: claims.total,
      paidAt: minutesFromNow(0),
      method: 'cash',
    };
    expect((await service.call('tax-desk', 'POST', '/v1/collections', report)).body).toMatchObject({
      status: 'paid',
      total: '1000.00',
    });
    const closings = await database.query(
      `select topic, data from payment.events where type = 'OrderClosed' and data->>'orderId' = $1`,
      [orderId],
    );
    expect(closings).toEqual([{ topic: 'payment.events', data: { personId, orderId, because } }]);
  });

  it('leaves an order open whose months stay payable, and opens one after a withdrawal under the same key', async () => {
    const personId = await known();
    const { orderId } = (await open(quote(personId))).body;
    await registration.publish('canbao.registration.PersonDied.v1', {
      personId,
      on: '2025-03-01',
      revision: 1,
    });
    await registration.publish('canbao.registration.EmployerCoverNoted.v1', {
      personId,
      insurance: 'pension',
      from: '2025-04',
      revision: 2,
    });
    const april = quote(personId, {
      lines: quote(personId).lines.map((line) => ({ ...line, month: '2025-04' })),
    });
    const key = randomUUID();
    await eventually(
      () =>
        database.query(
          "select 1 from payment.events where data->>'personId' = $1 and type = 'EmployerCoverNoted'",
          [personId],
        ),
      (rows) => rows.length === 1,
    );
    expect(await refused(april, payer, key)).toMatchObject({
      status: 422,
      body: { code: 'month-not-payable' },
    });
    await registration.publish('canbao.registration.DeathWithdrawn.v1', {
      personId,
      bureau: 'hrss',
      revision: 3,
    });
    await registration.publish('canbao.registration.EmployerCoverWithdrawn.v1', {
      personId,
      insurance: 'pension',
      from: '2025-04',
      revision: 4,
    });
    const opened = await eventually(
      () => open(april, payer, key),
      ({ status }) => status === 201,
    );
    expect(opened.body.status).toBe('open');
    expect((await orderOf(orderId)).status).toBe('open');
  });

  it('opens no order of a payer who may not act for the person, and holds no month by it', async () => {
    const personId = await known('payer-2');
    const claims = quote(personId, { channel: 'wechat' });
    expect((await refused(claims)).body).toMatchObject({ status: 404, code: 'person-not-found' });
    expect((await open(claims, other)).status).toBe(201);
    await registration.publish('canbao.registration.BeneficiaryRemoved.v1', {
      personId,
      payerId: 'payer-2',
    });
    await eventually(
      () => refused(quote(personId), other),
      ({ body }) => body.code === 'person-not-found',
    );
  });

  it('opens no order with a quote of another payer or of a counter, at once', async () => {
    const personId = await known();
    for (const payerId of ['payer-2', undefined]) {
      const began = performance.now();
      expect((await open(quote(personId, { payerId }))).body).toMatchObject({
        status: 403,
        code: 'quote-of-another-payer',
      });
      expect(performance.now() - began).toBeLessThan(catchUpMs);
    }
    const began = performance.now();
    expect((await open(quote(randomUUID(), { payerId: 'payer-2' }))).body.code).toBe('person-not-found');
    expect(performance.now() - began).toBeLessThan(catchUpMs);
    expect((await open(quote(personId))).status).toBe(201);
  });

  it('opens no order with the quote of another channel', async () => {
    const personId = await known();
    expect((await open(quote(personId, { channel: 'tax-desk' }))).body).toMatchObject({
      status: 422,
      code: 'channel-mismatch',
    });
    expect((await open(quote(personId), { payer: 'payer-1', channel: 'alipay' })).body.code).toBe(
      'channel-mismatch',
    );
    expect((await open(quote(personId, { channel: 'wechat' }))).status).toBe(201);
  });

  it('says why it refuses the own quote, also before payment knows who may act for whom', async () => {
    const personId = randomUUID();
    const answer = open(quote(personId, { channel: 'tax-desk' }));
    await pause(300);
    await registration.publish('canbao.registration.BeneficiaryAdded.v1', { personId, payerId: 'payer-1' });
    expect((await answer).body.code).toBe('channel-mismatch');
  });

  it('has the rows that its events make', async () => {
    expect(differences(await verified(storage, database.url))).toEqual([]);
  });
});
