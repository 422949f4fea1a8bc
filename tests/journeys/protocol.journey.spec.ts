import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { call, credentials, enrolledPerson, eventually, madeUpIdentityNumber, setClock } from './stack';

const { tokens, baseUrl } = credentials();
const may = '2022-05-18T10:00:00+08:00';
const { hostname, port, host } = new URL(baseUrl);

beforeAll(() => setClock(may));
afterAll(() => setClock(null));

/** Bytes as they are, and every status line that comes back. */
const raw = (bytes: string | Buffer, endAfterMs?: number): Promise<number[]> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(bytes);
      if (endAfterMs !== undefined) setTimeout(() => socket.destroy(), endAfterMs);
    });
    const done = (): void => {
      socket.destroy();
      resolve([...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status)));
    };
    socket
      .on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
      })
      .on('error', () => undefined)
      .on('close', done);
    socket.setTimeout(1500, done);
  });

const post = (
  path: string,
  body: string,
  headers: readonly string[] = [],
  version = '1.1',
  length: string = `content-length: ${Buffer.byteLength(body)}`,
): string =>
  [
    `POST ${path} HTTP/${version}`,
    `host: ${host}`,
    `authorization: Bearer ${tokens.hrss}`,
    'content-type: application/json',
    ...(length === '' ? [] : [length]),
    ...headers,
    '',
    body,
  ].join('\r\n');
const personBody = (): string => JSON.stringify({ idNumber: madeUpIdentityNumber(), name: '测试戊' });
const key = (): string => `idempotency-key: ${randomUUID()}`;
const chunked = (body: string): string => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;

