import { minutesFromNow } from '@canbao/test-servers/minutes-from-now';
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { bundleIdOf, type QuoteClaims } from '@canbao/contracts';
import { eventIdOf } from '@canbao/event-sourcing';
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
import { storage, payment } from '../src/payment';
import { registered, type Registered } from '@canbao/test-servers/registered';

const ccb: TestRole = { bank: 'ccb' };
const icbc: TestRole = { bank: 'icbc' };
const payer: TestRole = { payer: 'payer-1', channel: 'wechat' };
const pooledItems = { 'pooled-unit': '300.00', 'pooled-personal': '75.00', 'mutual-aid': '9.00' } as const;
const pooledMarch = (personId: string) => ({
  bundleId: bundleIdOf(personId, '2025-03'),
  month: '2025-03',
  scheme: 'pooled',
  items: Object.keys(pooledItems),
});
const timesEach = <T>(count: number, call: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => call(index)));

describe('payment on a real database and broker', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  const [keys, stranger] = [quoteKeys(), quoteKeys()];
  let registration: Registered;

  beforeAll(async () => {
    database = await testDatabase();
    registration = await registered(database);
    service = await startForTest(payment(keys), database.url);
  });
  afterAll(async () => {
    await registration.stop();
    await service.stop();
    await database.drop();
  });

  const quote = (
    personId: string,
    insurance: 'pension' | 'medical' = 'pension',
    change: object = {},
  ): QuoteClaims => {
    const lines =
      insurance === 'pension'
        ? [
            {
              item: 'pension',
              month: '2025-03',
              base: '5000.00',
              rate: '0.2',
              amount: '1000.00',
              parts: { pooledFund: '600.00', personalAccount: '400.00' },
            },
          ]
        : Object.entries(pooledItems).map(([item, amount]) => ({
            item,
            month: '2025-03',
            base: amount,
            rate: '1',
            amount,
            bundleId: bundleIdOf(personId, '2025-03'),
          }));
    return {
      quoteId: randomUUID(),
      personId,
      insurance,
      district: '370102',
      payerId: 'payer-1',
      lines,
      total: insurance === 'pension' ? '1000.00' : '384.00',
      issuedAt: minutesFromNow(-5),
      expiresAt: minutesFromNow(10),
      certificateHash: 'none',
      ...(insurance === 'medical' ? { bundles: [pooledMarch(personId)] } : {}),
      ...change,
    } as QuoteClaims;
  };
  const signed = (claims: QuoteClaims, key = keys): Promise<string> => quoteToken(claims, key);
  const collection = async (claims: QuoteClaims, change: object = {}): Promise<object> => ({
    quoteToken: await signed(claims),
    channelTransactionNo: randomUUID(),
    amount: claims.total,
    paidAt: minutesFromNow(-1),
    method: 'cash',
    ...change,
  });
  const collect = (as: TestRole, body: object, key: string = randomUUID()): Promise<Reply> =>
    service.call(as, 'POST', '/v1/collections', body, { 'idempotency-key': key });
  const eventsOf = (personId: string): Promise<{ type: string; topic: string | null; data: any }[]> =>
    database.query(
      `select type, topic, data from payment.events
        where coalesce(subject, data->>'personId') = $1 order by position`,
      [personId],
    );
  /** What happened to the money; the day end's cases come when it has its turn. */
  const types = async (personId: string): Promise<string[]> =>
    (await eventsOf(personId)).map(({ type }) => type).filter((type) => !type.startsWith('Case'));
  const balance = async (): Promise<Record<string, string>> => {
    const { body } = await service.call('auditor', 'GET', '/v1/ledger/trial-balance');
    expect(body.total).toBe('0.00');
    expect(
      await database.query(
        'select coalesce(sum(line), 0)::text as fen from payment.journal, unnest(fen) as line',
      ),
    ).toEqual([{ fen: '0' }]);
    return Object.fromEntries(
      body.accounts.map(({ code, balance: amount }: { code: string; balance: string }) => [code, amount]),
    );
  };

  it('opens one order a month, rejects a second, and releases the month when the order is closed', async () => {
    const personId = randomUUID();
    await registration.persons('payer-1', [personId]);
    const open = async (): Promise<Reply> =>
      service.call(payer, 'POST', '/v1/orders', {
        quoteToken: await signed(quote(personId)),
        channel: 'wechat',
      });
    const opened = await timesEach(8, open);
    expect(opened.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    expect(new Set(opened.filter(({ status }) => status === 409).map(({ body }) => body.code))).toEqual(
      new Set(['month-in-payment']),
    );
    const orderId = opened.find(({ status }) => status === 201)?.body.orderId as string;
    expect((await service.call(payer, 'GET', `/v1/orders/${orderId}`)).body).toMatchObject({
      status: 'open',
      total: '1000.00',
      months: ['2025-03'],
    });
    expect(
      (await service.call({ payer: 'payer-2', channel: 'wechat' }, 'GET', `/v1/orders/${orderId}`)).body.code,
    ).toBe('order-not-found');
    expect((await service.call(payer, 'POST', `/v1/orders/${orderId}/close`, {})).body.status).toBe('closed');
    expect((await open()).status).toBe(201);
  });

  it('closes an order at once when a counter takes money for one of its months, and says why', async () => {
    const personId = randomUUID();
    await registration.persons('payer-1', [personId]);
    const claims = quote(personId);
    const lines = ['2025-03', '2025-04'].flatMap((month) => claims.lines.map((line) => ({ ...line, month })));
    const open = async (change: object): Promise<Reply> =>
      service.call(payer, 'POST', '/v1/orders', {
        quoteToken: await signed(quote(personId, 'pension', change)),
        channel: 'wechat',
      });
    const both = { lines, total: '2000.00', expiresAt: minutesFromNow(9) };
    const { orderId } = (await open(both)).body;
    const inPayment = (await open(both)).body;
    expect(inPayment).toMatchObject({
      code: 'month-in-payment',
      details: { months: ['2025-03', '2025-04'], freeAt: both.expiresAt },
      conditions: [{ clearedBy: 'time', clearsOn: both.expiresAt }],
    });
    expect((await collect(ccb, await collection(claims))).body.status).toBe('paid');
    expect((await service.call(payer, 'GET', `/v1/orders/${orderId}`)).body).toMatchObject({
      status: 'closed',
      because: 'paid-elsewhere',
    });
    expect((await open({ lines: lines.slice(1), total: '1000.00' })).status).toBe(201);
  });

  it('lists the orders of their payer alone, the latest opened first, in pages', async () => {
    const busy = { payer: `busy-${randomUUID()}`, channel: 'wechat' } as const;
    const personIds = Array.from({ length: 51 }, () => randomUUID());
    await registration.persons(busy.payer, personIds);
    const opened: { orderId: string }[] = [];
    for (const [index, personId] of personIds.entries()) {
      const claims = quote(personId, 'pension', {
        payerId: busy.payer,
        expiresAt: minutesFromNow(30 - index / 10),
      });
      const order = { quoteToken: await signed(claims), channel: 'wechat' };
      opened.push((await service.call(busy, 'POST', '/v1/orders', order)).body as { orderId: string });
    }
    const first = (await service.call(busy, 'GET', '/v1/orders')).body;
    const second = (await service.call(busy, 'GET', `/v1/orders?cursor=${first.nextCursor}`)).body;
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([50, 1, undefined]);
    const listed = [...first.items, ...second.items].map(({ orderId }: { orderId: string }) => orderId);
    expect(listed).toEqual(opened.map(({ orderId }) => orderId).toReversed());
    expect(first.items[0]).toMatchObject({ status: 'open', total: '1000.00', months: ['2025-03'] });
    const other: TestRole = { payer: `other-${randomUUID()}`, channel: 'wechat' };
    expect((await service.call(other, 'GET', '/v1/orders')).body).toEqual({ items: [] });
  });

  it('closes an order by itself once its time to pay is over', async () => {
    const personId = randomUUID();
    await registration.persons('payer-1', [personId]);
    const { body } = await service.call(payer, 'POST', '/v1/orders', {
      quoteToken: await signed(quote(personId, 'pension', { expiresAt: minutesFromNow(0.03) })),
      channel: 'wechat',
    });
    expect(body.status).toBe('open');
    const order = await eventually(
      () => service.call(payer, 'GET', `/v1/orders/${body.orderId}`),
      (reply) => reply.body.status === 'closed',
    );
    expect(order.body.status).toBe('closed');
    expect((await types(personId)).slice(-5)).toEqual([
      'OrderOpened',
      'MonthClaimed',
      'OrderNoted',
      'OrderClosed',
      'MonthReleased',
    ]);
  });

  it('records a reversal that overtakes its collection, whose money stays in suspense until it is reversed too', async () => {
    const personId = randomUUID();
    const body = await collection(quote(personId), { channelTransactionNo: `early-${personId}` });
    const key = { 'idempotency-key': randomUUID() };
    const reverse = (): Promise<Reply> =>
      service.call(ccb, 'POST', `/v1/collections/early-${personId}/reversal`, {}, key);
    expect((await reverse()).body.status).toBe('awaiting-original');
    expect((await reverse()).body.status).toBe('awaiting-original');
    expect((await collect(ccb, body)).body).toMatchObject({
      status: 'in-suspense',
      because: 'void-by-reversal',
    });
    const answers = [await reverse(), await reverse()];
    expect(answers.map((answer) => answer.body.status)).toEqual(['reversed', 'reversed']);
    expect(answers.map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
    expect((await collect(ccb, body)).body.status).toBe('reversed');
    expect(await types(personId)).toEqual(['ReceiptKeptInSuspense', 'CollectionReversed']);
  });

  it('does not take a number for the one that was reversed on an earlier day', async () => {
    const no = randomUUID();
    const reversal = `/v1/collections/${no}/reversal`;
    const yesterday = await collection(quote(randomUUID(), 'pension', { issuedAt: minutesFromNow(-1450) }), {
      channelTransactionNo: no,
      paidAt: minutesFromNow(-1440),
    });
    const { orderId } = (await collect(ccb, yesterday)).body;
    expect((await service.call(ccb, 'POST', reversal, {})).body.code).toBe('reversal-too-late');
    // As it stands when the counter reversed it in time.
    await database.query("update payment.orders set status = 'reversed' where order_id = $1", [orderId]);
    expect((await service.call(ccb, 'POST', reversal, {})).body.status).toBe('awaiting-original');
    const today = await collection(quote(randomUUID()), { channelTransactionNo: no });
    expect((await collect(ccb, today)).body.because).toBe('void-by-reversal');
    await database.query("update payment.orders set status = 'paid' where order_id = $1", [orderId]);
  });

  it('does not take the reversal of an earlier day for one that overtakes its collection', async () => {
    const personId = randomUUID();
    const body = await collection(quote(personId, 'pension', { issuedAt: minutesFromNow(-1450) }), {
      channelTransactionNo: `late-${personId}`,
      paidAt: minutesFromNow(-1440),
    });
    expect((await collect(ccb, body)).status).toBe(201);
    expect(
      (await service.call(ccb, 'POST', `/v1/collections/late-${personId}/reversal`, {})).body,
    ).toMatchObject({ status: 422, code: 'reversal-too-late' });
  });

  it.each([
    [
      'signed by another key',
      async () => ({ quoteToken: await signed(quote(randomUUID()), stranger) }),
      422,
      'quote-token-invalid',
    ],
    [
      'that has expired',
      async () => {
        const personId = randomUUID();
        await registration.persons('payer-1', [personId]);
        return { quoteToken: await signed(quote(personId, 'pension', { expiresAt: minutesFromNow(-1) })) };
      },
      422,
      'quote-expired',
    ],
    [
      'whose claims were changed',
      async () => {
        const [head, , tail] = (await signed(quote(randomUUID()))).split('.');
        const payload = Buffer.from(JSON.stringify(quote(randomUUID()))).toString('base64url');
        return { quoteToken: `${head}.${payload}.${tail}` };
      },
      422,
      'quote-token-invalid',
    ],
  ] as const)('opens no order for a token %s', async (_, token, status, code) => {
    const reply = await service.call(payer, 'POST', '/v1/orders', { ...(await token()), channel: 'wechat' });
    expect({ status: reply.status, code: reply.body.code }).toEqual({ status, code });
  });

  it.each(['pension', 'medical'] as const)(
    'pays a %s month once when two banks and the tax desk collect it twenty times at once; the rest of the money is kept',
    async (insurance) => {
      const before = await balance();
      const personId = randomUUID();
      const claims = quote(personId, insurance);
      const replies = await timesEach(20, async (index) =>
        collect([ccb, icbc, 'tax-desk' as const][index % 3] ?? ccb, await collection(claims)),
      );
      expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
      expect(replies.filter(({ body }) => body.status === 'paid')).toHaveLength(1);
      expect(
        replies.filter(({ body }) => body.status === 'in-suspense').map(({ body }) => body.because),
      ).toEqual(Array.from({ length: 19 }, () => 'already-paid'));
      expect(new Set(replies.map(({ body }) => body.receiptNo)).size).toBe(20);
      const after = await balance();
      const moved = (code: string): bigint =>
        BigInt((after[code] ?? '0.00').replace('.', '')) - BigInt((before[code] ?? '0.00').replace('.', ''));
      const total = BigInt(claims.total.replace('.', ''));
      expect([moved('1001.ccb'), moved('1001.icbc'), moved('1001.tax-desk')]).toEqual([
        7n * total,
        7n * total,
        6n * total,
      ]);
      expect(moved('2901.suspense.already-paid')).toBe(-19n * total);
      expect(moved('2900.captured')).toBe(0n);
      const settled = (await eventsOf(personId)).filter(({ topic }) => topic === 'ledger.events');
      expect(settled.map(({ type }) => type)).toEqual([
        insurance === 'pension' ? 'PensionMonthsSettled' : 'BundleSettled',
      ]);
    },
  );

  it('settles the months that are due, keeps the money of a paid one, and takes back both', async () => {
    const personId = randomUUID();
    const [before, claims] = [await balance(), quote(personId)];
    expect((await collect(icbc, await collection(claims))).body.status).toBe('paid');
    const lines = ['2025-03', '2025-04'].flatMap((month) => claims.lines.map((line) => ({ ...line, month })));
    const both = quote(personId, 'pension', { lines, total: '2000.00' });
    const report = await collection(both, { channelTransactionNo: `both-${personId}` });
    const { body } = await collect(ccb, report);
    const told = { status: 'paid', total: '2000.00', inSuspense: '1000.00', because: 'already-paid' };
    expect(body).toMatchObject({
      ...told,
      amount: '2000.00',
      conditions: [{ code: 'already-paid', details: { months: [{ month: '2025-03', amount: '1000.00' }] } }],
    });
    for (const path of [`/v1/orders/${body.orderId}`, `/v1/receipts/${body.receiptNo}`])
      expect((await service.call(ccb, 'GET', path)).body).toMatchObject({ ...told, months: ['2025-04'] });
    expect((await collect(ccb, report)).body).toEqual(body);
    const undone = await service.call(ccb, 'POST', `/v1/collections/both-${personId}/reversal`, {});
    expect(undone.body.status).toBe('reversed');
    const account = async (code: string): Promise<number> =>
      Number((await balance())[code] ?? 0) - Number(before[code] ?? 0);
    expect(await account('1001.ccb')).toBe(0);
    expect(await account('2901.suspense.already-paid')).toBe(0);
    expect(await account('1001.icbc')).toBe(1000);
  });

  it('finds a receipt by its number, for those who may see it', async () => {
    const personId = randomUUID();
    const body = await collection(quote(personId));
    const { orderId, receiptNo } = (await collect(ccb, body)).body;
    const receipt = (no: string, as: TestRole = ccb): Promise<Reply> =>
      service.call(as, 'GET', `/v1/receipts/${no}`);
    expect((await receipt(receiptNo)).body).toMatchObject({
      orderId,
      personId,
      receiptNo,
      status: 'paid',
      total: '1000.00',
      currency: 'CNY',
      state: 'valid',
      received: '1000.00',
      receivedInWords: '壹仟元整',
      lines: [{ item: 'pension', month: '2025-03', to: '2025-03-31', amount: '1000.00', state: 'settled' }],
    });
    const otherDay = `${receiptNo.slice(0, 2)}20200101${receiptNo.slice(10)}`;
    const replies = await Promise.all([
      receipt(receiptNo, icbc),
      receipt(otherDay),
      receipt('SD'),
      receipt('SD2026031899999999999999999999'),
    ]);
    expect(replies.map(({ status, body: { code } }) => [status, code])).toEqual(
      Array.from({ length: 4 }, () => [404, 'receipt-not-found']),
    );
  });

  it('answers a key used twenty times at once with one effect and one answer', async () => {
    const personId = randomUUID();
    const [body, key] = [await collection(quote(personId)), randomUUID()];
    const replies = await timesEach(20, () => collect(ccb, body, key));
    expect(new Set(replies.map(({ status, body: answer }) => JSON.stringify([status, answer]))).size).toBe(1);
    expect(replies[0]).toMatchObject({ status: 201, body: { status: 'paid' } });
    expect(
      replies.filter(({ headers }) => headers.get('idempotent-replayed') === 'true').length,
    ).toBeGreaterThanOrEqual(19);
    expect((await types(personId)).filter((type) => type === 'PaymentCaptured')).toHaveLength(1);
  });

  it('gives a transaction number repeated under other keys the same receipt, and one effect', async () => {
    const personId = randomUUID();
    const body = await collection(quote(personId));
    const replies = await timesEach(20, () => collect(ccb, body));
    expect(new Set(replies.map(({ status, body: answer }) => JSON.stringify([status, answer]))).size).toBe(1);
    expect((await types(personId)).filter((type) => type === 'PaymentCaptured')).toHaveLength(1);
    const conflict = { status: 409, body: { status: 409, code: 'transaction-number-reused' } };
    const key = randomUUID();
    expect(await collect(ccb, { ...body, amount: '999.00' }, key)).toMatchObject(conflict);
    expect(await collect(ccb, { ...body, amount: '999.00' }, key)).toMatchObject(conflict);
    expect(await collect(ccb, { ...body, amount: '999.00' })).toMatchObject(conflict);
    const orderId = replies[0]?.body.orderId as string;
    const register = await service.call('operator', 'GET', '/v1/conflicting-reports');
    const own = register.body.items.filter((item: { orderId: string }) => item.orderId === orderId);
    expect(own).toMatchObject([{ channel: 'ccb', amount: '999.00' }]);
    expect((await service.call(ccb, 'GET', '/v1/conflicting-reports')).status).toBe(403);
  });

  it('refuses a key used for another body, and keeps keys of different callers apart', async () => {
    const [personId, other, key] = [randomUUID(), randomUUID(), randomUUID()];
    expect((await collect(ccb, await collection(quote(personId)), key)).status).toBe(201);
    expect((await collect(ccb, await collection(quote(other)), key)).body).toMatchObject({
      status: 422,
      code: 'idempotency-key-reused',
      retryable: false,
    });
    expect(await types(other)).toEqual([]);
    expect((await collect(icbc, await collection(quote(other)), key)).body.status).toBe('paid');
  });

  it('keeps a part of a bundle as incomplete, and settles the bundle once when the rest comes from another bank', async () => {
    const personId = randomUUID();
    const claims = quote(personId, 'medical');
    const part = await collect(
      ccb,
      await collection(claims, { items: ['pooled-unit', 'pooled-personal'], amount: '375.00' }),
    );
    expect(part.body).toMatchObject({ status: 'incomplete', missingItems: ['mutual-aid'] });
    expect((await balance())['2901.suspense.incomplete-bundle']).toBe('-375.00');
    expect(await types(personId)).not.toContain('BundleSettled');
    const rest = { items: ['mutual-aid'], amount: '9.00' };
    const replies = await timesEach(6, async (index) =>
      collect(index % 2 === 0 ? icbc : 'tax-desk', await collection(claims, rest)),
    );
    expect(replies.map(({ body }) => body.status).sort()).toEqual([
      ...Array.from({ length: 5 }, () => 'in-suspense'),
      'paid',
    ]);
    expect((await balance())['2901.suspense.incomplete-bundle']).toBe('0.00');
    const settled = (await eventsOf(personId)).filter(({ type }) => type === 'BundleSettled');
    expect(settled.map(({ data }) => data.total)).toEqual(['384.00']);
    expect((await service.call(ccb, 'GET', `/v1/orders/${part.body.orderId}`)).body.status).toBe('paid');
  });

  it('shows a part as incomplete until every bundle of it is whole, and again once one is reversed', async () => {
    const personId = randomUUID();
    const months = ['2025-03', '2025-04'];
    const inMonth = (month: string) => ({ month, bundleId: bundleIdOf(personId, month) });
    const quoteOf = (of: readonly string[], total: string) => {
      const lines = quote(personId, 'medical').lines;
      return quote(personId, 'medical', {
        lines: of.flatMap((month) => lines.map((line) => ({ ...line, ...inMonth(month) }))),
        bundles: of.map((month) => ({ ...pooledMarch(personId), ...inMonth(month) })),
        total,
      });
    };
    const aid = { items: ['mutual-aid'], amount: '18.00' };
    const report = await collection(quoteOf(months, '768.00'), aid);
    const { orderId } = (await collect(ccb, report)).body;
    const status = async (): Promise<unknown> => {
      const shown = (await service.call(ccb, 'GET', `/v1/orders/${orderId}`)).body.status as string;
      expect((await collect(ccb, report)).body.status).toBe(shown);
      return shown;
    };
    const rest = { items: ['pooled-unit', 'pooled-personal'], amount: '375.00' };
    const complete = async (month: string, channelTransactionNo: string): Promise<unknown> =>
      (await collect(icbc, await collection(quoteOf([month], '384.00'), { ...rest, channelTransactionNo })))
        .body.status;
    expect(await status()).toBe('incomplete');
    expect(await complete('2025-03', `march-${personId}`)).toBe('paid');
    expect(await status()).toBe('incomplete');
    expect(await complete('2025-04', `april-${personId}`)).toBe('paid');
    expect(await status()).toBe('paid');
    await service.call(icbc, 'POST', `/v1/collections/march-${personId}/reversal`, {});
    expect(await status()).toBe('incomplete');
    expect(await complete('2025-03', `again-${personId}`)).toBe('paid');
    expect(await status()).toBe('paid');
  });

  it('settles a month under its new scheme alone, and keeps an item of the former one in suspense', async () => {
    const personId = randomUUID();
    const before = await balance();
    const part = await collect(
      icbc,
      await collection(quote(personId, 'medical'), { items: ['mutual-aid'], amount: '9.00' }),
    );
    expect(part.body.status).toBe('incomplete');
    const bundle = { bundleId: bundleIdOf(personId, '2025-03'), month: '2025-03' };
    const line = { ...bundle, item: 'with-account', base: '3746.00', rate: '0.09', amount: '337.14' };
    const claims = quote(personId, 'medical', {
      lines: [line],
      total: '337.14',
      bundles: [{ ...bundle, scheme: 'with-account', items: ['with-account'] }],
    });
    expect((await collect(ccb, await collection(claims))).body.status).toBe('paid');
    const settled = (await eventsOf(personId)).filter(({ type }) => type === 'BundleSettled');
    expect(settled.map(({ data }) => [data.scheme, data.total])).toEqual([['with-account', '337.14']]);
    expect((await service.call(icbc, 'GET', `/v1/orders/${part.body.orderId}`)).body).toMatchObject({
      status: 'in-suspense',
      because: 'scheme-changed',
    });
    const after = await balance();
    const moved = (code: string): string => (Number(after[code] ?? 0) - Number(before[code] ?? 0)).toFixed(2);
    expect([moved('2901.suspense.scheme-changed'), moved('2901.suspense.incomplete-bundle')]).toEqual([
      '-9.00',
      '0.00',
    ]);
  });

  it('pages through an account without losing a line, though one event has many', async () => {
    const months = ['2025-01', '2025-02'];
    await timesEach(101, async () => {
      const claims = quote(randomUUID(), 'pension', { total: '2000.00' });
      return collect(
        ccb,
        await collection({
          ...claims,
          lines: months.flatMap((month) => claims.lines.map((line) => ({ ...line, month }))),
        } as QuoteClaims),
      );
    });
    const amounts: number[] = [];
    let pages = 0;
    for (let cursor = ''; ; pages += 1) {
      const { body } = await service.call(
        'auditor',
        'GET',
        `/v1/ledger/accounts/2101.pension.pooled-fund/entries${cursor}`,
      );
      amounts.push(...body.items.map(({ amount }: { amount: string }) => Number(amount)));
      if (body.nextCursor === undefined) break;
      cursor = `?cursor=${body.nextCursor}`;
    }
    expect(pages).toBeGreaterThan(0);
    expect(amounts.length).toBeGreaterThanOrEqual(202);
    expect(amounts.reduce((total, amount) => total + amount, 0)).toBe(
      Number((await balance())['2101.pension.pooled-fund']),
    );
  });

  it('refuses a report about money that cannot have moved, and stores nothing', async () => {
    const personId = randomUUID();
    const claims = quote(personId);
    const { status, body } = await collect(ccb, await collection(claims, { amount: '0.00' }));
    expect([status, body.code]).toEqual([422, 'amount-not-positive']);
    expect(await types(personId)).toEqual([]);
  });

  it('keeps money for a quote that nobody signed in suspense, for nobody, and takes it back', async () => {
    const [no, tampered] = [randomUUID(), await signed(quote(randomUUID()), stranger)];
    for (const token of ['no token at all', tampered]) {
      const body = await collection(quote(randomUUID()), { quoteToken: token });
      const reply = await collect(ccb, body);
      expect(reply).toMatchObject({
        status: 201,
        body: { status: 'in-suspense', because: 'quote-unknown', total: '1000.00', amount: '1000.00' },
      });
      const stored = await eventsOf(reply.body.orderId);
      expect(stored.map(({ type }) => type)).toEqual(['UnidentifiedReceiptKept']);
    }
    const report = await collection(quote(randomUUID()), { quoteToken: tampered, channelTransactionNo: no });
    const { body } = await collect(ccb, report);
    expect((await service.call(ccb, 'GET', `/v1/receipts/${body.receiptNo}`)).body).toMatchObject({
      status: 'in-suspense',
      because: 'quote-unknown',
    });
    const undone = await service.call(ccb, 'POST', `/v1/collections/${no}/reversal`, {});
    expect(undone.body.status).toBe('reversed');
    expect((await service.call(ccb, 'GET', `/v1/orders/${body.orderId}`)).body.status).toBe('reversed');
    const odd = await collection(quote(randomUUID()), {
      quoteToken: tampered,
      channelTransactionNo: `odd-${no}`,
      paidAt: '2001-05-18T12:00:00.000+08:00',
    });
    const { orderId } = (await collect(ccb, odd)).body;
    const oddUndone = await service.call(ccb, 'POST', `/v1/collections/odd-${no}/reversal`, {});
    expect(oddUndone.body).toEqual({ orderId, status: 'reversed' });
    expect((await collect(ccb, { ...report, quoteToken: '' })).status).toBe(400);
    const claims = quote(randomUUID());
    const known = await collection(claims);
    const unknown = { ...known, quoteToken: await signed(claims, stranger) };
    const answers = [await collect(ccb, unknown), await collect(ccb, known), await collect(ccb, unknown)];
    expect(answers.map(({ body: { because } }) => because)).toEqual(answers.map(() => 'quote-unknown'));
  });

  it.each([
    ['paid-at-implausible', ccb, { paidAt: '2001-05-18T12:00:00.000+08:00' }],
    ['paid-at-implausible', ccb, { paidAt: minutesFromNow(30) }],
    ['bank-not-in-district', { bank: 'psbc' } as TestRole, {}],
  ])(
    'keeps reported money in suspense as %s, accounts for it today, and takes it back',
    async (because, as, change) => {
      const personId = randomUUID();
      const no = `odd-${personId}`;
      const body = await collection(quote(personId), { channelTransactionNo: no, ...change });
      const reply = await collect(as, body);
      expect(reply).toMatchObject({
        status: 201,
        body: { status: 'in-suspense', because, conditions: [{ code: because, clearedBy: 'operator' }] },
      });
      expect(reply.body.receiptNo.slice(0, 6)).toBe(`SD${minutesFromNow(0).slice(0, 4)}`);
      expect((await service.call(as, 'GET', `/v1/receipts/${reply.body.receiptNo}`)).body).toMatchObject({
        status: 'in-suspense',
        because,
        total: '1000.00',
      });
      const undone = await service.call(as, 'POST', `/v1/collections/${no}/reversal`, {});
      expect(undone.body.status).toBe('reversed');
      expect(await types(personId)).toEqual(['ReceiptKeptInSuspense', 'CollectionReversed']);
    },
  );

  it('brings every settlement to ledger.events once', async () => {
    const stored = await database.query(
      `select encode(hash, 'hex') as hash from payment.events where topic = 'ledger.events'`,
    );
    const seen: string[] = [];
    const consumer = new Kafka({
      brokers: (process.env['TEST_KAFKA_BROKERS'] ?? '').split(','),
      logLevel: logLevel.NOTHING,
    }).consumer({ groupId: `spec-${randomUUID()}` });
    await consumer.connect();
    await consumer.subscribe({ topics: ['ledger.events'], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        seen.push((JSON.parse(String(message.value)) as { id: string }).id);
      },
    });
    const own = new Set(stored.map(({ hash }) => eventIdOf(hash as string)));
    await eventually(
      async () => seen.filter((id) => own.has(id)).length,
      (count) => count >= own.size,
    );
    await consumer.disconnect();
    expect(own.size).toBeGreaterThanOrEqual(5);
    expect(seen.filter((id) => own.has(id)).sort()).toEqual([...own].sort());
  });

  it('has the rows that its events make, in batches of any size', async () => {
    const rebuilt = await verified(storage, database.url);
    expect(differences(rebuilt)).toEqual([]);
    expect(rebuilt.every(({ events }) => events > 0)).toBe(true);
  });
});
