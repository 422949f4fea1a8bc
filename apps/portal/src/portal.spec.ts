import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { listening } from '@canbao/test-servers/listening';
import { portal } from './portal';

/** What the services behind the portal received last. */
let received: { readonly url: string; readonly body: string } | undefined;
const answers: Readonly<Record<string, unknown>> = {
  '/v1/guide': {
    hotline: { number: '12366', name: '12366纳税缴费服务热线' },
    channels: [{ name: '银行柜台', note: '现金 & 他行卡' }, { name: '微信小程序' }],
    sections: [{ guide: 'G3.1', title: '参保登记', text: '先登记 <再缴费>' }],
    bankTable: {
      banks: [
        { key: 'ccb', nameZh: '建设银行' },
        { key: 'icbc', nameZh: '工商银行' },
      ],
      districts: [{ nameZh: '历下区', banks: ['icbc'] }],
    },
  },
  '/v1/rules': {
    on: '2025-03-01',
    items: [
      {
        rule: 'pension.rate',
        zh: '养老保险缴费费率',
        value: '0.20',
        from: '2019-05',
        source: { document: '国办发〔2019〕13号', guide: 'G3.2.1' },
        configuration: true,
      },
      {
        rule: 'medical.base',
        zh: '医疗保险缴费基数',
        value: '4573.00',
        from: '2026-09',
        source: { document: '鲁人社字〔2026〕75号' },
        noteZh: '按 2026 年标准预估',
      },
    ],
  },
};
const service = createServer((incoming, reply) => {
  void text(incoming).then((body) => {
    received = { url: incoming.url ?? '', body };
    reply.setHeader('content-type', 'application/json');
    reply.end(JSON.stringify(answers[incoming.url ?? ''] ?? { answered: true }));
  });
});