describe('the protocol', () => {
  it('takes a chunked body and one over HTTP/1.0', async () => {
    expect(
      await raw(post('/v1/persons', chunked(personBody()), [key(), 'transfer-encoding: chunked'], '1.1', '')),
    ).toEqual([201]);
    expect(await raw(post('/v1/persons', personBody(), [key()], '1.0'))).toEqual([201]);
  });

  const bad: readonly (readonly [string, string | Buffer])[] = [
    [
      'a length beside chunks (smuggling)',
      post(
        '/v1/persons',
        chunked('{}'),
        [key(), 'transfer-encoding: chunked', 'content-length: 4'],
        '1.1',
        '',
      ),
    ],
    ['two lengths', post('/v1/persons', '{}', [key(), 'content-length: 4'])],
    ['an unknown transfer coding', post('/v1/persons', '{}', [key(), 'transfer-encoding: cow'], '1.1', '')],
    ['the key twice', post('/v1/persons', personBody(), [key(), key()])],
    ['a header line without a colon', post('/v1/persons', '{}', [key(), 'nonsense'])],
    ['a header of 100 kB', post('/v1/persons', '{}', [key(), `x-long: ${'a'.repeat(100_000)}`])],
    ['something that is not HTTP', 'hello\r\n\r\n'],
    ['TLS on a plain port', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])],
    [
      'gzip',
      Buffer.concat([
        Buffer.from(
          `POST /v1/persons HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${tokens.hrss}\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n${key()}\r\ncontent-length: ${gzipSync('{}').length}\r\n\r\n`,
        ),
        gzipSync('{}'),
      ]),
    ],
    [
      'GBK bytes',
      Buffer.concat([
        Buffer.from(post('/v1/persons', '', [key()], '1.1', 'content-length: 34')),
        Buffer.from('{"idNumber":"1","name":"'),
        Buffer.from([0xb2, 0xe2, 0xca, 0xd4, 0xd2, 0xd2]),
        Buffer.from('"}  '),
      ]),
    ],
    ['a method override', post('/v1/persons', '{}', [key(), 'x-http-method-override: DELETE'])],
    ['a path that climbs out', `GET /v1/../../etc/passwd HTTP/1.1\r\nhost: ${host}\r\n\r\n`],
    ['an absolute target', `GET http://elsewhere.example/v1/guides HTTP/1.1\r\nhost: ${host}\r\n\r\n`],
  ];
  let answered: readonly (readonly number[])[];
  // At once: after its answer a connection that stays open is waited on.
  beforeAll(async () => {
    answered = await Promise.all(bad.map(([, bytes]) => raw(bytes)));
  });
  it.each(bad.map(([what], index) => [what, index] as const))('refuses %s with a 4xx', (_, index) => {
    const statuses = answered[index] ?? [];
    expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([]);
    expect(statuses.length).toBeGreaterThan(0);
  });

  describe('ends the connection of a caller who sends byte by byte', () => {
    const slow = [
      ['a body', post('/v1/persons', '{"idNumber":"', [key()], '1.1', 'content-length: 2000')],
      ['headers', `POST /v1/persons HTTP/1.1\r\nhost: ${host}\r\nx-slow: `],
    ] as const;
    const endsAfterMs = async (begin: string): Promise<number> => {
      const began = Date.now();
      const socket = connect(Number(port), hostname, () => {
        socket.write(begin);
      });
      const trickle = setInterval(() => socket.write('1'), 500);
      await new Promise((resolve) => {
        socket
          .on('error', () => undefined)
          .on('data', () => undefined)
          .on('close', resolve);
      });
      clearInterval(trickle);
      return Date.now() - began;
    };
    let ended: readonly number[];
    // At once: it takes ten seconds.
    beforeAll(async () => {
      ended = await Promise.all(slow.map(([, begin]) => endsAfterMs(begin)));
    }, 30_000);
    it.each(slow.map(([what], index) => [what, index] as const))('%s', (_, index) => {
      expect(ended[index]).toBeGreaterThan(8000);
      expect(ended[index]).toBeLessThan(15_000);
    });
  });

  it('answers 300 pipelined requests, in whole', async () => {
    const statuses = await raw(
      Buffer.from(`GET /v1/rules?on=2022-05-18 HTTP/1.1\r\nhost: ${host}\r\n\r\n`.repeat(300)),
    );
    expect(statuses).toEqual(Array.from({ length: 300 }, () => 200));
  });

  it('does the whole of a request whose caller has left, or nothing, and says so to the same key', async () => {
    const [body, mine] = [personBody(), key()];
    await raw(post('/v1/persons', body, [mine]), 1);
    const { status, body: answer } = await call(tokens.hrss, 'POST', '/v1/persons', body, {
      'idempotency-key': mine.slice(17),
    });
    expect(status).toBe(201);
    expect((await call(tokens.hrss, 'GET', `/v1/persons/${answer.personId}/enrolments`)).status).toBe(200);
  });

  it.each(['PATCH', 'PUT', 'DELETE', 'OPTIONS'])(
    'says which methods a path takes when asked by %s',
    async (method) => {
      const { status, headers, body } = await call(tokens.taxDesk, method, '/v1/quotes');
      expect({ status, allow: headers.get('allow'), code: body.code }).toEqual({
        status: 405,
        allow: 'POST',
        code: 'method-not-allowed',
      });
    },
  );
});

