import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority, type Issued } from '@canbao/test-servers/authority';
import { HttpBureau, type BureauTls } from './index';

const folder = mkdtempSync(join(tmpdir(), 'bureau-'));
const [own, stranger] = [new Authority(folder, 'own'), new Authority(folder, 'stranger')];
const text = (path: string): string => readFileSync(path, 'utf8');
const shown = ({ cert, key }: Issued): BureauTls => ({ cert: text(cert), key: text(key) });

describe('a bureau behind TLS, which asks for our certificate', () => {
  const servers: Server[] = [];
  let url: string;
  let expiredUrl: string;
  let asked = 0;
  const listen = async (identity: Issued): Promise<string> => {
    const server = createServer(
      { ...shown(identity), ca: text(own.ca), requestCert: true, rejectUnauthorized: true },
      (_, response) => {
        asked += 1;
        response.end('{"outcome":"accepted","receiptNo":"1"}');
      },
    );
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const answer = async (at: string, tls: BureauTls): Promise<unknown> =>
    new HttpBureau(at, 2000, tls).query('request-1');

  beforeAll(async () => {
    [url, expiredUrl] = await Promise.all([listen(own.issue('bureau')), listen(own.issue('late', -1))]);
  });
  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    asked = 0;
  });

  it('answers us', async () => {
    const accepted = { outcome: 'accepted', receiptNo: '1' };
    expect(await answer(url, { ca: text(own.ca), ...shown(own.issue('us')) })).toEqual(accepted);
  });

  it.each([
    ['we do not trust whoever signed for it', () => ({ ca: text(stranger.ca), ...shown(own.issue('us')) })],
    ['we trust the public authorities only', () => shown(own.issue('us'))],
    ['we show nothing', () => ({ ca: text(own.ca) })],
    ['another authority has signed for us', () => ({ ca: text(own.ca), ...shown(stranger.issue('us')) })],
    ['our certificate has expired', () => ({ ca: text(own.ca), ...shown(own.issue('old', -1)) })],
  ])('gets no request when %s: the outcome is unknown', async (_, tls) => {
    expect(await answer(url, tls())).toEqual({ outcome: 'unknown' });
    expect(asked).toBe(0);
  });

  it('gets no request when its own certificate has expired', async () => {
    const tls = { ca: text(own.ca), ...shown(own.issue('us')) };
    expect(await answer(expiredUrl, tls)).toEqual({ outcome: 'unknown' });
    expect(asked).toBe(0);
  });
});