describe('the portal', () => {
  let app: FastifyInstance;
  let url: string;
  beforeAll(async () => {
    const up = await listening(service);
    const down = 'http://127.0.0.1:9';
    app = await portal({
      PORT: 0,
      SERVICE_HOST: '127.0.0.1',
      CANBAO_PROFILE: 'sandbox',
      REGISTRATION_URL: up,
      ASSESSMENT_URL: up,
      PAYMENT_URL: up,
      LEDGER_SYNC_URL: down,
      SANDBOX_URL: up,
    });
    url = await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await app.close();
    service.close();
    service.closeAllConnections();
  });
  beforeEach(() => {
    received = undefined;
  });

  const send = async (
    method: string,
    path: string,
    headers: Readonly<Record<string, string | string[]>> = {},
    body?: string,
  ) => {
    const outgoing = request(url + path, { method, headers });
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const payload = await text(response);
    const json = /json/.test(response.headers['content-type'] ?? '');
    return {
      status: response.statusCode,
      headers: response.headers,
      body: json ? JSON.parse(payload) : payload,
    };
  };

  it('passes a request on to the service of its operation, byte by byte', async () => {
    const type = { 'content-type': 'application/json' };
    expect(await send('POST', '/v1/quotes?x=1', type, ' {"a": 1} ')).toMatchObject({
      status: 200,
      body: { answered: true },
    });
    expect(received).toEqual({ url: '/v1/quotes?x=1', body: ' {"a": 1} ' });
  });

  it('passes on to the sandbox', async () => {
    await send('GET', '/sandbox/clock');
    expect(received?.url).toBe('/sandbox/clock');
  });

  it('asks to come back later when a service cannot be reached', async () =>
    expect(await send('GET', '/v1/operations/ledger-sync/state')).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { code: 'busy', retryable: true },
    }));

  it.each([
    ['GET', '/v1/nothing', 404, 'not-found'],
    ['GET', '/nothing', 404, 'not-found'],
    ['GET', '/v1/operations/other/state', 404, 'not-found'],
    ['GET', '/v1/%zz', 400, 'invalid-request'],
    ['GET', '/v1/persons/%zz/payables', 400, 'invalid-request'],
    ['POST', '/v1/persons/%e4%bd/enrolments', 400, 'invalid-request'],
    ['GET', '/%', 400, 'invalid-request'],
  ])('answers %s %s with %i', async (method, path, status, code) => {
    expect(await send(method, path)).toMatchObject({
      status,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
      body: { status, code, retryable: false, traceId: expect.any(String), userMessage: expect.any(String) },
    });
    expect(received).toBeUndefined();
  });

  it.each([
    ['nonsense\r\n\r\n', 400, 'invalid-request'],
    [`GET / HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(40_000)}`, 431, 'headers-too-large'],
  ])('answers bytes that are no HTTP request with a problem document', async (bytes, status, code) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(bytes);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toContain('content-type: application/problem+json; charset=utf-8');
    expect(JSON.parse(body)).toMatchObject({ status, code, userMessage: expect.any(String) });
    expect(received).toBeUndefined();
  });

  it('names the methods of a path', async () =>
    expect(await send('DELETE', '/v1/guide')).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
      body: { code: 'method-not-allowed' },
    }));

  it('refuses two idempotency keys, which would look like one', async () => {
    const headers = { 'idempotency-key': ['a', 'b'], 'content-type': 'application/json' };
    expect(await send('POST', '/v1/quotes', headers, '{}')).toMatchObject({
      status: 400,
      body: { code: 'idempotency-key-invalid' },
    });
    expect(received).toBeUndefined();
  });

  it('refuses a large body before it arrives, but no file', async () => {
    const large = '1'.repeat(256 * 1024 + 1);
    const type = { 'content-type': 'application/json', 'content-length': String(large.length) };
    expect(await send('POST', '/v1/quotes', type, large)).toMatchObject({
      status: 413,
      body: { code: 'body-too-large' },
    });
    const lines = { ...type, 'content-type': 'application/x-ndjson' };
    expect((await send('POST', '/v1/collection-files', lines, large)).status).toBe(200);
  });

  it('refuses a large body of unknown length, too', async () => {
    const outgoing = request(`${url}/v1/quotes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    for (let sent = 0; sent < 32; sent += 1) outgoing.write('1'.repeat(64 * 1024));
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    outgoing.on('error', () => undefined).destroy();
    expect(response.statusCode).toBe(413);
    expect(received).toBeUndefined();
  });

  it.each([
    ['POST', '/v1/guide', 405],
    ['POST', '/v1/nothing', 404],
  ])('answers %s %s with %i before the body is there', async (method, path, status) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(
      `${method} ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{`,
    );
    expect(await text(socket)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('is ready when every service is', async () =>
    expect(await send('GET', '/health/ready')).toMatchObject({
      status: 503,
      body: {
        status: 'starting',
        services: { registration: 'ready', 'ledger-sync': 'down', sandbox: 'ready' },
      },
    }));
  it('is alive', async () =>
    expect(await send('GET', '/health/live')).toMatchObject({ body: { status: 'ok' } }));

  it.each(['/openapi.json', '/v1/openapi.json'])('describes the whole API at %s', async (path) => {
    const { body } = await send('GET', path);
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/quotes', '/collections', '/operations/payment/parked-keys/{key}/release']),
    );
    expect(body.paths['/operations/payment/state'].get.parameters).toEqual([]);
    const key = { name: 'Idempotency-Key', description: expect.stringContaining('is decided again') };
    expect(body.paths['/quotes'].post.parameters).toContainEqual(expect.objectContaining(key));
  });

  it('shows guide, figures and banks on its first page, escaped', async () => {
    const { headers, body } = await send('GET', '/');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    for (const fragment of [
      '<li>银行柜台 <small>现金 &amp; 他行卡</small></li>',
      '先登记 &lt;再缴费&gt;',
      '纳税缴费服务热线 <strong>12366</strong>',
      '养老保险缴费费率<br><small>pension.rate</small>',
      '国办发〔2019〕13号; 指南 G3.2.1 · 配置值',
      '<td>4573.00<br><small>按 2026 年标准预估</small></td>',
      '<td>历下区</td><td class="tick"></td><td class="tick">√</td>',
    ])
      expect(body).toContain(fragment);
  });

  it('lets its first page load nothing but its own style, and nobody frame it', async () => {
    const { headers, body } = await send('GET', '/');
    const style = /<style>(.*)<\/style>/s.exec(body as string)?.[1] ?? '';
    expect(headers).toMatchObject({
      'content-security-policy':
        `default-src 'none';style-src 'sha256-${hash('sha256', style, 'base64')}';` +
        `base-uri 'none';form-action 'none';frame-ancestors 'none'`,
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    // A policy with hashes forbids these.
    expect(body).not.toMatch(/ style=|<script| on[a-z]+=/);
  });

  it('has a door for each kind of visitor, where one click signs somebody in', async () => {
    const { body } = await send('GET', '/');
    for (const [name, to] of [
      ['Payer', '/pay/?as=payer-1'],
      ['Teller', '/console/?as=teller-ccb-370102'],
      ['Tax desk', '/console/?as=tax-desk-370102'],
      ['Operator', '/console/?as=operator'],
      ['Bureau', '/console/?as=hrss'],
      ['Agency', '/console/?as=agency'],
      ['Programmer', '/docs'],
    ]) {
      expect(body).toContain(`<small lang="en">${name}</small>`);
      expect(body).toContain(`<a href="${to}">`);
    }
  });

  it.each(['/docs', '/docs/events'])('runs at %s what lies beside it, nothing inline', async (path) => {
    const { headers, body } = await send('GET', path);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none';style-src 'self' 'sha256-[^']+';.*script-src 'self';img-src 'self' data:;connect-src 'self'$/,
    );
    expect(body).not.toMatch(/ style=|<script>| on[a-z]+=/);
    const loaded = [...(body as string).matchAll(/(?:script src|stylesheet" href)="([^"]+)"/g)];
    expect(loaded).toHaveLength(4);
    for (const [, file] of loaded) expect(await send('GET', file ?? '')).toMatchObject({ status: 200 });
    const [, document] = /data-document="([^"]+)"/.exec(body as string) ?? [];
    expect((await send('GET', document ?? '')).body).toMatchObject({ openapi: '3.1.0' });
  });

  it('lists every call on its documentation page', async () => {
    const { body } = await send('GET', '/docs');
    expect(body).toContain('<code>POST /v1/collections</code>');
    expect(body).toContain('<code>GET /v1/operations/ledger-sync/state</code>');
  });
});
