import { constants, createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { z } from 'zod';

// A bank's own implementation of docs/integration/bank.md: it shares no code with the platform.

const Algorithm = z.enum(['RSA-PSS-SHA256', 'SM2-SM3']);
export type Algorithm = z.infer<typeof Algorithm>;

/** A bank's key that signs, and the platform's keys that its answers may be signed by. */
export const BankSecret = z.object({
  kid: z.string(),
  algorithm: Algorithm,
  privateKey: z.string(),
  token: z.string(),
});
export type BankSecret = z.infer<typeof BankSecret>;
export const PlatformKey = z.object({ kid: z.string(), algorithm: Algorithm, publicKey: z.string() });
export type PlatformKey = z.infer<typeof PlatformKey>;

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
const scalarOf = (pkcs8: Buffer): string => {
  const marker = Buffer.from('0201010420', 'hex');
  const at = pkcs8.indexOf(marker) + marker.length;
  return pkcs8.subarray(at, at + 32).toString('hex');
};
const pointOf = (spki: Buffer): string => spki.subarray(-65).toString('hex');

/** Base64 of the signature over a text. */
export const signatureOver = ({ algorithm, privateKey }: BankSecret, text: string): string => {
  const der = Buffer.from(privateKey, 'base64');
  if (algorithm === 'SM2-SM3') {
    const hex = sm2.doSignature(Buffer.from(text), scalarOf(der), { der: true, hash: true });
    return Buffer.from(hex, 'hex').toString('base64');
  }
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return sign('sha256', Buffer.from(text), { key, ...pss }).toString('base64');
};

/** Whether the base64 is the signature of the key over the text. */
export const isSignatureOver = (
  { algorithm, publicKey }: PlatformKey,
  text: string,
  signature: string,
): boolean => {
  const der = Buffer.from(publicKey, 'base64');
  const bytes = Buffer.from(signature, 'base64');
  if (algorithm === 'SM2-SM3')
    return sm2.doVerifySignature(Buffer.from(text), bytes.toString('hex'), pointOf(der), {
      der: true,
      hash: true,
    });
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return verify('sha256', Buffer.from(text), { key, ...pss }, bytes);
};

/** The hash of a body, by which the signature covers it. */
export const hashOf = (algorithm: Algorithm, body: Uint8Array): string =>
  createHash(algorithm === 'SM2-SM3' ? 'sm3' : 'sha256')
    .update(body)
    .digest('hex');

/** The seven lines. */
export const sevenLines = (...fields: readonly string[]): string => `${fields.join('\n')}\n`;

/** The header as it is written, and as it is read. */
export const headerOf = (fields: Readonly<Record<string, string>>): string =>
  ['algorithm', 'key', 'timestamp', 'nonce', 'signature']
    .map((name) => `${name}="${fields[name]}"`)
    .join(',');
export const fieldsIn = (header: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
