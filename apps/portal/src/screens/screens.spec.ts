import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { portal } from '../portal';

const folder = mkdtempSync(join(tmpdir(), 'screens-'));
const state = join(folder, 'screens.json');
const write = (name: string, content: string | Buffer): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
};
const script = 'console.log("参保");'.repeat(200);

describe('the built screens', () => {
  let app: FastifyInstance;
  beforeAll(async () => {
    const nowhere = 'http://127.0.0.1:9';
    app = await portal({
      PORT: 0,
      SERVICE_HOST: '127.0.0.1',
      CANBAO_PROFILE: 'sandbox',
      REGISTRATION_URL: nowhere,
      ASSESSMENT_URL: nowhere,
      PAYMENT_URL: nowhere,
      LEDGER_SYNC_URL: nowhere,
      SCREENS_FOLDER: folder,
      SCREENS_STATE: state,
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    write('console/dist/index.html', '<script nonce="__CSP_NONCE__"></script><style nonce="__CSP_NONCE__">');
    write('console/dist/assets/main-D3adB33f.js', script);
    write('console/dist/assets/main-D3adB33f.js.br', brotliCompressSync(script));
    write('console/dist/mark.svg', '<svg/>');
    write('secret.txt', 'secret');
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });
  /** As it comes over the wire, a path with dots included. */
  const get = async (path: string, encoding = '') => {
    const { port } = app.server.address() as AddressInfo;
    const asked = request({ port, path, headers: encoding === '' ? {} : { 'accept-encoding': encoding } });
    asked.end();
    const [{ statusCode, headers }, rawPayload] = await once(asked, 'response').then(
      async ([response]: IncomingMessage[]) => [response!, await buffer(response!)] as const,
    );
    return { statusCode, headers, rawPayload, body: rawPayload.toString() };
  };

  it('have a page with a nonce of its own each time, under a policy that lets nothing else run', async () => {
    const nonces = await Promise.all(
      ['/console/', '/console/orders/2022', '/console/index.html'].map(async (url) => {
        const { statusCode, headers, body } = await get(url);
        const [, nonce = ''] = /<script nonce="([^"]+)"/.exec(body) ?? [];
        expect(statusCode).toBe(200);
        expect(body).toBe(`<script nonce="${nonce}"></script><style nonce="${nonce}">`);
        expect(headers['cache-control']).toBe('no-store');
        expect(headers['content-security-policy']).toBe(
          `default-src 'none';script-src 'self' 'nonce-${nonce}';style-src 'self' 'nonce-${nonce}';` +
            "img-src 'self' data: blob:;font-src 'self';connect-src 'self';frame-src 'self' blob:;" +
            "manifest-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'",
        );
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(3);
  });

  it('keep what has a hash in its name for ever, and look again for the rest', async () => {
    expect((await get('/console/assets/main-D3adB33f.js')).headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect((await get('/console/mark.svg')).headers['cache-control']).toBe('no-cache');
  });

  it('travel compressed to whoever understands it', async () => {
    const { headers, rawPayload } = await get('/console/assets/main-D3adB33f.js', 'gzip, br');
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'application/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(headers['vary']).toMatch(/accept-encoding/i);
    expect(rawPayload.length).toBeLessThan(script.length / 10);
    expect((await get('/console/assets/main-D3adB33f.js')).body).toBe(script);
  });

  it.each(['/console/assets/gone.js', '/console/../secret.txt', '/console/%2e%2e/%2e%2e/secret.txt'])(
    'answer %s as a path that is not there',
    async (url) => {
      const { statusCode, body } = await get(url);
      expect(statusCode).toBe(404);
      expect(body).not.toContain('secret');
    },
  );

  it('say how far their build is, until they are there', async () => {
    expect((await get('/pay/')).body).toContain('npm run screens');
    const steps = [
      { name: 'Installing packages', state: 'done', seconds: 21.4 },
      { name: 'Building', state: 'running' },
    ];
    writeFileSync(state, JSON.stringify({ pay: { steps } }));
    const { statusCode, headers, body } = await get('/pay/anything');
    expect([statusCode, headers['retry-after'], headers['cache-control']]).toEqual([503, '2', 'no-store']);
    expect(body).toContain('完成</strong> Installing packages <small>21 s</small>');
    expect(body).toContain('进行中</strong> Building');
    expect(body).toContain('<meta http-equiv="refresh" content="2">');
    write('payer/dist/h5/index.html', '<p>here</p>');
    expect((await get('/pay/')).body).toBe('<p>here</p>');
  });

  it('are found without their last stroke', async () => {
    expect(await get('/pay')).toMatchObject({ statusCode: 308, headers: { location: '/pay/' } });
  });
});
