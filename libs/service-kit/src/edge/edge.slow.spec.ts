import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import type { Call } from '@canbao/contracts';
import { problemOf, sendProblem } from '../http/problem.filter';
import { bodyBytesMax, wholeBody } from './body';
import { edgeLimits, edgeOptions, guardEdge, type EdgeLimits } from './edge';

/** A port with one call for a body, one for a file and one that takes its time. */
const portWith = async (limits: Partial<EdgeLimits> = {}) => {
  const app: FastifyInstance = fastify({ ...edgeOptions });
  guardEdge(app, { ...edgeLimits, ...limits });
  app.setErrorHandler((error, { id }, reply) => sendProblem(reply, problemOf(error).document(), id));
  app.setNotFoundHandler(({ id }, reply) =>
    sendProblem(reply, problemOf({ statusCode: 404 }).document(), id),
  );
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', (request, payload, done) => {
    wholeBody(request, payload).then((body) => done(null, body), done);
  });
  app.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload));
  const calls: string[] = [];
  app.post('/body', async ({ body }) => {
    calls.push('body');
    return { bytes: (body as Buffer).length };
  });
  app.post('/file', { config: { operation: { lines: {} } as Call } }, async ({ body }) => {
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) bytes += chunk.length;
    return { bytes };
  });
  app.get('/slow', async () => {
    calls.push('slow');
    await pause(700);
    return { slow: true };
  });
  app.get('/:name', async () => ({ quick: true }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { app, calls, port: (app.server.address() as AddressInfo).port };
};

const opened: Socket[] = [];
/** A connection, and all that it has received. */
const client = (port: number) => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  opened.push(socket);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  const failures: string[] = [];
  socket.on('error', ({ message }) => failures.push(message));
  const ended = once(socket, 'end');
  return {
    socket,
    failures,
    send: (...lines: string[]) => socket.write(`${lines.join('\r\n')}\r\n\r\n`),
    answer: () => received,
    /** When the text has been received; fails after `ms`. */
    until: async (text: string, ms = 5000) => {
      const before = performance.now();
      while (!received.includes(text)) {
        if (performance.now() - before > ms) throw new Error(`no ${text} in: ${received}`);
        await pause(10);
      }
      return received;
    },
    ended: () => ended,
  };
};
const documentOf = (answer: string): unknown => JSON.parse(answer.slice(answer.lastIndexOf('\r\n\r\n') + 4));
const json = ['host: a', 'content-type: application/json'];
const ndjson = ['host: a', 'content-type: application/x-ndjson'];

