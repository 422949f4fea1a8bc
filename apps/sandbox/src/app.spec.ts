import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { sandboxApp, type Sandbox } from './app';
import { Books } from './books';
import { ChannelFaults } from './channels/faults';
import { SettableClock } from './clock';
import { DayBooks } from './day-books';
import { FaultMenu } from './faults';

/** Never connected: no request of this spec gets as far as the database. */
const unconnected = (): Sandbox => {
  const pool = new pg.Pool();
  const clock = new SettableClock(pool);
  const world = { pool, clock, faults: new ChannelFaults(), platformUrl: 'http://127.0.0.1/v1', secrets: {} };
  const faults = new FaultMenu();
  return {
    dayBooks: new DayBooks(pool, faults),
    books: new Books(pool, () => '2022-05-18T10:00:00.000+08:00'),
    clock,
    faults,
    world,
    ready: async () => undefined,
  };
};

describe('the sandbox answers what it cannot read with a problem document', () => {
  let app: FastifyInstance;
  let port: number;
  beforeAll(async () => {
    app = sandboxApp(unconnected());
    await app.listen({ port: 0, host: '127.0.0.1' });
    port = (app.server.address() as AddressInfo).port;
  });
  afterAll(() => app.close());

  const answerTo = async (bytes: string) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(bytes);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    return { head, document: JSON.parse(body) };
  };
  const get = (url: string): string => `GET ${url} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`;

  it.each([
    ['a URL that cannot be decoded', get('/bureaus/%zz/postings/1'), 400, 'invalid-request'],
    ['a URL that ends within a character', get('/sandbox/books/%e4%bd'), 400, 'invalid-request'],
    ['an unknown bureau', get('/sandbox/books/tax'), 400, 'invalid-request'],
    ['an unknown path', get('/nothing'), 404, 'not-found'],
    ['NUL in a path', get('/sandbox/books/%00'), 400, 'invalid-request'],
    ['no host', 'GET /sandbox/clock HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'invalid-request'],
    [
      'another expectation',
      'PUT /sandbox/clock HTTP/1.1\r\nhost: a\r\nconnection: close\r\nexpect: 200-ok\r\n\r\n',
      417,
      'invalid-request',
    ],
    [
      'a body that is too large',
      'PUT /sandbox/clock HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n' +
        'transfer-encoding: chunked\r\n\r\n' +
        `50000\r\n${'1'.repeat(0x50000)}\r\n0\r\n\r\n`,
      413,
      'invalid-request',
    ],
    ['bytes that are no HTTP', 'nonsense\r\n\r\n', 400, 'invalid-request'],
    ['headers without end', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(40_000)}`, 431, 'invalid-request'],
  ])('%s', async (_, bytes, status, code) => {
    const { head, document } = await answerTo(bytes);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('content-type: application/problem+json');
    expect(document).toMatchObject({ status, code, userMessage: expect.any(String), retryable: false });
  });

  it('stops at once although a body is half sent', async () => {
    const other = sandboxApp(unconnected());
    await other.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((other.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(
      'PUT /sandbox/clock HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    );
    await once(other.server, 'connection');
    const before = performance.now();
    await other.close();
    expect(performance.now() - before).toBeLessThan(3000);
    socket.destroy();
  });
});
