import { createHash } from 'node:crypto';
import { seal, unseal, type RawMessage } from '@canbao/service-kit';

/** Seals messages as they came, with AES-256-GCM: a payer's name at the channel is in them. */
export class NoticeSeal {
  private readonly key: Buffer | undefined;

  /** `key`: 32 bytes in base64; without it only the digest of a message is kept. */
  constructor(key?: string) {
    this.key = key === undefined ? undefined : Buffer.from(key, 'base64');
  }

  /** A text of a former release. @throws Error where it was sealed for another place, or there is no key. */
  openText(sealed: string, place: string): string {
    if (this.key === undefined) throw new Error('NOTICE_KEY is not set');
    return unseal(this.key, Buffer.from(sealed, 'base64url'), `text ${place}`).toString();
  }

  /** A byte that says how, and the message as `seal` writes it; or its SHA-256 alone. */
  sealed(channel: string, { headers, body }: RawMessage): Buffer {
    if (this.key === undefined)
      return Buffer.concat([Buffer.of(0), createHash('sha256').update(body).digest()]);
    const message = Buffer.from(JSON.stringify({ headers, body: body.toString('base64') }));
    // 1 was another order of nonce, tag and message.
    return Buffer.concat([Buffer.of(2), seal(this.key, message, channel)]);
  }
}
