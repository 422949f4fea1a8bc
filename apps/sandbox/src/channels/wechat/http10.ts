import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** WeChat's limit for an answer, in ms. */
const answerTimeoutMs = 5000;

/**
 * Posts as WeChat's proxies do: HTTP/1.0, a connection for each message. The status of the answer; undefined
 * when none came in time.
 */
export const postHttp10 = (
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number | undefined> =>
  new Promise((resolve) => {
    const { protocol, hostname, port, pathname, host } = new URL(address);
    const isTls = protocol === 'https:';
    const at = { host: hostname, port: Number(port || (isTls ? 443 : 80)) };
    const socket = isTls ? connectTls({ ...at, servername: hostname }) : connectPlain(at);
    const all = {
      Host: host,
      'User-Agent': 'Mozilla/4.0',
      Accept: '*/*',
      'Cache-Control': 'no-cache',
      Pragma: 'no-cache',
      Connection: 'close',
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    const done = (status?: number): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(status);
    };
    const timer = setTimeout(done, answerTimeoutMs);
    let head = '';
    socket.on('data', (chunk: Buffer) => {
      head += chunk.toString('latin1');
      const status = /^HTTP\/1\.\d (\d{3})[ \r]/.exec(head)?.[1];
      if (status !== undefined) done(Number(status));
      else if (head.length > 64) done();
    });
    socket.on('error', () => done());
    socket.on('close', () => done());
    socket.write(`POST ${pathname} HTTP/1.0\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  });
