import 'reflect-metadata';
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SignJWT } from 'jose';
import { Agent, fetch } from 'undici';
import { z } from 'zod';
import { operation } from '@canbao/contracts';
import { listenBehindDoor } from '../../test/door-only';
import { Authority, type Issued } from '@canbao/test-servers/authority';
import { keySetOf } from '../sign-in/key-set';
import { nothingRevoked } from '../sign-in/revocations';
import { fixed } from '../sign-in/source';
import { Handles, Input } from './handles';
import type { InputOf } from './input';
import { SignIn } from './sign-in';
import type { ListenerFiles } from './tls';

const look = operation({
  id: 'look',
  method: 'GET',
  path: '/look',
  roles: ['bank'],
  service: 'payment',
  status: 200,
  summary: '',
  reply: z.unknown(),
});
@Controller()
class SomeController {
  @Handles(look) look(@Input() { caller }: InputOf<typeof look>): object {
    return caller;
  }
}
const keys = generateKeyPairSync('ed25519');
const signIn = new SignIn(
  { issuer: 'https://id.example', audience: 'canbao', lifeSecondsMax: 60 },
  fixed(keySetOf({ keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: '1' }] })),
  fixed(nothingRevoked),
);
const token = (cnf?: object): Promise<string> =>
  new SignJWT({ role: 'bank', bank: 'ccb', ...(cnf === undefined ? {} : { cnf }) })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: '1' })
    .setSubject('teller-1')
    .setIssuer('https://id.example')
    .setAudience('canbao')
    .setIssuedAt()
    .setExpirationTime('1 minute')
    .sign(keys.privateKey);

const folder = mkdtempSync(join(tmpdir(), 'bound-'));
const [own, banks] = [new Authority(folder, 'own'), new Authority(folder, 'banks')];
const [portal, ccb, icbc] = [own.issue('portal'), banks.issue('ccb'), banks.issue('icbc')];
const derOf = ({ cert }: Issued): Buffer => new X509Certificate(readFileSync(cert)).raw;
const boundTo = (issued: Issued): object => ({
  'x5t#S256': createHash('sha256').update(derOf(issued)).digest('base64url'),
});
const header = (issued: Issued): string => `:${derOf(issued).toString('base64')}:`;

const started = (files: ListenerFiles): Promise<NestFastifyApplication> =>
  listenBehindDoor(SomeController, signIn, files);

describe('a service behind the portal', () => {
  let apps: readonly NestFastifyApplication[];
  let secure: string;
  let plain: string;
  beforeAll(async () => {
    const { cert, key } = own.issue('payment');
    apps = await Promise.all([started({ TLS_CERT: cert, TLS_KEY: key, CLIENT_CA: own.ca }), started({})]);
    [secure, plain] = (await Promise.all(apps.map((app) => app.getUrl()))) as [string, string];
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    rmSync(folder, { recursive: true });
  });

  const status = async (
    url: string,
    cnf?: object,
    headers: Readonly<Record<string, string>> = {},
    shown?: Issued,
  ): Promise<number | string> => {
    const dispatcher = new Agent({
      connect: {
        ca: readFileSync(own.ca),
        ...(shown === undefined ? {} : { cert: readFileSync(shown.cert), key: readFileSync(shown.key) }),
      },
    });
    try {
      const authorization = `Bearer ${await token(cnf)}`;
      const answer = await fetch(`${url}/v1/look`, { dispatcher, headers: { authorization, ...headers } });
      return answer.status;
    } catch {
      return 'no connection';
    } finally {
      await dispatcher.destroy();
    }
  };

  it.each([
    ['the portal', () => portal, 200],
    ['nobody with a certificate', () => undefined, 'no connection'],
    ['who has a certificate of another authority', () => ccb, 'no connection'],
    ['whose certificate has expired', () => own.issue('old', -1), 'no connection'],
  ])('lets in %s', async (_, shown, expected) =>
    expect(await status(secure, undefined, {}, shown())).toBe(expected),
  );

  it('takes a bound token from the holder of its certificate only, as the portal hands it on', async () => {
    const bound = boundTo(ccb);
    expect(await status(secure, bound, { 'client-cert': header(ccb) }, portal)).toBe(200);
    expect(await status(secure, bound, { 'client-cert': header(icbc) }, portal)).toBe(401);
    expect(await status(secure, bound, {}, portal)).toBe(401);
    expect(await status(secure, bound, { 'client-cert': ':bm8=:' }, portal)).toBe(401);
    expect(await status(secure, bound, { 'client-cert': `${header(ccb)}, ${header(icbc)}` }, portal)).toBe(
      401,
    );
  });

  it('takes a token that is bound to the certificate of the connection itself', async () =>
    expect(await status(secure, boundTo(portal), {}, portal)).toBe(200));

  it('refuses a token that is bound in a way it cannot check', async () => {
    expect(await status(plain, { jkt: 'x' })).toBe(401);
    expect(await status(plain, { ...boundTo(ccb), jkt: 'x' }, { 'client-cert': header(ccb) })).toBe(401);
  });

  it('without TLS believes the portal of its own machine', async () => {
    expect(await status(plain, boundTo(ccb), { 'client-cert': header(ccb) })).toBe(200);
    expect(await status(plain, boundTo(ccb))).toBe(401);
  });
});
