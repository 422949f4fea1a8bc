import { createHash, timingSafeEqual } from 'node:crypto';
import type { WeChatBillsSettings } from './settings';

type Keys = Pick<WeChatBillsSettings, 'secrets' | 'digest'>;

const openingAngle = 0x3c;

/** The digest of text and secret in hex: SHA-256 in lower case, SHA-1 in upper case. */
const digestOf = (xml: Uint8Array | string, secret: string, digest: Keys['digest']): string => {
  const hex = createHash(digest).update(xml).update(secret).digest('hex');
  return digest === 'sha256' ? hex : hex.toUpperCase();
};

/**
 * The bytes of the XML behind a signature that one of the secrets made; undefined when there is none. The
 * signature is what stands before the first `<`, of its exact length and case.
 */
export const verifiedXml = (body: Uint8Array, { secrets, digest }: Keys): Uint8Array | undefined => {
  const start = body.indexOf(openingAngle);
  if (start < 0) return undefined;
  const [signature, xml] = [body.subarray(0, start), body.subarray(start)];
  const isGenuine = secrets.some((secret) => {
    const expected = Buffer.from(digestOf(xml, secret, digest));
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  });
  return isGenuine ? xml : undefined;
};

/** The XML with its signature directly before it. */
export const signedXml = (xml: string, { secrets: [secret = ''], digest }: Keys): string =>
  digestOf(xml, secret, digest) + xml;
