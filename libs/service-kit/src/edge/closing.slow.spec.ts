import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import fastify, { type FastifyInstance } from 'fastify';
import { Authority } from '@canbao/test-servers/authority';
import { edgeOptionsFor, guardEdge } from './edge';

const folder = mkdtempSync(join(tmpdir(), 'closing-'));
const authority = new Authority(folder, 'own');
const { cert, key } = authority.issue('service');
const ca = readFileSync(authority.ca);
afterAll(() => rmSync(folder, { recursive: true }));

describe('a port that speaks TLS', () => {
  let app: FastifyInstance;
  let port: number;
  const calls: string[] = [];
  let answer: () => void;
  beforeEach(async () => {
    calls.length = 0;
    const tls = { cert: readFileSync(cert), key: readFileSync(key) };
    app = fastify({ ...edgeOptionsFor(tls as never) });
    guardEdge(app);
    const answered = new Promise<void>((resolve) => (answer = resolve));
    app.get('/slow', async () => {
      calls.push('slow');
      await answered;
      return { slow: true };
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    port = (app.server.address() as AddressInfo).port;
  });
  afterEach(() => app.close());

  const caller = () => {
    const socket = connectTls({ port, host: '127.0.0.1', ca }).on('error', () => undefined);
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    return { socket, answer: () => received };
  };

  it('answers at a stop what it works on, and ends whoever is idle or has not shaken hands', async () => {
    const working = caller();
    working.socket.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\n');
    const idle = caller();
    const silent = connect(port, '127.0.0.1').on('error', () => undefined);
    const ended = new Promise((resolve) => silent.once('close', resolve));
    while (calls.length === 0 || !idle.socket.authorized) await pause(10);
    const before = performance.now();
    const closed = app.close();
    await ended;
    answer();
    await closed;
    expect(performance.now() - before).toBeLessThan(3000);
    expect(working.answer()).toContain('{"slow":true}');
  });

  it('works on the second of two requests that came at once', async () => {
    const both = caller();
    both.socket.write('GET /none HTTP/1.1\r\nhost: a\r\n\r\nGET /slow HTTP/1.1\r\nhost: a\r\n\r\n');
    while (calls.length === 0 || !both.answer().includes('404')) await pause(10);
    const closed = app.close();
    await pause(50);
    answer();
    await closed;
    expect(both.answer()).toContain('{"slow":true}');
  });

  it('ends within five seconds what is not answered at all', async () => {
    const waiting = caller();
    waiting.socket.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\n');
    while (calls.length === 0) await pause(10);
    const before = performance.now();
    await app.close();
    expect(performance.now() - before).toBeLessThan(5000);
    answer();
  });
});
