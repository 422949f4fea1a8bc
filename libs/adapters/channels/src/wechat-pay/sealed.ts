import { createDecipheriv } from 'node:crypto';
import { z } from 'zod';

/** What WeChat encrypts with the APIv3 key: notices and certificates. */
export const Sealed = z.object({
  algorithm: z.literal('AEAD_AES_256_GCM'),
  ciphertext: z.base64(),
  associated_data: z.string().default(''),
  nonce: z.string(),
});
export type Sealed = z.output<typeof Sealed>;

const tagBytes = 16;

/** The text; undefined when it was not sealed with this key, or has been changed. */
export const open = (sealed: Sealed, key: Buffer): string | undefined => {
  const bytes = Buffer.from(sealed.ciphertext, 'base64');
  if (bytes.length < tagBytes) return undefined;
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce), {
      authTagLength: tagBytes,
    });
    cipher.setAAD(Buffer.from(sealed.associated_data)).setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([cipher.update(bytes.subarray(0, -tagBytes)), cipher.final()]).toString();
  } catch {
    return undefined;
  }
};
