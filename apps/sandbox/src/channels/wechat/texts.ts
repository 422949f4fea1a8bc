import { createCipheriv, createVerify, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { SigningKey } from './secrets';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** So many letters and figures by chance. */
export const letters = (count: number): string =>
  [...randomBytes(count)].map((byte) => alphabet[byte % alphabet.length]).join('');
/** So many figures by chance. */
export const figures = (count: number): string => [...randomBytes(count)].map((byte) => byte % 10).join('');

export const scheme = 'WECHATPAY2-SHA256-RSA2048';

/** The headers that sign an answer or a notice. */
export const signatureHeaders = (
  { id, key }: SigningKey,
  seconds: number,
  body: string,
): Record<string, string> => {
  const nonce = letters(32);
  const signature = sign('sha256', Buffer.from(`${seconds}\n${nonce}\n${body}\n`), key).toString('base64');
  return {
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': id,
    'Wechatpay-Signature': signature,
    'Wechatpay-Signature-Type': scheme,
    'Wechatpay-Timestamp': String(seconds),
  };
};

/** Whether the merchant signed the lines. */
export const isMerchants = (key: KeyObject, lines: readonly string[], signature: string): boolean =>
  createVerify('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .verify(key, signature, 'base64');

/** Seals a text for the merchant. */
export const seal = (text: string, kind: string, apiV3Key: string): Record<string, string> => {
  const nonce = letters(12);
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce).setAAD(Buffer.from(kind));
  const bytes = [cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return {
    algorithm: 'AEAD_AES_256_GCM',
    associated_data: kind,
    ciphertext: Buffer.concat(bytes).toString('base64'),
    nonce,
  };
};

/** JSON as WeChat writes it: keys in alphabetical order. */
export const alphabetical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const shanghaiMs = 8 * 3_600_000;
const local = (moment: Date): string => new Date(moment.getTime() + shanghaiMs).toISOString().slice(0, 19);
/** `2026-03-10T12:00:00+08:00`. */
export const rfc3339 = (moment: Date): string => `${local(moment)}+08:00`;
/** `2026-03-10 12:00:00`. */
export const billTime = (moment: Date): string => local(moment).replace('T', ' ');

/** Fen as yuan, for bills and for whoever looks at the books. */
export const yuan = (fen: number): string => {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
