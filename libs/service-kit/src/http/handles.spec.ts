import 'reflect-metadata';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { Controller, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { Clock, instant } from '@canbao/calendar';
import { operation } from '@canbao/contracts';
import { ServiceLog } from '../lifecycle/service-log';
import { RateLimits } from '../limits/rate-limits';
import { Door } from './door';
import { Handles, Input } from './handles';
import { httpApplication } from './http-application';
import type { InputOf } from './input';
import { AnsweredProblem, Problem } from './problem';
import { ProblemFilter } from './problem.filter';
import { keySetOf } from '../sign-in/key-set';
import { nothingRevoked } from '../sign-in/revocations';
import { fixed } from '../sign-in/source';
import { RawAnswer } from './raw-answer';
import { SignIn } from './sign-in';

const common = { service: 'payment', status: 200, summary: '', reply: z.unknown() } as const;
const params = z.strictObject({ id: z.uuid() });
const query = z.strictObject({
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional(),
});
const body = z.strictObject({ amount: z.string().transform((text) => `¥${text}`) });
const pay = operation({
  ...common,
  id: 'pay',
  method: 'POST',
  path: '/orders/{id}/pay',
  roles: ['bank'],
  params,
  query,
  body,
});
const change = operation({
  ...common,
  id: 'change',
  method: 'PUT',
  path: '/orders/{id}',
  roles: ['bank'],
  version: 'checked',
  params,
  body,
});
const guide = operation({ ...common, id: 'guide', method: 'GET', path: '/guide', roles: [] });
const remove = operation({
  ...common,
  id: 'remove',
  method: 'DELETE',
  path: '/orders/{id}',
  roles: ['bank'],
  status: 204,
  params,
});
const file = {
  lines: z.unknown(),
  ...operation({
    ...common,
    id: 'file',
    method: 'POST',
    path: '/files',
    roles: ['bank'],
    idempotencyKey: 'none',
  }),
} as const;

const message = {
  raw: { bytesMax: 1024 },
  ...operation({
    ...common,
    id: 'message',
    method: 'POST',
    path: '/messages',
    roles: [],
    idempotencyKey: 'none',
  }),
} as const;

/** What the controllers below were handed last. */
let handed: Partial<InputOf<any>> | undefined;
/** What `pay` does, beside taking note. */
let act: (input: InputOf<typeof pay>) => unknown;

@Controller()
class SomeController {
  @Handles(pay) pay(@Input() input: InputOf<typeof pay>): unknown {
    handed = input;
    return act(input);
  }
  @Handles(change) change(@Input() input: InputOf<typeof change>): void {
    handed = input;
  }
  @Handles(guide) guide(@Input() input: InputOf<typeof guide>): object {
    handed = input;
    return { hotline: '12333' };
  }
  @Handles(remove) remove(@Input() input: InputOf<typeof remove>): void {
    handed = input;
  }
  @Handles(file) async file(@Input() input: InputOf<typeof file>): Promise<object> {
    handed = input;
    const chunks: Buffer[] = [];
    for await (const chunk of input.file) chunks.push(chunk as Buffer);
    return { text: Buffer.concat(chunks).toString() };
  }
  @Handles(message) message(@Input() input: InputOf<typeof message>): RawAnswer {
    handed = input;
    return new RawAnswer(202, 'text/plain', 'success');
  }
}

const keys = generateKeyPairSync('ed25519');
const logged: object[] = [];
const log = { info: jest.fn(), warn: jest.fn(), error: (fields: object) => void logged.push(fields) };
const now = instant('2025-03-01T08:00:00.000+08:00');
const signIn = new SignIn(
  { issuer: 'canbao-sandbox', audience: 'canbao', lifeSecondsMax: 60 },
  fixed(keySetOf({ keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: '1' }] })),
  fixed(nothingRevoked),
);
@Module({
  controllers: [SomeController],
  providers: [
    Door,
    RateLimits,
    { provide: SignIn, useValue: signIn },
    { provide: Clock, useValue: { now: () => now } },
    { provide: ServiceLog, useValue: log },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
class SomeModule {}

const base64url = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const bearer = (role: string, bank = 'ccb'): string => {
  const claims = {
    sub: `${role}-1`,
    role,
    ...(role === 'bank' ? { bank } : { channel: 'wechat' }),
    iss: 'canbao-sandbox',
    aud: 'canbao',
    iat: Math.floor(Date.now() / 1000),
    exp: Math.floor(Date.now() / 1000) + 60,
  };
  const text = `${base64url({ alg: 'EdDSA', typ: 'at+jwt', kid: '1' })}.${base64url(claims)}`;
  return `Bearer ${text}.${sign(null, Buffer.from(text), keys.privateKey).toString('base64url')}`;
};

const id = randomUUID();
interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: any;
}
interface Sent {
  readonly url?: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: string;
}
const good = {
  url: `/v1/orders/${id}/pay`,
  headers: { authorization: bearer('bank'), 'idempotency-key': 'key-1', 'content-type': 'application/json' },
  body: '{"amount":"1.00"}',
};

describe('an operation', () => {
  let app: NestFastifyApplication;
  let url: string;
  beforeAll(async () => {
    app = await httpApplication({ module: SomeModule });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());
  beforeEach(() => {
    handed = undefined;
    logged.length = 0;
    act = () => ({ paid: true });
  });

  const send = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', sent: Sent): Promise<Received> => {
    const headers: OutgoingHttpHeaders = Object.fromEntries(
      Object.entries(sent.headers).filter(([, header]) => header !== undefined),
    );
    const outgoing = request(`${url}${sent.url ?? good.url}`, { method, headers });
    outgoing.end(sent.body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const payload = await text(response);
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: payload === '' ? undefined : JSON.parse(payload),
    };
  };

  it('hands its controller what the schemas read, who calls, and when', async () => {
    const reply = await send('POST', { ...good, url: `${good.url}?month=2025-01` });
    expect(reply).toMatchObject({ status: 200, body: { paid: true } });
    expect(handed).toMatchObject({
      params: { id },
      query: { month: '2025-01' },
      body: { amount: '¥1.00' },
      caller: { subject: 'bank-1', role: 'bank', bank: 'ccb' },
      now,
      idempotency: { scope: 'bank:ccb:bank-1:pay', key: 'key-1' },
    });
    expect(handed?.file).toBeUndefined();
  });

  it('forbids caches and guesses of the type', async () =>
    expect((await send('POST', good)).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    }));

  it('names the first fault of a request, and mending one shows the next', async () => {
    const ladder: [number, string, Sent][] = [
      [
        401,
        'not-signed-in',
        { url: '/v1/orders/1/pay', headers: { 'content-type': 'application/json' }, body: '{}' },
      ],
      [
        403,
        'forbidden',
        {
          url: '/v1/orders/1/pay',
          headers: { authorization: bearer('payer'), 'content-type': 'application/json' },
          body: '{}',
        },
      ],
      [
        400,
        'idempotency-key-required',
        { url: '/v1/orders/1/pay', headers: { ...good.headers, 'idempotency-key': undefined }, body: '{}' },
      ],
      [
        400,
        'idempotency-key-invalid',
        {
          url: '/v1/orders/1/pay',
          headers: { ...good.headers, 'idempotency-key': ' a\u00e9' },
          body: '{}',
        },
      ],
      [400, 'invalid-request', { url: '/v1/orders/1/pay?year=1', headers: good.headers, body: '{}' }],
      [400, 'invalid-request', { url: `${good.url}?year=1`, headers: good.headers, body: '{}' }],
      [400, 'invalid-request', { url: good.url, headers: good.headers, body: '{}' }],
    ];
    for (const [status, code, sent] of ladder) {
      expect(await send('POST', sent)).toMatchObject({ status, body: { code } });
      expect(handed).toBeUndefined();
    }
    expect((await send('POST', good)).status).toBe(200);
  });

  it.each([
    ['path', { url: '/v1/orders/1/pay' }, [{ path: 'path.id', message: expect.any(String) }]],
    ['query', { url: `${good.url}?year=1` }, [{ path: 'query', message: 'unknown field year' }]],
    ['query', { url: `${good.url}?370102=1` }, [{ path: 'query', message: 'unknown field' }]],
    [
      'body',
      { body: '{"amount":749.2}' },
      [{ path: 'body.amount', message: expect.stringContaining('string') }],
    ],
  ])('says what was expected in the %s, never what was sent', async (_, change_, issues) => {
    const reply = await send('POST', { ...good, ...change_ });
    expect(reply.body).toMatchObject({ code: 'invalid-request', details: { issues } });
    expect(JSON.stringify(reply.body)).not.toContain('749.2');
  });

  it.each([
    ['a key of one character', 'a', 200],
    ['a key with a space inside', 'a b', 200],
    ['the longest key', 'k'.repeat(255), 200],
    ['a longer key', 'k'.repeat(256), 400],
    ['an empty key', '', 400],
    ['a key that is not ASCII', 'clé', 400],
    ['two keys', ['a', 'b'], 400],
  ])('takes or refuses %s', async (_, key, status) =>
    expect(
      (await send('POST', { ...good, headers: { ...good.headers, 'idempotency-key': key } })).status,
    ).toBe(status),
  );

  it.each([
    ['application/json', '{ "amount": 1, "amount": 2 }'],
    ['application/x-www-form-urlencoded', 'a=%E4%B8%AD&b=+'],
    ['application/x-ndjson', '{}\n'],
    ['text/xml; charset=gbk', Buffer.from([0x3c, 0xd6, 0xd0, 0x00, 0xff, 0x3e])],
    [undefined, 'no type'],
    ['application/json', ''],
  ])('hands over a raw message of type %s byte for byte, and answers in its form', async (type, content) => {
    const response = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { ...(type === undefined ? {} : { 'content-type': type }), 'X-Signature': 'abc=' },
      body: Buffer.from(content),
    });
    expect(response.status).toBe(202);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe('success');
    expect(handed?.raw?.body).toEqual(Buffer.from(content));
    expect(handed?.raw?.headers).toMatchObject({ 'x-signature': 'abc=' });
  });

  it('refuses a raw message that is longer than its operation takes', async () => {
    const response = await fetch(`${url}/v1/messages`, { method: 'POST', body: 'x'.repeat(1025) });
    expect(response.status).toBe(413);
    expect(handed).toBeUndefined();
  });

  it('takes a body of an unknown type for raw messages only', async () => {
    const headers = { ...good.headers, 'content-type': 'text/xml' };
    expect(await send('POST', { ...good, headers })).toMatchObject({
      status: 415,
      body: { code: 'unsupported-media-type' },
    });
  });

  it('keeps keys apart by caller and operation, and requests under a key by path and body', async () => {
    const keyOf = async (sent: Sent) => {
      await send('POST', sent);
      return handed?.idempotency;
    };
    const first = await keyOf(good);
    expect(await keyOf({ ...good, body: ' { "amount" : "1.00" } ' })).toEqual(first);
    const others = [
      await keyOf({ ...good, body: '{"amount":"2.00"}' }),
      await keyOf({ ...good, url: `/v1/orders/${randomUUID()}/pay` }),
      await keyOf({ ...good, url: `${good.url}?month=2025-01` }),
    ];
    expect(new Set([first, ...others].map((key) => key?.fingerprint)).size).toBe(4);
    const ofAnotherBank = { ...good.headers, authorization: bearer('bank', 'icbc') };
    expect((await keyOf({ ...good, headers: ofAnotherBank }))?.scope).not.toBe(first?.scope);
  });

  it('marks an answer that was given before', async () => {
    expect((await send('POST', good)).headers).not.toHaveProperty('idempotent-replayed');
    act = ({ idempotency }) => {
      if (idempotency !== undefined) idempotency.replayed = true;
      return { paid: true };
    };
    expect((await send('POST', good)).headers).toMatchObject({ 'idempotent-replayed': 'true' });
  });

  it('marks a refusal that was given before', async () => {
    act = ({ idempotency }) => {
      if (idempotency !== undefined) idempotency.replayed = true;
      throw new AnsweredProblem({ status: 409, code: 'order-closed', retryable: false });
    };
    expect(await send('POST', good)).toMatchObject({
      status: 409,
      headers: { 'idempotent-replayed': 'true' },
      body: { code: 'order-closed' },
    });
  });

  it.each([
    ['a file for JSON', good.url, 'application/x-ndjson', '{"amount":"1.00"}\n'],
    ['JSON for a file', '/v1/files', 'application/json', '{}'],
    ['text', good.url, 'text/plain', 'amount=1'],
    ['no type', '/v1/files', undefined, 'amount'],
  ])('refuses %s', async (_, path, type, content) =>
    expect(
      await send('POST', { url: path, headers: { ...good.headers, 'content-type': type }, body: content }),
    ).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } }),
  );
  it('refuses an encoded body', async () =>
    expect(
      await send('POST', { ...good, headers: { ...good.headers, 'content-encoding': 'gzip' } }),
    ).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } }));

  it('hands over a file unread, without a key', async () => {
    const headers = { authorization: bearer('bank'), 'content-type': 'application/x-ndjson' };
    expect(await send('POST', { url: '/v1/files', headers, body: '{}\n{}\n' })).toMatchObject({
      status: 200,
      body: { text: '{}\n{}\n' },
    });
    expect(handed).not.toHaveProperty('idempotency');
  });

  it('for anyone needs no token, and does not look at one', async () => {
    for (const authorization of [undefined, 'Bearer nonsense']) {
      expect(await send('GET', { url: '/v1/guide', headers: { authorization } })).toMatchObject({
        status: 200,
        body: { hotline: '12333' },
      });
      expect(handed).toMatchObject({ caller: { subject: 'anonymous' } });
    }
  });

  it('may answer with nothing', async () =>
    expect(
      await send('DELETE', { url: `/v1/orders/${id}`, headers: { authorization: bearer('bank') } }),
    ).toMatchObject({ status: 204, body: undefined }));

  it.each([
    [undefined, undefined],
    ['*', undefined],
    ['"0"', 0],
    ['"17"', 17],
  ])('reads If-Match %s as version %s', async (header, version) => {
    const headers = { ...good.headers, 'if-match': header };
    expect((await send('PUT', { ...good, url: `/v1/orders/${id}`, headers })).status).toBe(200);
    expect(handed?.ifMatch).toBe(version);
  });
  it.each(['17', 'W/"17"', '"a"', '"1", "2"', '"1234567890"'])('refuses If-Match %s', async (header) => {
    const headers = { ...good.headers, 'if-match': header };
    expect(await send('PUT', { ...good, url: `/v1/orders/${id}`, headers })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', details: { issues: [{ path: 'header.if-match' }] } },
    });
  });

  it('hides a fault from the caller and logs it with the trace id', async () => {
    act = () => {
      throw new Error('column "amount" does not exist');
    };
    const { status, body: document } = await send('POST', good);
    expect({ status, code: document.code }).toEqual({ status: 500, code: 'internal' });
    expect(JSON.stringify(document)).not.toContain('amount');
    expect(logged).toEqual([
      { traceId: document.traceId, code: 'internal', fault: expect.stringContaining('does not exist') },
    ]);
  });

  it('says when to come back', async () => {
    act = () => {
      throw Problem.general('busy');
    };
    expect(await send('POST', good)).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    act = () => {
      throw new AnsweredProblem({ status: 409, code: 'event-missing', retryable: true });
    };
    expect((await send('POST', good)).headers).toMatchObject({ 'retry-after': '1' });
    act = () => {
      throw new AnsweredProblem({ status: 409, code: 'order-closed', retryable: false });
    };
    expect((await send('POST', good)).headers).not.toHaveProperty('retry-after');
  });

  it.each([
    ['a path that does not exist', 'GET', { url: '/v1/nothing', headers: {} }, 404, 'not-found'],
    ['another method of a path', 'GET', { headers: good.headers }, 404, 'not-found'],
    ['a URL that cannot be decoded', 'GET', { url: '/v1/%zz', headers: {} }, 400, 'invalid-request'],
    ['a body that is not JSON', 'POST', { ...good, body: '{' }, 400, 'invalid-json'],
    ['a body with a member named twice', 'POST', { ...good, body: '{"a":1,"a":2}' }, 400, 'duplicate-key'],
    [
      'a body that is too large',
      'POST',
      { ...good, body: JSON.stringify({ amount: '1'.repeat(256 * 1024) }) },
      413,
      'body-too-large',
    ],
  ] as const)('answers %s with a problem document', async (_, method, sent, status, code) => {
    const reply = await send(method, sent);
    expect(reply).toMatchObject({ status, body: { code, status, traceId: expect.any(String) } });
    expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  it('asks who is not signed in for a bearer token', async () =>
    expect(
      (await send('POST', { ...good, headers: { 'content-type': 'application/json' } })).headers,
    ).toMatchObject({
      'www-authenticate': 'Bearer',
    }));
});
