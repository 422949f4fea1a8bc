import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { keySetOf } from '../sign-in/key-set';
import { nothingRevoked, revocationsOf, type Revocations } from '../sign-in/revocations';
import { fixed } from '../sign-in/source';
import { SignIn } from './sign-in';

const [ours, others] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
const publicJwk = { ...ours.publicKey.export({ format: 'jwk' }), kid: '1' };
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = (): number => Math.floor(Date.now() / 1000);
const claims = (change: object = {}): object => ({
  sub: 'teller-1',
  role: 'bank',
  bank: 'ccb',
  iss: 'canbao-sandbox',
  aud: 'canbao',
  iat: now(),
  exp: now() + 60,
  ...change,
});
const good = { alg: 'EdDSA', typ: 'at+jwt', kid: '1' };
const token = (payload: object, header: object = good, key: KeyObject = ours.privateKey): string => {
  const text = `${base64url(header)}.${base64url(payload)}`;
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`;
};
const hmac = (payload: object): string => {
  const text = `${base64url({ ...good, alg: 'HS256' })}.${base64url(payload)}`;
  return `${text}.${createHmac('sha256', publicJwk.x ?? '')
    .update(text)
    .digest('base64url')}`;
};
const signInBy = (keys: object[] = [publicJwk]): SignIn =>
  new SignIn(
    { issuer: 'canbao-sandbox', audience: 'canbao', lifeSecondsMax: 3600 },
    fixed(keySetOf({ keys })),
    fixed(nothingRevoked),
  );
const callerOf = (authorization: string | undefined) => signInBy().callerOf(authorization);

it('a caller is who the token says', async () =>
  expect(await callerOf(`Bearer ${token(claims())}`)).toEqual({
    subject: 'teller-1',
    role: 'bank',
    bank: 'ccb',
  }));

it.each([
  ['expired', claims({ exp: now() - 1 })],
  ['without an end', claims({ exp: undefined })],
  ['for another audience', claims({ aud: 'other' })],
  ['without an audience', claims({ aud: undefined })],
  ['of another issuer', claims({ iss: 'other' })],
  ['of a role that is none', claims({ role: 'root' })],
  ['of a bank that is none', claims({ bank: 'bank' })],
  ['of a teller without a bank', claims({ bank: undefined })],
  ['of nobody', claims({ sub: '' })],
  ['not valid yet', claims({ nbf: now() + 60 })],
  ['issued in the future', claims({ iat: now() + 60, exp: now() + 120 })],
  ['without the time of issue', claims({ iat: undefined })],
  ['issued at no number', claims({ iat: 'now' })],
  ['that ends at the end of time', claims({ exp: Number.MAX_VALUE })],
  ['issued long before the issuer existed', claims({ iat: -1e12 })],
  ['that lives for longer than the issuer may give', claims({ exp: now() + 3601 })],
  ['that has ended by less than the clocks may differ', claims({ exp: now() - 1 })],
])('a token %s is refused', (_, payload) =>
  expect(callerOf(`Bearer ${token(payload)}`)).rejects.toMatchObject({ code: 'not-signed-in' }),
);

it.each([
  ['signed by another key', () => token(claims(), good, others.privateKey)],
  ['with the algorithm swapped for a shared secret', () => hmac(claims())],
  ['with no algorithm', () => `${base64url({ ...good, alg: 'none' })}.${base64url(claims())}.x`],
  ['with the algorithm renamed', () => token(claims(), { ...good, alg: 'ES256' })],
  [
    'with another content',
    () => {
      const [head, , tail] = token(claims()).split('.');
      return `${head}.${base64url(claims({ role: 'operator' }))}.${tail}`;
    },
  ],
  ['cut short', () => token(claims()).slice(0, -4)],
  ['that is an identity token', () => token(claims(), { ...good, typ: 'JWT' })],
  ['of no type', () => token(claims(), { alg: 'EdDSA', kid: '1' })],
  [
    'that brings its own key',
    () =>
      token(
        claims(),
        { ...good, kid: '9', jwk: others.publicKey.export({ format: 'jwk' }) },
        others.privateKey,
      ),
  ],
  [
    'that says where its key is',
    () => token(claims(), { ...good, jku: 'https://x.example/jwks' }, others.privateKey),
  ],
  ['by a key that nobody has', () => token(claims(), { ...good, kid: '2' })],
  ['that asks for an extension', () => token(claims(), { ...good, crit: ['x'], x: 1 })],
])('a token %s is refused', (_, make) =>
  expect(callerOf(`Bearer ${make()}`)).rejects.toMatchObject({ code: 'not-signed-in' }),
);

it.each([
  ['nothing', () => undefined],
  ['no scheme', () => token(claims())],
  ['another scheme', () => `Basic ${token(claims())}`],
  ['two tokens', () => `Bearer ${token(claims())} ${token(claims())}`],
  ['a line break', () => `Bearer ${token(claims())}\n`],
])('a header with %s is refused', (_, header) =>
  expect(callerOf(header())).rejects.toMatchObject({ code: 'not-signed-in' }),
);

it('a token that was verified is refused from the second it expires', async () => {
  const signIn = signInBy();
  const text = `Bearer ${token(claims({ exp: now() + 60 }))}`;
  expect(await signIn.callerOf(text)).toMatchObject({ subject: 'teller-1' });
  jest.useFakeTimers({ now: Date.now() + 61_000 });
  await expect(signIn.callerOf(text))
    .rejects.toMatchObject({ code: 'not-signed-in' })
    .finally(() => jest.useRealTimers());
});

it('a token of an issuer whose clock is a little ahead is taken', async () =>
  expect(await callerOf(`Bearer ${token(claims({ iat: now() + 20, nbf: now() + 20 }))}`)).toBeDefined());

it('an elliptic key and an RSA key verify as well, each by its own algorithm only', async () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signIn = signInBy([
    { ...ec.publicKey.export({ format: 'jwk' }), kid: 'ec' },
    { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa' },
  ]);
  const signed = (header: object, how: (text: Buffer) => Buffer): string => {
    const text = `${base64url(header)}.${base64url(claims())}`;
    return `Bearer ${text}.${how(Buffer.from(text)).toString('base64url')}`;
  };
  const byEc = (text: Buffer) => sign('sha256', text, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' });
  const byRsa = (text: Buffer) => sign('sha256', text, rsa.privateKey);
  const typ = 'at+jwt';
  expect(await signIn.callerOf(signed({ alg: 'ES256', typ, kid: 'ec' }, byEc))).toBeDefined();
  expect(await signIn.callerOf(signed({ alg: 'RS256', typ, kid: 'rsa' }, byRsa))).toBeDefined();
  await expect(signIn.callerOf(signed({ alg: 'RS256', typ, kid: 'ec' }, byRsa))).rejects.toThrow();
  await expect(signIn.callerOf(signed({ alg: 'ES256', typ, kid: 'rsa' }, byEc))).rejects.toThrow();
});

describe('what the issuer says last', () => {
  const keysOf = (kid: string, key: KeyObject) =>
    keySetOf({ keys: [{ ...key.export({ format: 'jwk' }), kid }] });
  let keys: ReturnType<typeof keysOf> | undefined;
  let revocations: Revocations | undefined;
  let next: typeof keys;
  const signIn = new SignIn(
    { issuer: 'canbao-sandbox', audience: 'canbao', lifeSecondsMax: 3600 },
    { ...fixed(keys), current: () => keys, refresh: async () => void (keys = next) },
    { ...fixed(revocations), current: () => revocations },
  );
  const text = `Bearer ${token(claims({ jti: 'a' }))}`;
  beforeEach(() => {
    next = keys = keysOf('1', ours.publicKey);
    revocations = nothingRevoked;
  });

  it('holds for a token that was verified before: a key that is gone, a revocation', async () => {
    expect(await signIn.callerOf(text)).toBeDefined();
    revocations = revocationsOf({ revoked: [{ jti: 'a' }] });
    await expect(signIn.callerOf(text)).rejects.toMatchObject({ code: 'not-signed-in' });
    revocations = nothingRevoked;
    expect(await signIn.callerOf(text)).toBeDefined();
    next = keys = keysOf('2', others.publicKey);
    await expect(signIn.callerOf(text)).rejects.toMatchObject({ code: 'not-signed-in' });
  });

  it('is asked for when a key is unknown', async () => {
    keys = keysOf('2', others.publicKey);
    expect(await signIn.callerOf(text)).toBeDefined();
  });

  it.each([
    ['the keys', () => (keys = undefined)],
    ['the revocations', () => (revocations = undefined)],
  ])('and is not known lets nobody in: %s', async (_, forget) => {
    expect(await signIn.callerOf(text)).toBeDefined();
    expect(signIn.isReady()).toBe(true);
    forget();
    expect(signIn.isReady()).toBe(false);
    await expect(signIn.callerOf(text)).rejects.toMatchObject({
      code: 'busy',
      extra: { details: { waitingFor: ['sign-in'] } },
    });
  });
});
