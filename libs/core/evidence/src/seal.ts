import {
  createPrivateKey,
  createPublicKey,
  hash,
  sign,
  verify,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { genesisHash } from '@canbao/event-sourcing';
import { leafOf, type MerkleTree, type Node } from './merkle';

/** A statement about every event that a service stored in a range of positions. */
export interface Seal {
  readonly service: string;
  /** 1, 2, 3 … for each service. */
  readonly number: number;
  /** The position after the range of the seal before, as decimal text; 1 in the first seal. */
  readonly from: string;
  /** The position of the last event that is covered, as decimal text. */
  readonly to: string;
  /** Events in the range: a rolled-back commit leaves positions unused. */
  readonly count: number;
  /** Root of the tree over {@link eventLeaf} of each event in position order, hex. */
  readonly root: string;
  /** {@link sealHashOf} of the seal before, hex; zeros in the first seal. */
  readonly previous: string;
  /** RFC 3339 at +08:00. */
  readonly sealedAt: string;
  /** `kid` of the key that signed. */
  readonly keyId: string;
}

/** A seal with the Ed25519 signature of its text, in base64url. */
export interface SignedSeal extends Seal {
  readonly signature: string;
}

/** The key that signs seals: never in the database, so that whoever changes events cannot seal them. */
export interface SealingKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** Public keys of seals by `kid`: the present one and all before it. */
export type SealKeys = ReadonlyMap<string, KeyObject>;

/** A key as JSON (RFC 7517), with its name. */
export type Jwk = JsonWebKey & { readonly kid?: string };

/** The leaf of an event: its place in the order of commit, and its hash over everything else. */
export const eventLeaf = ({ position, hash }: { readonly position: string; readonly hash: string }): Node =>
  leafOf(Buffer.from(`${position}:${hash}`));

/** The text that is signed: a JSON list, so that no value can pass for another field. */
export const sealText = (seal: Seal): string =>
  JSON.stringify([
    'canbao-seal-1',
    seal.service,
    seal.number,
    seal.from,
    seal.to,
    seal.count,
    seal.root,
    seal.previous,
    seal.sealedAt,
    seal.keyId,
  ]);

/** SHA-256 of the seal's text, hex: the next seal names it. */
export const sealHashOf = (seal: Seal): string => hash('sha256', sealText(seal));

/** The seal, signed by the key that it names. */
export const signSeal = (seal: Omit<Seal, 'keyId'>, { keyId, privateKey }: SealingKey): SignedSeal => {
  const { service, number, from, to, count, root, previous, sealedAt } = seal;
  const named = { service, number, from, to, count, root, previous, sealedAt, keyId };
  const signature = sign(null, Buffer.from(sealText(named)), privateKey).toString('base64url');
  return { ...named, signature };
};

/** Events that a seal is made over: their tree, and the position of the last. */
export interface Sealable {
  readonly tree: MerkleTree;
  readonly to: string;
}

/** The seal that follows another, or the first one. */
export const nextSeal = (
  service: string,
  before: Seal | undefined,
  { tree, to }: Sealable,
  sealedAt: string,
  key: SealingKey,
): SignedSeal =>
  signSeal(
    {
      service,
      number: (before?.number ?? 0) + 1,
      from: (BigInt(before?.to ?? 0) + 1n).toString(),
      to,
      count: tree.count,
      root: tree.root().toString('hex'),
      previous: before === undefined ? genesisHash : sealHashOf(before),
      sealedAt,
    },
    key,
  );

/** The key of a private JWK with a `kid`. @throws Error for anything else. */
export const sealingKeyOf = (jwk: Jwk): SealingKey => {
  const { kid } = jwk;
  if (kid === undefined || kid === '') throw new Error('the sealing key has no kid');
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('the sealing key is not an Ed25519 key');
  return { keyId: kid, privateKey };
};

/** The keys of a JWK set, or of a single JWK. @throws Error for anything else. */
export const sealKeysOf = (jwks: Jwk | { readonly keys: readonly Jwk[] }): SealKeys => {
  const keys = 'keys' in jwks ? (jwks.keys as readonly Jwk[]) : [jwks];
  return new Map(keys.map((jwk) => [jwk.kid ?? '', createPublicKey({ key: jwk, format: 'jwk' })] as const));
};

/** What is wrong with the signature of a seal, as the end of a sentence about it. */
export const signatureFault = (seal: SignedSeal, keys: SealKeys): string | undefined => {
  const key = keys.get(seal.keyId);
  if (key === undefined) return `is signed by the key ${seal.keyId}, which is not among the public keys`;
  const signature = Buffer.from(seal.signature, 'base64url');
  const isValid =
    signature.toString('base64url') === seal.signature &&
    verify(null, Buffer.from(sealText(seal)), key, signature);
  return isValid ? undefined : 'has a signature that is not of its text';
};

/** What is wrong between a seal and the one before it, as the end of a sentence about it. */
export const chainFault = (seal: Seal, before: Seal | undefined): string | undefined => {
  const number = (before?.number ?? 0) + 1;
  if (seal.number !== number) return `follows seal ${number - 1}: those between are missing or out of order`;
  if (seal.previous !== (before === undefined ? genesisHash : sealHashOf(before)))
    return `does not name the hash of seal ${number - 1}`;
  if (BigInt(seal.from) !== BigInt(before?.to ?? 0) + 1n || BigInt(seal.to) < BigInt(seal.from))
    return `does not begin where seal ${number - 1} ends`;
  return undefined;
};
