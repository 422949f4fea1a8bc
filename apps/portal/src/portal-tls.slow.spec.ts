import { once } from 'node:events';
import { randomUUID, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { Agent, fetch } from 'undici';
import { Authority, type Issued } from '@canbao/test-servers/authority';
import { portal } from './portal';

const folder = mkdtempSync(join(tmpdir(), 'portal-'));
const [own, banks] = [new Authority(folder, 'own'), new Authority(folder, 'banks')];
const [forPortal, ccb, icbc, leaked] = [
  own.issue('portal'),
  banks.issue('ccb'),
  banks.issue('icbc'),
  banks.issue('leaked'),
];
const tomorrow = new Date(Date.now() + 86_400_000);
const revoked = join(folder, 'revoked.pem');
banks.revoke(revoked, leaked);
const header = ({ cert }: Issued): string =>
  `:${new X509Certificate(readFileSync(cert)).raw.toString('base64')}:`;

describe('a portal with TLS', () => {
  let service: Server;
  let app: FastifyInstance;
  let url: string;
  let received: IncomingMessage | undefined;
  let portalShown: string | undefined;

  beforeAll(async () => {
    const { cert, key } = own.issue('service');
    service = createServer(
      {
        cert: readFileSync(cert),
        key: readFileSync(key),
        ca: readFileSync(own.ca),
        requestCert: true,
        rejectUnauthorized: true,
      },
      (request, response) => {
        received = request;
        portalShown = (request.socket as TLSSocket).getPeerX509Certificate()?.subject;
        response.end('{}');
      },
    );
    await once(service.listen(0, '127.0.0.1'), 'listening');
    const upstream = `https://127.0.0.1:${(service.address() as AddressInfo).port}`;
    app = await portal({
      PORT: 0,
      SERVICE_HOST: '127.0.0.1',
      CANBAO_PROFILE: 'production',
      TLS_CERT: forPortal.cert,
      TLS_KEY: forPortal.key,
      CLIENT_CA: banks.ca,
      CLIENT_CRL: revoked,
      SERVICES_CA: own.ca,
      SERVICES_CERT: forPortal.cert,
      SERVICES_KEY: forPortal.key,
      REGISTRATION_URL: upstream,
      ASSESSMENT_URL: upstream,
      PAYMENT_URL: upstream,
      LEDGER_SYNC_URL: upstream,
    });
    url = await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await app.close();
    service.closeAllConnections();
    service.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    received = undefined;
  });

  const status = async (shown?: Issued, headers: Readonly<Record<string, string>> = {}) => {
    const dispatcher = new Agent({
      connect: {
        ca: readFileSync(own.ca),
        ...(shown === undefined ? {} : { cert: readFileSync(shown.cert), key: readFileSync(shown.key) }),
      },
    });
    try {
      return (await fetch(`${url}/v1/quotes/${randomUUID()}`, { dispatcher, headers })).status;
    } catch {
      return 'no connection';
    } finally {
      await dispatcher.destroy();
    }
  };

  it('shows its own certificate to the services and hands on that of its caller', async () => {
    expect(await status(ccb)).toBe(200);
    expect(received?.headers['client-cert']).toBe(header(ccb));
    expect(portalShown).toBe('CN=portal');
  });

  it('takes payers, who have no certificate, and hands on none that they invent', async () => {
    expect(await status(undefined, { 'client-cert': header(ccb) })).toBe(200);
    expect(received?.headers['client-cert']).toBeUndefined();
  });

  it.each([
    ['of another authority', () => own.issue('stranger')],
    ['that its holder has signed', () => new Authority(folder, 'myself').own],
    ['that has expired', () => banks.issue('old', -1)],
    ['that is not valid yet', () => banks.issue('early', 30, tomorrow)],
    ['that its authority has taken back', () => leaked],
  ])('ends a connection with a certificate %s', async (_, shown) => {
    expect(await status(shown(), { 'client-cert': header(ccb) })).toBe('no connection');
    expect(received?.url).toBeUndefined();
  });

  it('hands on who a bank is: whether a token is that bank’s, the service decides', async () => {
    expect(await status(icbc)).toBe(200);
    expect(received?.headers['client-cert']).toBe(header(icbc));
  });

  it('does not speak without TLS', async () => expect(fetch(url.replace('https', 'http'))).rejects.toThrow());
});
