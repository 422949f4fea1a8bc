import { generateKeyPairSync } from 'node:crypto';
import { keySetOf } from './key-set';
import { revocationsOf } from './revocations';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const key = { ...publicKey.export({ format: 'jwk' }), kid: '1' };

describe('the keys of an issuer', () => {
  it('are found by their id; keys for other uses are left out', async () => {
    const secret = { kty: 'oct', k: 'c2VjcmV0', kid: 'secret' };
    const keys = keySetOf({ keys: [key, secret, { ...key, kid: '2', use: 'enc' }] });
    expect(keys.jwks().keys.map(({ kid }) => kid)).toEqual(['1']);
  });

  it.each([
    ['that are none', { keys: [] }],
    ['that are only a shared secret', { keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: '1' }] }],
    ['with one without an id', { keys: [{ ...key, kid: undefined }] }],
    ['with a private one', { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: '1' }] }],
    ['that are no key set', { key }],
  ])('%s are not taken', (_, jwks) => expect(() => keySetOf(jwks)).toThrow());
});

describe('a revocation', () => {
  const token = { sub: 'teller-1', iat: 1000, jti: 'a', sid: 's' };
  it.each([
    ['of the token', { jti: 'a' }, true],
    ['of another token', { jti: 'b' }, false],
    ['of the session', { sid: 's' }, true],
    ['of another session', { sid: 't' }, false],
    ['of the subject', { sub: 'teller-1' }, true],
    ['of another subject', { sub: 'teller-2' }, false],
    ['of what the subject got before a later time', { sub: 'teller-1', before: 1001 }, true],
    ['of what the subject got before that very time', { sub: 'teller-1', before: 1000 }, false],
  ])('%s: %j holds: %s', (_, entry, holds) =>
    expect(revocationsOf({ revoked: [entry] }).has(token)).toBe(holds),
  );

  it('of a token without an id does not hit every token without one', () =>
    expect(revocationsOf({ revoked: [{ jti: 'a' }] }).has({ sub: 'teller-1', iat: 1 })).toBe(false));

  it('of a subject altogether is not undone by one for a time', () =>
    expect(revocationsOf({ revoked: [{ sub: 'teller-1' }, { sub: 'teller-1', before: 5 }] }).has(token)).toBe(
      true,
    ));

  it.each([
    ['of nothing', { revoked: [{}] }],
    ['of something unknown', { revoked: [{ client: 'x' }] }],
    ['in another form', [{ jti: 'a' }]],
    ['with a time as text', { revoked: [{ sub: 'x', before: '2026' }] }],
  ])('%s is refused as a whole, so that it cannot be overlooked', (_, list) =>
    expect(() => revocationsOf(list)).toThrow(),
  );
});