describe('a port', () => {
  let app: FastifyInstance | undefined;
  const open = async (limits?: Partial<EdgeLimits>) => {
    const port = await portWith(limits);
    app = port.app;
    return port;
  };
  afterEach(async () => {
    for (const socket of opened.splice(0)) socket.destroy();
    await app?.close();
    app = undefined;
  });

  it.each([
    ['a lone per cent sign', ['GET /% HTTP/1.1', 'host: a'], 400, 'invalid-request'],
    ['NUL in a path', ['GET /a%00b HTTP/1.1', 'host: a'], 400, 'invalid-request'],
    ['NUL in a query', ['GET /a?b=%00 HTTP/1.1', 'host: a'], 400, 'invalid-request'],
    ['a long path', [`GET /${'a'.repeat(8000)} HTTP/1.1`, 'host: a'], 400, 'invalid-request'],
    [
      'a path longer than all headers',
      [`GET /${'a'.repeat(20_000)} HTTP/1.1`, 'host: a'],
      431,
      'headers-too-large',
    ],
    ['no host', ['GET /a HTTP/1.1'], 400, 'invalid-request'],
    ['two hosts', ['GET /a HTTP/1.1', 'host: a', 'host: b'], 400, 'invalid-request'],
    [
      'two tokens',
      ['GET /a HTTP/1.1', 'host: a', 'authorization: a', 'authorization: a'],
      401,
      'not-signed-in',
    ],
    [
      'two types',
      ['POST /body HTTP/1.1', ...json, 'content-type: a/b', 'content-length: 2'],
      400,
      'invalid-request',
    ],
    [
      'two keys',
      ['POST /body HTTP/1.1', ...json, 'idempotency-key: a', 'idempotency-key: a'],
      400,
      'idempotency-key-invalid',
    ],
    ['an unknown method', ['FETCH /a HTTP/1.1', 'host: a'], 400, 'invalid-request'],
    ['a method of no call', ['TRACE /a HTTP/1.1', 'host: a'], 404, 'not-found'],
    ['a tunnel', ['CONNECT a:80 HTTP/1.1', 'host: a'], 405, 'method-not-allowed'],
    ['the whole server', ['OPTIONS * HTTP/1.1', 'host: a'], 404, 'not-found'],
    [
      'another expectation',
      ['POST /body HTTP/1.1', ...json, 'expect: 200-ok', 'content-length: 2'],
      417,
      'expectation-failed',
    ],
    [
      'a body that is too large',
      ['POST /body HTTP/1.1', ...json, `content-length: ${bodyBytesMax + 1}`],
      413,
      'body-too-large',
    ],
    [
      'a body of another type',
      ['POST /body HTTP/1.1', 'host: a', 'content-type: text/plain', 'content-length: 9'],
      415,
      'unsupported-media-type',
    ],
  ])('answers %s with a problem document', async (_, lines, status, code) => {
    const { port, calls } = await open();
    const { send, until } = client(port);
    send(...lines);
    const answer = await until('}');
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    for (const header of [
      'application/problem+json',
      'x-content-type-options: nosniff',
      'cache-control: no-store',
    ])
      expect(answer).toContain(header);
    expect(documentOf(answer)).toMatchObject({ status, code, userMessage: expect.any(String) });
    expect(calls).toEqual([]);
  });

  it.each([
    ['HTTP/1.0', ['GET /a HTTP/1.0'], 'connection: close'],
    [
      'a wish for another protocol',
      ['GET /a HTTP/1.1', 'host: a', 'connection: upgrade', 'upgrade: websocket'],
      'quick',
    ],
    ['HEAD', ['HEAD /a HTTP/1.1', 'host: a'], 'content-length: 14'],
    ['a wish to close', ['GET /a HTTP/1.1', 'host: a', 'connection: close'], 'connection: close'],
  ])('serves %s', async (_, lines, expected) => {
    const { port } = await open();
    const { send, until } = client(port);
    send(...lines);
    expect((await until('\r\n\r\n')).toLowerCase()).toContain(expected);
  });

  it('closes a connection when its client wishes so', async () => {
    const { port } = await open();
    const { send, ended } = client(port);
    send('GET /a HTTP/1.1', 'host: a', 'connection: close');
    await ended();
  });

  it.each([
    ['chunked', 'transfer-encoding: chunked', `${(64 * 1024).toString(16)}\r\n${'a'.repeat(64 * 1024)}\r\n`],
    ['of a length', `content-length: ${8 * 1024 * 1024}`, 'a'.repeat(64 * 1024)],
  ])('answers a body over the limit, %s, although its client goes on sending', async (_, length, chunk) => {
    const { port, calls } = await open();
    const { send, socket, ended, answer, failures } = client(port);
    send('POST /body HTTP/1.1', ...json, length);
    for (let sent = 0; sent < 64; sent += 1) socket.write(chunk);
    await ended();
    expect(documentOf(answer())).toMatchObject({ status: 413 });
    expect({ failures, calls }).toEqual({ failures: [], calls: [] });
  });

  it('does nothing for a request that comes behind a body without an answer', async () => {
    const { port, calls } = await open();
    const { send, ended } = client(port);
    const next = `POST /body HTTP/1.1\r\n${json.join('\r\n')}\r\ncontent-length: 2\r\n\r\n{}`;
    send('POST /a%00 HTTP/1.1', ...json, `content-length: ${bodyBytesMax}`);
    opened.at(-1)?.write('a'.repeat(bodyBytesMax) + next);
    await ended();
    expect(calls).toEqual([]);
  });

  it('tells who asks first to send, or that it need not', async () => {
    const { port } = await open();
    const [good, bad] = [client(port), client(port)];
    const asks = ['expect: 100-continue', 'content-length: 5'];
    good.send('POST /file HTTP/1.1', ...ndjson, ...asks);
    bad.send('POST /nothing%00 HTTP/1.1', ...ndjson, ...asks);
    expect(await good.until('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    good.socket.write('12345');
    expect(await good.until('}')).toContain('{"bytes":5}');
    expect(await bad.until('}')).toMatch(/^HTTP\/1.1 400 /);
    await bad.ended();
  });

  it('refuses a body that is not there in time, and waits for one that is', async () => {
    const { port } = await open({ bodyMs: 800 });
    const [slow, quick] = [client(port), client(port)];
    for (const { send } of [slow, quick]) send('POST /body HTTP/1.1', ...json, 'content-length: 4');
    await pause(300);
    quick.socket.write('abcd');
    expect(await quick.until('}')).toContain('{"bytes":4}');
    const trickle = setInterval(() => slow.socket.write('a'), 400);
    expect(documentOf(await slow.until('}'))).toMatchObject({
      status: 408,
      code: 'request-timeout',
      retryable: true,
    });
    clearInterval(trickle);
    expect(slow.answer()).toContain('retry-after: 1');
    await slow.ended();
  });

  it('refuses a file that trickles, and waits for one that flows', async () => {
    const { port } = await open({ window: { bytes: 1000, ms: 600 } });
    const [slow, quick] = [client(port), client(port)];
    for (const { send } of [slow, quick]) send('POST /file HTTP/1.1', ...ndjson, 'content-length: 40000');
    const trickle = setInterval(() => slow.socket.write('a'), 50);
    for (let sent = 0; sent < 40; sent += 1) {
      quick.socket.write('a'.repeat(1000));
      await pause(50);
    }
    expect(await quick.until('}')).toContain('{"bytes":40000}');
    expect(documentOf(await slow.until('}'))).toMatchObject({ status: 408, code: 'request-timeout' });
    clearInterval(trickle);
    await slow.ended();
  });

  it('answers a connection too many, and drops many too many', async () => {
    const { port } = await open({ perAddress: 3 });
    const clients = Array.from({ length: 7 }, () => client(port));
    await Promise.all(clients.slice(0, 6).map(({ socket }) => once(socket, 'connect')));
    await clients[6]?.ended();
    for (const { send } of clients.slice(0, 6)) send('GET /a HTTP/1.1', 'host: a');
    const answers = await Promise.all(clients.slice(0, 6).map(({ until }) => until('}')));
    expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 200'))).toHaveLength(3);
    const refused = answers.find((answer) => answer.startsWith('HTTP/1.1 503')) ?? '';
    expect(refused).toContain('retry-after: 1');
    expect(documentOf(refused)).toMatchObject({ code: 'busy', retryable: true });
    for (const { socket } of clients) socket.destroy();
    await pause(50);
    const later = client(port);
    later.send('GET /a HTTP/1.1', 'host: a');
    expect(await later.until('}')).toMatch(/^HTTP\/1.1 200/);
  });

  it('stops at once although bodies are half sent, and answers what is complete', async () => {
    const { port, calls, app: stopping } = await open();
    const half = Array.from({ length: 50 }, () => client(port));
    for (const { send } of half) send('POST /body HTTP/1.1', ...json, 'content-length: 1000');
    const idle = client(port);
    idle.send('GET /a HTTP/1.1', 'host: a');
    await idle.until('quick');
    const headersOnly = client(port);
    headersOnly.socket.write('GET /a HTTP/1.1\r\n');
    const working = client(port);
    working.send('GET /slow HTTP/1.1', 'host: a');
    while (calls.length === 0) await pause(10);
    // On the connection of the request that is being worked on, the next one comes too late.
    const before = performance.now();
    const closed = stopping.close();
    working.send('GET /a HTTP/1.1', 'host: a');
    await closed;
    expect(performance.now() - before).toBeLessThan(4000);
    expect(working.answer()).toContain('{"slow":true}');
    expect(working.answer()).toContain('HTTP/1.1 503');
    for (const { answer } of half) {
      expect(answer()).toContain('retry-after: 1');
      expect(documentOf(answer())).toMatchObject({ status: 503, code: 'busy' });
    }
  });
});
