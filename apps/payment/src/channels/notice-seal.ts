import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import type { RawMessage } from '@canbao/service-kit';

/** Seals messages as they came, with AES-256-GCM: a payer's name at the channel is in them. */
export class NoticeSeal {
  private readonly key: Buffer | undefined;

  /** `key`: 32 bytes in base64; without it only the digest of a message is kept. */
  constructor(key?: string) {
    this.key = key === undefined ? undefined : Buffer.from(key, 'base64');
  }

  /** A byte that says how, 12 bytes of nonce, 16 of tag, the sealed message; or its SHA-256 alone. */
  sealed(channel: string, { headers, body }: RawMessage): Buffer {
    const message = Buffer.from(JSON.stringify({ headers, body: body.toString('base64') }));
    if (this.key === undefined)
      return Buffer.concat([Buffer.of(0), createHash('sha256').update(body).digest()]);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(channel));
    const sealed = Buffer.concat([cipher.update(message), cipher.final()]);
    return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), sealed]);
  }
}
