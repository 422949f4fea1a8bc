import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { SignIn } from './sign-in';

const [ours, others] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
const publicJwk = JSON.stringify(ours.publicKey.export({ format: 'jwk' }));
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = (): number => Math.floor(Date.now() / 1000);
const claims = (change: object = {}): object => ({
  sub: 'teller-1',
  role: 'bank',
  bank: 'ccb',
  iss: 'canbao-sandbox',
  aud: 'canbao',
  exp: now() + 60,
  ...change,
});
const token = (
  payload: object,
  header: object = { alg: 'EdDSA' },
  key: KeyObject = ours.privateKey,
): string => {
  const text = `${base64url(header)}.${base64url(payload)}`;
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`;
};
const hmac = (payload: object): string => {
  const text = `${base64url({ alg: 'HS256' })}.${base64url(payload)}`;
  return `${text}.${createHmac('sha256', publicJwk).update(text).digest('base64url')}`;
};
const callerOf = (authorization: string | undefined) => new SignIn(publicJwk).callerOf(authorization);

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
])('a token %s is refused', (_, payload) =>
  expect(callerOf(`Bearer ${token(payload)}`)).rejects.toMatchObject({ code: 'not-signed-in' }),
);

it.each([
  ['signed by another key', () => token(claims(), { alg: 'EdDSA' }, others.privateKey)],
  ['with the algorithm swapped for a shared secret', () => hmac(claims())],
  ['with no algorithm', () => `${base64url({ alg: 'none' })}.${base64url(claims())}.x`],
  ['with the algorithm renamed', () => token(claims(), { alg: 'ES256' })],
  [
    'with another content',
    () => {
      const [head, , tail] = token(claims()).split('.');
      return `${head}.${base64url(claims({ role: 'operator' }))}.${tail}`;
    },
  ],
  ['cut short', () => token(claims()).slice(0, -4)],
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
  const signIn = new SignIn(publicJwk);
  const text = `Bearer ${token(claims({ exp: now() + 60 }))}`;
  expect(await signIn.callerOf(text)).toMatchObject({ subject: 'teller-1' });
  jest.useFakeTimers({ now: Date.now() + 61_000 });
  await expect(signIn.callerOf(text))
    .rejects.toMatchObject({ code: 'not-signed-in' })
    .finally(() => jest.useRealTimers());
});
