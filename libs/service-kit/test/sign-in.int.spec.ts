import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decodeJwt, decodeProtectedHeader, type JWK } from 'jose';
import { Issuer, issuerKey } from '@canbao/test-servers/issuer';
import {
  bareService,
  eventually,
  startForTest,
  testDatabase,
  type TestService,
} from '@canbao/test-servers/service';

const some = bareService('ledger-sync');
const secret = 'a secret of forty characters or a bit more';
const clients = [
  { id: 'operator-1', secret, claims: { role: 'operator' } },
  { id: 'operator-2', secret, claims: { role: 'operator' } },
  { id: 'bank-ccb', secret, claims: { role: 'bank', bank: 'ccb' } },
];

describe('sign-in by an OpenID provider', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sign-in-'));
  const file = join(folder, 'revoked.json');
  let issuer: Issuer;
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let [first, second]: JWK[] = [];

  const statusOf = async (token: string): Promise<number> => {
    const { status } = await fetch(`${service.url}/v1/operations/ledger-sync/state`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return status;
  };
  const revoke = (...revoked: object[]): void => writeFileSync(file, JSON.stringify({ revoked }));

  beforeAll(async () => {
    [first, second] = [await issuerKey('first'), await issuerKey('second')];
    revoke();
    [issuer, database] = await Promise.all([Issuer.start(clients, [first]), testDatabase()]);
    const { issuer: name, jwks_uri: jwks } = await issuer.discover();
    service = await startForTest(some, database.url, {
      SIGN_IN_ISSUER: name,
      SIGN_IN_JWKS: undefined,
      SIGN_IN_JWKS_URL: jwks,
      SIGN_IN_REVOCATIONS_URL: pathToFileURL(file).href,
      SIGN_IN_POLL_SECONDS: 1,
      SIGN_IN_HOURS_MAX: 1,
    });
  });
  afterAll(async () => {
    await service.stop();
    issuer.stop();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  it('lets in who has signed in there, with the rights of their role', async () => {
    const operator = await issuer.token('operator-1');
    expect(decodeProtectedHeader(operator)).toMatchObject({ typ: 'at+jwt', kid: 'first' });
    expect(decodeJwt(operator)).toMatchObject({ aud: 'canbao', role: 'operator', sub: 'operator-1' });
    expect(await statusOf(operator)).toBe(200);
    expect(await statusOf(await issuer.token('bank-ccb'))).toBe(403);
    const [head, payload, mac = ''] = operator.split('.');
    expect(await statusOf(`${head}.${payload}.${mac.slice(0, -2)}AA`)).toBe(401);
    // A token of the sandbox's issuer, which no longer counts.
    expect((await service.call('operator', 'GET', '/v1/operations/ledger-sync/state')).status).toBe(401);
  });

  it('takes a new key from its first token on, and the old one until it is gone', async () => {
    const byFirst = await issuer.token('operator-1');
    await issuer.use([second, first] as JWK[]);
    const bySecond = await issuer.token('operator-1');
    expect(decodeProtectedHeader(bySecond).kid).toBe('second');
    expect(
      await eventually(
        () => statusOf(bySecond),
        (status) => status === 200,
        5000,
      ),
    ).toBe(200);
    expect(await statusOf(byFirst)).toBe(200);
    await issuer.use([second] as JWK[]);
    expect(
      await eventually(
        () => statusOf(byFirst),
        (status) => status === 401,
        5000,
      ),
    ).toBe(401);
    expect(await statusOf(bySecond)).toBe(200);
  });

  it('refuses a revoked token within two polls, though it was verified before; others go on', async () => {
    const [one, other] = [await issuer.token('operator-1'), await issuer.token('operator-2')];
    expect([await statusOf(one), await statusOf(other)]).toEqual([200, 200]);
    revoke({ jti: decodeJwt(one).jti });
    expect(
      await eventually(
        () => statusOf(one),
        (status) => status === 401,
        5000,
      ),
    ).toBe(401);
    expect([await statusOf(await issuer.token('operator-1')), await statusOf(other)]).toEqual([200, 200]);
    revoke({ sub: 'operator-2', before: Math.floor(Date.now() / 1000) + 1 });
    expect(
      await eventually(
        () => statusOf(other),
        (status) => status === 401,
        5000,
      ),
    ).toBe(401);
    expect(await statusOf(one)).toBe(200);
    revoke();
  });

  it('goes on by the keys it knows while the provider is down', async () => {
    const token = await issuer.token('operator-1');
    issuer.stop();
    await eventually(
      async () => service.logged.filter((line) => line.includes('sign-in-keys')),
      (lines) => lines.some((line) => line.includes('job-failed')),
    );
    expect(service.logged.some((line) => /"alarm":"job-failed","job":"sign-in-keys"/.test(line))).toBe(true);
    expect(await statusOf(token)).toBe(200);
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  });
});
