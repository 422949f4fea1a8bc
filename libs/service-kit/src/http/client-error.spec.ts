import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { answerClientError } from './client-error';
import { APP_FILTER } from '@nestjs/core';
import { ServiceLog } from '../lifecycle/service-log';
import { ProblemFilter } from './problem.filter';
import { RateLimits } from '../limits/rate-limits';
import { Door } from './door';
import { httpApplication } from './http-application';
import type { SignIn } from './sign-in';

class NoModule {}

/** The answer to these bytes, until the connection ends. */
const answerTo = async (port: number, bytes: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
};

const problemIn = (answer: string) => {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const [statusLine, ...headers] = head.split('\r\n');
  return { statusLine, headers, body, document: JSON.parse(body) };
};

describe('bytes that are no HTTP request', () => {
  let port: number;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const app = await httpApplication({
      module: NoModule,
      providers: [
        RateLimits,
        { provide: Door, useValue: new Door({} as SignIn, new RateLimits()) },
        { provide: ServiceLog, useValue: {} },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    });
    await app.listen(0, '127.0.0.1');
    port = Number(new URL(await app.getUrl()).port);
    close = () => app.close();
  });
  afterAll(() => close());

  it.each([
    ['no request at all', 'nonsense\r\n\r\n', '400 Bad Request', 'invalid-request'],
    ['an unknown method', 'FETCH / HTTP/1.1\r\nhost: a\r\n\r\n', '400 Bad Request', 'invalid-request'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      '400 Bad Request',
      'invalid-request',
    ],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(40_000)}`,
      '431 Request Header Fields Too Large',
      'headers-too-large',
    ],
  ])('are answered with a problem document: %s', async (_, bytes, status, code) => {
    const { statusLine, headers, body, document } = problemIn(await answerTo(port, bytes));
    expect(statusLine).toBe(`HTTP/1.1 ${status}`);
    expect(headers).toEqual([
      'content-type: application/problem+json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'x-content-type-options: nosniff',
      'cache-control: no-store',
      'connection: close',
    ]);
    expect(document).toMatchObject({
      status: Number.parseInt(status),
      code,
      title: code,
      type: `https://canbao.example/problems/${code}`,
      detail: expect.any(String),
      userMessage: expect.stringMatching(/[\u4e00-\u9fff]/),
      retryable: false,
      traceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('leave other connections as they are', async () => {
    const [bad, good] = await Promise.all([
      answerTo(port, 'nonsense\r\n\r\n'),
      answerTo(port, 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'),
    ]);
    expect([bad.slice(0, 12), good.slice(0, 12)]).toEqual(['HTTP/1.1 400', 'HTTP/1.1 404']);
  });
});

describe('a connection that fails', () => {
  /** What the client of a connection receives when the server handles the error. */
  const received = async (code: string | undefined, before: (socket: Socket) => void = () => undefined) => {
    const server = createServer((socket) => {
      before(socket);
      answerClientError(Object.assign(new Error('failed'), code === undefined ? {} : { code }), socket);
      if (!socket.destroyed) socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const answer = await answerTo((server.address() as AddressInfo).port, '');
    server.close();
    return answer;
  };

  it.each([
    ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout', 'request-timeout', true],
    ['HPE_INVALID_METHOD', '400 Bad Request', 'invalid-request', false],
    [undefined, '400 Bad Request', 'invalid-request', false],
  ])('with %s is answered and ended', async (code, status, problem, retryable) => {
    const { statusLine, document } = problemIn(await received(code));
    expect(statusLine).toBe(`HTTP/1.1 ${status}`);
    expect(document).toMatchObject({ code: problem, retryable });
  });
  it('because its client is gone is not answered', async () => expect(await received('ECONNRESET')).toBe(''));
  it('and was ended already is not answered', async () =>
    expect(await received('HPE_INVALID_METHOD', (socket) => void socket.end())).toBe(''));
});
