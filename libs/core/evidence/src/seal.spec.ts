import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { genesisHash } from '@canbao/event-sourcing';
import {
  chainFault,
  eventLeaf,
  sealHashOf,
  sealingKeyOf,
  sealKeysOf,
  sealText,
  signatureFault,
  signSeal,
  type Seal,
  type SignedSeal,
} from './seal';

const pairOf = (kid: string) => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    publicKey,
    privateJwk: { ...privateKey.export({ format: 'jwk' }), kid },
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid },
  };
};
const own = pairOf('own');
const former = pairOf('former');
const key = sealingKeyOf(own.privateJwk);
const keys = sealKeysOf({ keys: [former.publicJwk, own.publicJwk] });
const unsigned: Omit<Seal, 'keyId'> = {
  service: 'payment',
  number: 1,
  from: '1',
  to: '120',
  count: 118,
  root: 'a'.repeat(64),
  previous: genesisHash,
  sealedAt: '2026-03-18T10:00:00.000+08:00',
};
const first = signSeal(unsigned, key);
const next = (change: Partial<Seal> = {}): SignedSeal =>
  signSeal(
    { ...unsigned, number: 2, from: '121', to: '130', count: 10, previous: sealHashOf(first), ...change },
    key,
  );

describe('a seal', () => {
  it('is signed over its text, which anyone can write down', () => {
    expect(sealText(first)).toBe(
      `["canbao-seal-1","payment",1,"1","120",118,"${'a'.repeat(64)}","${genesisHash}",` +
        '"2026-03-18T10:00:00.000+08:00","own"]',
    );
    const signature = Buffer.from(first.signature, 'base64url');
    expect(verify(null, Buffer.from(sealText(first)), own.publicKey, signature)).toBe(true);
    expect(signatureFault(first, keys)).toBeUndefined();
    expect(sealHashOf(first)).toBe(createHash('sha256').update(sealText(first)).digest('hex'));
  });

  it.each([
    ['service', 'assessment'],
    ['number', 2],
    ['from', '2'],
    ['to', '121'],
    ['count', 119],
    ['root', 'b'.repeat(64)],
    ['previous', 'c'.repeat(64)],
    ['sealedAt', '2026-03-18T10:00:00.001+08:00'],
  ])('covers its %s', (field, other) => {
    const changed = { ...first, [field]: other };
    expect(signatureFault(changed, keys)).toBe('has a signature that is not of its text');
    expect(sealHashOf(changed)).not.toBe(sealHashOf(first));
  });

  it('is not one of another key, of an unknown key, or with a signature written otherwise', () => {
    expect(signatureFault({ ...first, keyId: 'former' }, keys)).toMatch('not of its text');
    expect(signatureFault({ ...first, keyId: 'none' }, keys)).toMatch('not among the public keys');
    expect(signatureFault({ ...first, signature: `${first.signature}=` }, keys)).toMatch('not of its text');
  });

  it('can be checked with a single key as well', () =>
    expect(signatureFault(first, sealKeysOf(own.publicJwk))).toBeUndefined());

  it('needs an Ed25519 key with a name', () => {
    expect(() => sealingKeyOf({ ...own.privateJwk, kid: '' })).toThrow('no kid');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => sealingKeyOf({ ...privateKey.export({ format: 'jwk' }), kid: '1' })).toThrow(
      'not an Ed25519',
    );
  });
});

describe('the chain of seals', () => {
  it('begins at position 1 with zeros, and goes on where the seal before ends', () => {
    expect(chainFault(first, undefined)).toBeUndefined();
    expect(chainFault(next(), first)).toBeUndefined();
  });

  it.each([
    [
      'a seal left out',
      next({ number: 3 }),
      first,
      'follows seal 1: those between are missing or out of order',
    ],
    ['a seal repeated', first, first, 'follows seal 1: those between are missing or out of order'],
    ['a first seal that is missing', next(), undefined, 'follows seal 0: those between are missing'],
    ['another seal before', next({ previous: 'd'.repeat(64) }), first, 'does not name the hash of seal 1'],
    ['positions left out', next({ from: '122' }), first, 'does not begin where seal 1 ends'],
    ['positions sealed twice', next({ from: '120' }), first, 'does not begin where seal 1 ends'],
    ['a range without positions', next({ to: '120' }), first, 'does not begin where seal 1 ends'],
  ])('finds %s', (_, seal, before, fault) => expect(chainFault(seal, before)).toMatch(fault));
});

describe('the leaf of an event', () => {
  it('covers position and hash', () => {
    const hash = 'a'.repeat(64);
    const expected = createHash('sha256').update(`\0${17}:${hash}`).digest('hex');
    expect(eventLeaf({ position: '17', hash }).toString('hex')).toBe(expected);
  });
});
