import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { bundleIdOf, type QuoteClaims } from '@canbao/contracts';
import { jsonLines } from '@canbao/test-servers/json-lines';
import { minutesFromNow } from '@canbao/test-servers/minutes-from-now';
import {
  eventually,
  quoteKeys,
  quoteToken,
  signIn,
  startForTest,
  testDatabase,
  type Reply,
  type TestService,
} from '@canbao/test-servers/service';
import { checkDigitOf } from '@canbao/vocabulary';
import { payment } from '../src/payment';

const pooled = { 'pooled-unit': '300.00', 'pooled-personal': '75.00', 'mutual-aid': '9.00' } as const;

describe('a file of collections', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  const keys = quoteKeys();
  let bank: Awaited<ReturnType<typeof signIn>>;

  beforeAll(async () => {
    [database, bank] = await Promise.all([testDatabase(), signIn()]);
    service = await startForTest(payment(keys), database.url, {
      SIGN_IN_JWKS: bank.jwks,
    });
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  const line = async (
    personId: string,
    insurance: 'pension' | 'medical' = 'pension',
    change: object = {},
    district = '370102',
  ): Promise<object> => {
    const lines =
      insurance === 'pension'
        ? [{ item: 'pension', month: '2025-03', base: '5000.00', rate: '0.2', amount: '1000.00' }]
        : Object.entries(pooled).map(([item, amount]) => ({
            item,
            month: '2025-03',
            base: amount,
            rate: '1',
            amount,
            bundleId: bundleIdOf(personId, '2025-03'),
          }));
    const total = insurance === 'pension' ? '1000.00' : '384.00';
    const [bundleId, month] = [bundleIdOf(personId, '2025-03'), '2025-03'];
    const bundle = { bundleId, month, scheme: 'pooled', items: Object.keys(pooled) };
    const claims = {
      quoteId: randomUUID(),
      personId,
      insurance,
      district,
      lines,
      total,
      issuedAt: minutesFromNow(-5),
      expiresAt: minutesFromNow(10),
      certificateHash: 'none',
      ...(insurance === 'medical' ? { bundles: [bundle] } : {}),
    } as QuoteClaims;
    return {
      quoteToken: await quoteToken(claims, keys),
      channelTransactionNo: randomUUID(),
      amount: total,
      paidAt: minutesFromNow(-1),
      method: 'cash',
      ...change,
    };
  };
  const headers = async (): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await bank.tokenOf({ bank: 'boc' })}`,
    'content-type': 'application/x-ndjson',
  });
  const send = async (
    file: string,
    path = '/v1/collection-files',
    more: Record<string, string> = {},
  ): Promise<Reply> => service.call(undefined, 'POST', path, file, { ...(await headers()), ...more });
  const captured = async (): Promise<number> =>
    (await database.query("select count(*)::int as n from payment.events where type = 'PaymentCaptured'"))[0]
      .n;
  const many = (count: number): Promise<object[]> =>
    Promise.all(Array.from({ length: count }, () => line(randomUUID())));

  it('refuses a line whose number is an identity number, and books the others', async () => {
    const figures = '37010219800101123';
    const identity = figures + checkDigitOf(figures);
    const { body } = await send(
      jsonLines([
        await line(randomUUID(), 'pension', { channelTransactionNo: identity }),
        await line(randomUUID()),
      ]),
    );
    expect(body).toMatchObject({
      lines: 2,
      refused: 1,
      exceptions: expect.arrayContaining([
        { line: 1, code: 'personal-data-not-allowed', userMessage: expect.any(String) },
      ]),
    });
    const [{ n }] = await database.query(
      'select count(*)::int as n from payment.events where data::text like $1',
      [`%${identity}%`],
    );
    expect(n).toBe(0);
  });

  it('books every line as if it had been reported alone, and lists those that were not simply paid', async () => {
    const twice = randomUUID();
    const first = await line(twice);
    const { quoteToken } = (await line(randomUUID())) as { quoteToken: string };
    const tampered = { ...(await line(randomUUID())), quoteToken: `${quoteToken.slice(0, -4)}AAAA` };
    const lines = [
      ...(await many(300)),
      first,
      '{"amount": 1',
      { ...(await line(randomUUID())), amount: 1000 },
      await line(randomUUID(), 'medical', { items: ['mutual-aid'], amount: '9.00' }),
      tampered,
      await line(randomUUID(), 'pension', { amount: '0.00' }),
      await line(randomUUID(), 'pension', {}, '370103'),
      await line(randomUUID(), 'pension', {}, '370112'),
    ];
    const { status, body } = await send(jsonLines(lines));
    expect(status).toBe(200);
    // 中国银行 takes no collections in 历下区 (guide G2.1.3), so the money of nearly all is in suspense.
    expect(body).toMatchObject({ lines: 308, paid: 2, inSuspense: 303, refused: 3, exceptionsLeftOut: 0 });
    const answer = await service.call(
      undefined,
      'POST',
      '/v1/collection-files',
      jsonLines(lines.slice(0, 306)),
      {
        'content-type': 'application/x-ndjson',
        authorization: `Bearer ${await bank.tokenOf({ bank: 'ccb' })}`,
      },
    );
    expect(answer.body).toMatchObject({
      lines: 306,
      paid: 301,
      incomplete: 1,
      inSuspense: 1,
      refused: 3,
      amount: '302009.00',
    });
    expect(
      answer.body.exceptions.map(
        ({ line: at, status: became, code }: { line: number; status?: string; code?: string }) => [
          at,
          became ?? code,
        ],
      ),
    ).toEqual([
      [302, 'invalid-json'],
      [303, 'invalid-request'],
      [304, 'incomplete'],
      [305, 'in-suspense'],
      [306, 'amount-not-positive'],
    ]);
    const again = await send(jsonLines([await line(twice)]), '/v1/collection-files', {
      authorization: `Bearer ${await bank.tokenOf('tax-desk')}`,
    });
    expect(again.body).toMatchObject({
      lines: 1,
      inSuspense: 1,
      exceptions: [{ line: 1, status: 'in-suspense', because: 'already-paid' }],
    });
    expect(
      await database.query(
        'select coalesce(sum(line), 0)::text as fen from payment.journal, unnest(fen) as line',
      ),
    ).toEqual([{ fen: '0' }]);
  });

  it('books nothing twice, sent again or twice at once, and counts in each answer what it booked', async () => {
    const file = jsonLines(
      await Promise.all(Array.from({ length: 150 }, () => line(randomUUID(), 'pension', {}, '370112'))),
    );
    const before = await captured();
    const answers = [...(await Promise.all([send(file), send(file)])), await send(file)];
    const sums = answers.map(({ body }) => body);
    for (const sum of sums) {
      expect(sum).toMatchObject({ lines: 150, inSuspense: 0, refused: 0, exceptions: [] });
      expect(sum.paid + sum.repeated).toBe(150);
      expect(sum.amount).toBe(`${sum.paid * 1000}.00`);
    }
    expect(sums.reduce((total, { paid }) => total + paid, 0)).toBe(150);
    expect(sums[2]).toMatchObject({ paid: 0, repeated: 150, amount: '0.00' });
    expect((await captured()) - before).toBe(150);
  });

  it('adds up what was booked when it has a line twice, or one that was reported before', async () => {
    const [report, earlier] = [
      await line(randomUUID(), 'pension', {}, '370112'),
      await line(randomUUID(), 'pension', { amount: '1.00' }, '370112'),
    ];
    expect((await send(jsonLines([earlier]))).body).toMatchObject({
      inSuspense: 1,
      repeated: 0,
      amount: '1.00',
    });
    expect((await send(jsonLines([report, earlier, report]))).body).toMatchObject({
      lines: 3,
      paid: 1,
      inSuspense: 0,
      repeated: 2,
      amount: '1000.00',
      exceptions: [{ line: 2, status: 'in-suspense', because: 'amount-differs' }],
    });
  });

  it('books a line whose number an earlier line was refused with', async () => {
    const report = await line(randomUUID(), 'pension', {}, '370112');
    const file = jsonLines([{ ...report, amount: '0.00' }, { ...report, method: 'cheque' }, report]);
    expect((await send(file)).body).toMatchObject({
      lines: 3,
      paid: 1,
      repeated: 0,
      refused: 2,
      amount: '1000.00',
      exceptions: [
        { line: 1, code: 'amount-not-positive' },
        { line: 2, code: 'invalid-request' },
      ],
    });
  });

  it('refuses a number that was reported with other content', async () => {
    const report = await line(randomUUID(), 'pension', {}, '370112');
    expect((await send(jsonLines([report]))).body.paid).toBe(1);
    expect((await send(jsonLines([{ ...report, method: 'card' }]))).body).toMatchObject({
      refused: 1,
      exceptions: [{ line: 1, code: 'transaction-number-reused' }],
    });
  });

  it('is finished by sending it again when the connection broke in the middle', async () => {
    const file = jsonLines(
      await Promise.all(Array.from({ length: 200 }, () => line(randomUUID(), 'pension', {}, '370112'))),
    );
    const before = await captured();
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    const head = Object.entries({ ...(await headers()), host: 'x', 'content-length': String(file.length) })
      .map(([name, value]) => `${name}: ${value}`)
      .join('\r\n');
    socket.write(`POST /v1/collection-files HTTP/1.1\r\n${head}\r\n\r\n${file.slice(0, file.length / 2)}`);
    await eventually(captured, (now) => now > before);
    socket.destroy();
    const { body } = await send(file);
    expect(body).toMatchObject({ lines: 200, inSuspense: 0, refused: 0 });
    expect(body.paid + body.repeated).toBe(200);
    expect(body.repeated).toBeGreaterThan(0);
    expect((await captured()) - before).toBe(200);
  });

  it.each([
    ['a file where one report is expected', '/v1/collections', 'application/x-ndjson', 415],
    ['one report where a file is expected', '/v1/collection-files', 'application/json', 415],
    ['a packed file', '/v1/collection-files', 'application/gzip', 415],
  ])('is refused as %s', async (_, path, type, expected) => {
    const before = await captured();
    expect(
      (
        await send(JSON.stringify(await line(randomUUID(), 'pension', {}, '370112')), path, {
          'content-type': type,
          'idempotency-key': randomUUID(),
        })
      ).status,
    ).toBe(expected);
    expect(await captured()).toBe(before);
  });

  it('is not for payers', async () => {
    expect(
      (
        await send('{}', '/v1/collection-files', {
          authorization: `Bearer ${await bank.tokenOf({ payer: 'p', channel: 'wechat' })}`,
        })
      ).status,
    ).toBe(403);
  });
});
