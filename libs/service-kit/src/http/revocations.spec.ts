import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { pause } from '@canbao/runtime';
import { Authority, type Issued } from '@canbao/test-servers/authority';
import { followRevocations } from './revocations';
import { listenerTls, refuseWrongCertificate } from './tls';

describe('a list of certificates that are taken back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revocations-'));
  const banks = new Authority(folder, 'banks');
  const own = banks.issue('portal');
  const [ccb, icbc] = [banks.issue('ccb'), banks.issue('icbc')];
  const list = join(folder, 'list.pem');
  let server: Server;
  let end: () => void;

  beforeAll(async () => {
    banks.revoke(list);
    const files = { TLS_CERT: own.cert, TLS_KEY: own.key, CLIENT_CA: banks.ca };
    const tls = listenerTls(files, 'optional');
    if (tls === undefined) throw new Error('no TLS');
    server = createServer(tls, (_, response) => response.end('{}'));
    server.prependListener('secureConnection', refuseWrongCertificate);
    end = followRevocations(server, tls, list, 20);
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => {
    end();
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  /** A connection that shows the certificate; it has asked once, and is answered or ended. */
  const opened = async (
    shown?: Issued,
    session?: Buffer,
  ): Promise<{ socket: TLSSocket; isAnswered: boolean }> => {
    const socket = connect({
      port: (server.address() as AddressInfo).port,
      host: '127.0.0.1',
      ca: readFileSync(banks.ca),
      ...(session === undefined ? {} : { session }),
      ...(shown === undefined ? {} : { cert: readFileSync(shown.cert), key: readFileSync(shown.key) }),
    });
    socket.on('error', () => undefined);
    const ended = once(socket, 'close').then(() => false);
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    const answered = once(socket, 'data').then(() => true);
    return { socket, isAnswered: await Promise.race([ended, answered]) };
  };

  it('that is empty takes nobody away', async () => {
    const { socket, isAnswered } = await opened(ccb);
    expect(isAnswered).toBe(true);
    socket.destroy();
  });

  it('that is cut off half-way changes nothing', async () => {
    const whole = readFileSync(list, 'utf8');
    writeFileSync(list, whole.slice(0, 100));
    await pause(100);
    const { socket, isAnswered } = await opened(ccb);
    expect(isAnswered).toBe(true);
    socket.destroy();
    writeFileSync(list, whole);
  });

  it('ends what stands and refuses what comes, also with a session from before; others go on', async () => {
    let session: Buffer | undefined;
    const standing = await opened(ccb);
    standing.socket.on('session', (given) => {
      session = given;
    });
    const payer = await opened();
    await pause(50);
    session ??= standing.socket.getSession();
    const closed = once(standing.socket, 'close');
    banks.revoke(list, ccb);
    await closed;
    const again = await opened(ccb);
    expect(again.isAnswered).toBe(false);
    expect((await opened(ccb, session)).isAnswered).toBe(false);
    expect(payer.socket.destroyed).toBe(false);
    payer.socket.destroy();
    const other = await opened(icbc);
    expect(other.isAnswered).toBe(true);
    other.socket.destroy();
  });
});
