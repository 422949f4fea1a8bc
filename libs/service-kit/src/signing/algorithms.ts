import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { sequenceBegins } from './der';
import { sm2PrivateKey, sm2PublicKey, sm2Sign, sm2Verify } from './sm2';

/** How requests and answers are signed. Both sides name the algorithm, and the key decides it. */
export const signatureAlgorithms = ['RSA-PSS-SHA256', 'SM2-SM3'] as const;
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

const hashes = { 'RSA-PSS-SHA256': 'sha256', 'SM2-SM3': 'sm3' } as const;

/** The hash that a signature of the algorithm covers a body by: SHA-256 or SM3, in lower-case hex. */
export const bodyHash = (algorithm: SignatureAlgorithm) => createHash(hashes[algorithm]);

/** Verifies signatures of one key. */
export type Verifier = (text: string, signature: Buffer) => boolean;
/** Signs with one key. */
export type Signer = (text: string) => Promise<Buffer>;

/**
 * The verifier of a public key: SubjectPublicKeyInfo, as PEM or its base64.
 * @throws RangeError where it is no key of the algorithm, or a weak one.
 */
export const verifierOf = (algorithm: SignatureAlgorithm, key: string): Verifier => {
  const spki = derOf(key, 'PUBLIC KEY');
  if (algorithm === 'SM2-SM3') {
    const point = sm2PublicKey(spki);
    return (text, signature) => sm2Verify(point, Buffer.from(text), signature);
  }
  const rsa = rsaKey(spki, () => createPublicKey({ key: spki, format: 'der', type: 'spki' }));
  return (text, signature) => verify('sha256', Buffer.from(text), pss(rsa), signature);
};

/**
 * The signer of a private key: PKCS#8, as PEM or its base64.
 * @throws RangeError where it is no key of the algorithm, or a weak one.
 */
export const signerOf = (algorithm: SignatureAlgorithm, key: string): Signer => {
  const pkcs8 = derOf(key, 'PRIVATE KEY');
  if (algorithm === 'SM2-SM3') {
    const own = sm2PrivateKey(pkcs8);
    return async (text) => sm2Sign(own, Buffer.from(text));
  }
  const rsa = rsaKey(pkcs8, () => createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
  // Of all four only this takes long enough to be done beside the thread.
  return (text) =>
    new Promise((resolve, reject) => {
      sign('sha256', Buffer.from(text), pss(rsa), (error, signature) =>
        error === null ? resolve(signature) : reject(error),
      );
    });
};

const pss = (key: KeyObject) => ({
  key,
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
});

const derOf = (key: string, label: string): Buffer => {
  const pem = new RegExp(`^-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----\\s*$`);
  const base64 = (pem.exec(key)?.[1] ?? key).replaceAll(/\s/g, '');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== base64)
    throw new RangeError(`not a ${label} in base64`);
  return bytes;
};

/** `rsaEncryption` as DER has it. Node ends the process over keys of some other algorithms. */
const rsaIdentifier = Buffer.from('300d06092a864886f70d0101010500', 'hex');
const identifierWithin = 32;
const [rsaBitsMin, rsaBitsMax] = [2048, 8192];

const rsaKey = (bytes: Buffer, read: () => KeyObject): KeyObject => {
  if (!bytes.subarray(0, identifierWithin).includes(rsaIdentifier)) throw new RangeError('not an RSA key');
  sequenceBegins(bytes); // OpenSSL would overlook what follows.
  const key = readable(read);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  const isStrong = (key.asymmetricKeyDetails?.publicExponent ?? 0n) >= 65_537n;
  if (key.asymmetricKeyType !== 'rsa' || bits < rsaBitsMin || bits > rsaBitsMax || !isStrong)
    throw new RangeError(`not an RSA key of ${rsaBitsMin} bits or more`);
  return key;
};

const readable = (read: () => KeyObject): KeyObject => {
  try {
    return read();
  } catch {
    throw new RangeError('not a readable RSA key');
  }
};
