import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { listening } from '@canbao/test-servers/listening';
import { portal } from './portal';

describe('a portal that some try to hold up', () => {
  let app: FastifyInstance;
  let url: URL;
  let service: Server;
  /** What the service behind the portal was asked last, and how often. */
  let asked: { readonly method: string; readonly headers: IncomingHttpHeaders; readonly bytes: number };
  let times: number;
  /** The status that the service answers with. */
  let status: number;
  /** Whether its answers are larger than what a connection takes at once. */
  let large: boolean;
  const opened: Socket[] = [];

  beforeEach(async () => {
    [times, status, large] = [0, 200, false];
    service = createServer((incoming, reply) => {
      times += 1;
      if (incoming.headers.authorization === 'Bearer none') {
        reply.writeHead(401, { connection: 'close' }).end('{"code":"not-signed-in"}');
        return;
      }
      void text(incoming).then(
        (body) => {
          asked = { method: incoming.method ?? '', headers: incoming.headers, bytes: body.length };
          reply
            .writeHead(status, { 'content-type': 'application/json' })
            .end(large ? JSON.stringify('x'.repeat(8 * 1024 * 1024)) : '{"answered":true}');
        },
        () => undefined,
      );
    });
    const up = await listening(service);
    app = await portal({
      PORT: 0,
      SERVICE_HOST: '127.0.0.1',
      CANBAO_PROFILE: 'sandbox',
      REGISTRATION_URL: up,
      ASSESSMENT_URL: up,
      PAYMENT_URL: up,
      LEDGER_SYNC_URL: up,
    });
    url = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  });
  afterEach(async () => {
    for (const socket of opened.splice(0)) socket.destroy();
    await app.close();
    service.close();
    service.closeAllConnections();
  });

  const client = (...head: string[]) => {
    const socket = connect(Number(url.port), '127.0.0.1');
    opened.push(socket);
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('error', () => undefined);
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    return { socket, answer: () => received };
  };
  const quote = { 'content-type': 'application/json', 'idempotency-key': 'k', authorization: 'Bearer a.b.c' };
  const callMs = async (): Promise<number> => {
    const before = performance.now();
    const answer = await fetch(new URL('/v1/quotes', url), { method: 'POST', headers: quote, body: '{}' });
    expect([answer.status, await answer.json()]).toEqual([200, { answered: true }]);
    return performance.now() - before;
  };
  /** The head of a file of so many bytes. */
  const upload = (token: string, bytes = 1_000_000) =>
    client(
      'POST /v1/collection-files HTTP/1.1',
      'host: a',
      `authorization: Bearer ${token}`,
      'content-type: application/x-ndjson',
      `content-length: ${bytes}`,
    );

  it('serves the others while 300 bodies are half sent and 140 files trickle', async () => {
    const longestOf30 = async () => Math.max(...(await Promise.all(Array.from({ length: 30 }, callMs))));
    const calm = await longestOf30();
    for (let count = 0; count < 300; count += 1)
      client(
        'POST /v1/quotes HTTP/1.1',
        'host: a',
        'content-type: application/json',
        'content-length: 9',
      ).socket.write('{');
    const files = Array.from({ length: 140 }, () => upload('a.b.c'));
    const trickle = setInterval(() => files.forEach(({ socket }) => socket.write('1')), 1000);
    for (const { socket } of files) socket.write('1');
    const refused = () => files.filter(({ answer }) => answer().startsWith('HTTP/1.1 429'));
    while (refused().length < 132) await pause(20);
    const longest = await longestOf30();
    clearInterval(trickle);
    expect(refused()).toHaveLength(132);
    expect(refused()[0]?.answer()).toContain('retry-after: 1');
    expect(refused()[0]?.answer()).toContain('"code":"too-many-files"');
    // It took ten seconds, or no answer came at all.
    expect(longest).toBeLessThan(4 * calm + 2000);
    // Nothing of the halves got to a service.
    expect(times).toBe(30 + 8 + 30);
  });

  it('takes a file of whoever waits his turn', async () => {
    const first = Array.from({ length: 8 }, () => upload('a.b.c'));
    for (const { socket } of first) socket.write('1');
    const ninth = upload('a.b.c');
    while (!ninth.answer().includes('too-many-files')) await pause(20);
    for (const { socket } of first) socket.destroy();
    await pause(100);
    const later = upload('a.b.c', 2);
    later.socket.write('{}');
    while (!later.answer().includes('answered')) await pause(20);
    expect(later.answer()).toMatch(/^HTTP\/1.1 200/);
  });

  it('passes on an empty file', async () => {
    const { answer } = upload('a.b.c', 0);
    while (!answer().includes('answered')) await pause(20);
    expect(answer()).toMatch(/^HTTP\/1.1 200/);
  });

  it('passes on a call that brings no file', async () => {
    const { answer } = client('POST /v1/collection-files HTTP/1.1', 'host: a', 'authorization: Bearer a.b.c');
    while (!answer().includes('answered')) await pause(20);
    expect(answer()).toMatch(/^HTTP\/1.1 200/);
  });

  it('lets go of a service when the sender of a file, or of a body, goes away', async () => {
    const connections = promisify(service.getConnections.bind(service));
    const files = Array.from({ length: 8 }, () => upload('a.b.c'));
    for (const { socket } of files) socket.write('1');
    while ((await connections()) < 8) await pause(20);
    const begun = client(
      'POST /v1/quotes HTTP/1.1',
      'host: a',
      'content-type: application/json',
      'content-length: 9',
    );
    begun.socket.write('{');
    for (const { socket } of [...files, begun]) socket.destroy();
    while ((await connections()) > 0) await pause(20);
    expect(times).toBe(8);
  });

  it('takes a file while many with tokens of nobody are announced and never sent', async () => {
    for (let count = 0; count < 100; count += 1) upload(`nobody.${count}.x`);
    const file = upload('a.b.c', 2);
    file.socket.write('{}');
    while (!file.answer().includes('answered')) await pause(20);
    expect(times).toBe(1);
  });

  it('gives a service back although a client reads its answer slowly', async () => {
    large = true;
    const connections = promisify(service.getConnections.bind(service));
    const slow = Array.from({ length: 20 }, () => client('GET /v1/guide HTTP/1.1', 'host: a'));
    for (const { socket } of slow) socket.pause();
    const askedFor = () => times;
    while (askedFor() < 20) await pause(20);
    large = false;
    await callMs();
    // Every connection to the service is idle, so one more call needs no other.
    const before = await connections();
    await callMs();
    expect(await connections()).toBeLessThanOrEqual(before);
  });

  it('sees no second request in the body of a GET', async () => {
    const hidden = 'GET /v1/rules HTTP/1.1\r\nhost: a\r\n\r\n';
    const { socket, answer } = client(
      'GET /v1/guide HTTP/1.1',
      'host: a',
      `content-length: ${hidden.length}`,
    );
    socket.write(hidden);
    while (!answer().includes('answered')) await pause(20);
    await pause(50);
    expect(times).toBe(1);
  });

  it('passes on the refusal of a file, although its sender goes on', async () => {
    const { socket, answer } = upload('none');
    const more = setInterval(() => socket.write('1'.repeat(10_000)), 5);
    while (!answer().includes('not-signed-in')) await pause(20);
    clearInterval(more);
    expect(answer()).toMatch(/^HTTP\/1.1 401/);
  });

  const withCurl = spawnSync('curl', ['--version']).status === 0 ? it : it.skip;
  withCurl('takes a file over 1 MiB from curl, which asks first', async () => {
    const path = join(tmpdir(), `canbao-crowd-${process.pid}.ndjson`);
    await writeFile(path, `${'1'.repeat(1023)}\n`.repeat(3 * 1024));
    const target = new URL('/v1/collection-files', url).href;
    const curl = `-sS -D - --max-time 10 --expect100-timeout 9 --data-binary @${path} ${target}`.split(' ');
    const headers = [
      'Expect: 100-continue',
      'content-type: application/x-ndjson',
      'authorization: Bearer a.b.c',
    ];
    const { stdout } = await promisify(execFile)('curl', [
      ...curl,
      ...headers.flatMap((header) => ['-H', header]),
    ]).finally(() => rm(path));
    expect(stdout).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/);
    expect(asked).toMatchObject({ bytes: 3 * 1024 * 1024 });
    expect(asked.headers).not.toHaveProperty('expect');
  });

  it('says itself from where a call comes, and closes when its client wishes so', async () => {
    const { socket, answer } = client(
      'HEAD /v1/guide HTTP/1.1',
      'host: a',
      'connection: close, x-secret',
      'x-secret: 1',
      'x-forwarded-for: 10.0.0.1',
      'x-forwarded-host: elsewhere.example',
      'forwarded: for=10.0.0.1',
      'te: trailers',
      'upgrade: websocket',
    );
    await once(socket, 'close');
    expect(answer()).toMatch(/^HTTP\/1.1 200/);
    expect(answer().toLowerCase()).toContain('connection: close');
    expect(answer()).toContain('content-length: 17');
    expect(asked.headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'a' });
    for (const name of ['x-secret', 'forwarded', 'te', 'upgrade'])
      expect(asked.headers).not.toHaveProperty(name);
  });

  it('asks a service once, whatever it answers', async () => {
    status = 503;
    expect((await fetch(new URL('/v1/guide', url))).status).toBe(503);
    expect(times).toBe(1);
  });

  it('stops within five seconds although bodies are half sent', async () => {
    for (let count = 0; count < 50; count += 1)
      client(
        'POST /v1/quotes HTTP/1.1',
        'host: a',
        'content-type: application/json',
        'content-length: 9',
      ).socket.write('{');
    await callMs();
    const before = performance.now();
    await app.close();
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