describe('a key', () => {
  it('of 255 characters is taken, and belongs to its caller and its call alone', async () => {
    const { personId } = await enrolledPerson();
    const same = { 'idempotency-key': 'k'.repeat(219) + randomUUID() };
    const quote = { personId, insurance: 'pension', months: ['2022-05'], base: '5000.00' };
    const first = await call(tokens.taxDesk, 'POST', '/v1/quotes', quote, same);
    expect(first.status).toBe(201);
    const other = await call(tokens.banks['ccb'], 'POST', '/v1/quotes', quote, same);
    expect(other.status).toBe(201);
    expect(other.body.quoteId).not.toBe(first.body.quoteId);
    expect(
      (await call(tokens.taxDesk, 'POST', `/v1/collections/${randomUUID()}/reversal`, {}, same)).status,
    ).toBe(200);
    expect(
      await call(tokens.taxDesk, 'POST', '/v1/quotes', { ...quote, base: '5001.00' }, same),
    ).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });

  it('sent ten times at once has one effect and one answer', async () => {
    const { personId } = await enrolledPerson();
    const same = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        call(
          tokens.taxDesk,
          'POST',
          '/v1/quotes',
          { personId, insurance: 'pension', months: ['2022-05'], base: '5000.00' },
          same,
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
    expect(new Set(answers.map(({ body }) => body.quoteId)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(9);
  });
});

describe('a version', () => {
  it('that has passed stops a change of enrolment', async () => {
    const { personId } = await enrolledPerson();
    const path = `/v1/persons/${personId}/enrolments`;
    const etag = (await call(tokens.hrss, 'GET', path)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"\d+"$/);
    const move = (district: string, match: string) =>
      call(tokens.hrss, 'PUT', `${path}/pension`, { district, from: '2020-01-01' }, { 'if-match': match });
    const moved = await move('370103', etag);
    expect(moved).toMatchObject({ status: 200, body: { district: '370103' } });
    expect(await move('370104', etag)).toMatchObject({ status: 412, body: { code: 'version-changed' } });
    expect((await move('370104', moved.headers.get('etag') ?? '')).status).toBe(200);
    expect(await move('370104', 'W/"1"')).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });
});

describe('a refusal', () => {
  it.each([
    [
      'prepayment-not-allowed',
      { months: ['2022-06', '2022-07'] },
      [
        { rule: 'pension.window', source: '指南 G3.3.1.1', clearedBy: 'time', clearsOn: '2022-06-01' },
        { clearsOn: '2022-07-01' },
      ],
    ],
    [
      'base-below-lower-limit',
      { base: '3745.00' },
      [{ rule: 'pension.limits', clearedBy: 'payer', details: { lower: '3746.00' } }],
    ],
    [
      'arrears-push-required',
      { insurance: 'medical', base: undefined, months: ['2022-04'] },
      [{ rule: 'medical.arrears', clearedBy: 'medical-agency' }],
    ],
  ])('%s says who or what clears it, and when', async (code, change, conditions) => {
    const { personId } = await enrolledPerson();
    const { body } = await call(tokens.taxDesk, 'POST', '/v1/quotes', {
      personId,
      insurance: 'pension',
      months: ['2022-05'],
      base: '5000.00',
      ...change,
    });
    expect(body).toMatchObject({ code, conditions: conditions.map((condition) => ({ code, ...condition })) });
  });

  it("of another district's bank gets no quote; money that it takes all the same settles nothing", async () => {
    const { personId } = await enrolledPerson({ district: '370102' });
    const quoted = await call(tokens.taxDesk, 'POST', '/v1/quotes', {
      personId,
      insurance: 'pension',
      months: ['2022-05'],
      base: '5000.00',
    });
    const report = {
      quoteToken: quoted.body.token,
      channelTransactionNo: `P${randomUUID()}`,
      amount: '1000.00',
      paidAt: may,
      method: 'cash',
    };
    const month = { personId, insurance: 'pension', months: ['2022-05'], base: '5000.00' };
    expect(await call(tokens.banks['boc'], 'POST', '/v1/quotes', month)).toMatchObject({
      status: 403,
      body: { code: 'bank-not-in-district', conditions: [{ code: 'bank-not-in-district' }] },
    });
    expect(await call(tokens.banks['boc'], 'POST', '/v1/collections', report)).toMatchObject({
      status: 201,
      body: { status: 'in-suspense', because: 'bank-not-in-district' },
    });
    expect((await call(tokens.taxDesk, 'POST', '/v1/collections', report)).body.status).toBe('paid');
  });

  it('by the bureau shows on the posting, with the event that says so', async () => {
    const { personId } = await enrolledPerson();
    await call(undefined, 'PUT', '/sandbox/faults', {
      bureau: 'hrss',
      mode: 'refuse',
      times: 1,
      personId,
      reason: '账户已冻结',
    });
    const quoted = await call(tokens.taxDesk, 'POST', '/v1/quotes', {
      personId,
      insurance: 'pension',
      months: ['2022-05'],
      base: '5000.00',
    });
    await call(tokens.taxDesk, 'POST', '/v1/collections', {
      quoteToken: quoted.body.token,
      channelTransactionNo: `P${randomUUID()}`,
      amount: '1000.00',
      paidAt: may,
      method: 'card',
    });
    const { body } = await eventually(
      () => call(tokens.operator, 'GET', `/v1/persons/${personId}/postings`),
      ({ body: answer }) => answer.items?.[0]?.status === 'refused',
    );
    expect(body.items).toMatchObject([
      {
        status: 'refused',
        reason: '账户已冻结',
        conditions: [
          {
            code: 'bureau-refused',
            clearedBy: 'operator',
            evidence: expect.stringMatching(/^[0-9a-f-]{36}$/),
            details: { reason: '账户已冻结' },
          },
        ],
      },
    ]);
  });
});
