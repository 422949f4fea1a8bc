import { sm2 } from 'sm-crypto-v2';
import { der, sequenceBegins, sequenceOf, tags } from './der';

/** The order of the group of SM2 (GB/T 32918.5). */
const order = BigInt('0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123');
/** `id-ecPublicKey` and the curve of SM2, as DER has them. */
const algorithm = Buffer.from('06072a8648ce3d020106082a811ccf5501822d', 'hex');
const [scalarBytes, pointBytes] = [32, 65];
const none = Buffer.alloc(0);

type Point = ReturnType<typeof sm2.precomputePublicKey>;

const unsigned = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);

/**
 * The point of a public key (SubjectPublicKeyInfo, DER), prepared for many verifications. Node cannot read
 * such keys: one of another form must end in a refusal, not in the end of the process.
 * @throws RangeError where it is none.
 */
export const sm2PublicKey = (spki: Buffer): Point => {
  const [parameters, bits = none] = sequenceOf(spki, tags.sequence, tags.bits);
  const point = bits.subarray(1);
  const isPoint = bits[0] === 0 && point[0] === 4 && point.length === pointBytes;
  if (parameters?.equals(algorithm) !== true || !isPoint) throw new RangeError('not a public key of SM2');
  return sm2.precomputePublicKey(onCurve(point.toString('hex')));
};

const onCurve = (point: string): string => {
  let isOn = false;
  try {
    isOn = sm2.verifyPublicKey(point);
  } catch {
    // Such as a coordinate that is no number of the field.
  }
  if (!isOn) throw new RangeError('not a point of the curve of SM2');
  return point;
};

/** A private key, with its public key. */
export interface Sm2PrivateKey {
  readonly scalar: string;
  readonly point: string;
}

/** The number of a private key (PKCS#8, DER). @throws RangeError where it is none. */
export const sm2PrivateKey = (pkcs8: Buffer): Sm2PrivateKey => {
  const whole = sequenceBegins(pkcs8, tags.integer, tags.sequence, tags.octets);
  const [, parameters, inner = none] = whole.contents;
  // The public key that may follow is worked out again.
  const [, number = none] = sequenceBegins(inner, tags.integer, tags.octets).contents;
  const isOne = number.length === scalarBytes && unsigned(number) > 0n && unsigned(number) < order - 1n;
  if (parameters?.equals(algorithm) !== true || !isOne) throw new RangeError('not a private key of SM2');
  const scalar = number.toString('hex');
  return { scalar, point: sm2.getPublicKeyFromPrivateKey(scalar) };
};

/** The signature over the bytes, with the default user id `1234567812345678`, as DER. */
export const sm2Sign = ({ scalar, point }: Sm2PrivateKey, bytes: Uint8Array): Buffer => {
  const raw = Buffer.from(sm2.doSignature(bytes, scalar, { hash: true, publicKey: point }), 'hex');
  return der(tags.sequence, integer(raw.subarray(0, scalarBytes)), integer(raw.subarray(scalarBytes)));
};

/** Whether the signature is strict DER of two numbers in range, and of this key over these bytes. */
export const sm2Verify = (point: Point, bytes: Uint8Array, signature: Buffer): boolean => {
  try {
    const [r = none, s = none] = sequenceOf(signature, tags.integer, tags.integer);
    const [first, second] = [fixed(r), fixed(s)];
    const canonical = der(tags.sequence, integer(first), integer(second));
    if (!canonical.equals(signature)) return false;
    return sm2.doVerifySignature(bytes, first.toString('hex') + second.toString('hex'), point, {
      hash: true,
    });
  } catch {
    return false;
  }
};

/** The number in 32 bytes. @throws RangeError outside 1 to the order. */
const fixed = (content: Buffer): Buffer => {
  const number = unsigned(content);
  if (content.length > scalarBytes + 1 || number === 0n || number >= order)
    throw new RangeError('out of range');
  return Buffer.from(number.toString(16).padStart(scalarBytes * 2, '0'), 'hex');
};

/** A number above zero as DER: in as few bytes as it needs, and never read as one below zero. */
const integer = (number: Uint8Array): Buffer => {
  const from = number.findIndex((byte) => byte !== 0);
  const digits = number.subarray(Math.max(from, 0));
  return der(tags.integer, (digits[0] ?? 0) > 0x7f ? Buffer.from([0]) : Buffer.alloc(0), digits);
};
