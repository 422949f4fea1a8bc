import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { QuoteClaims } from '@canbao/contracts';
import { paymentRejections as rejections } from '@canbao/domain-payment';
import { Problem } from '@canbao/service-kit';

const form = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const jsonOf = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

/**
 * Checks quote tokens (JWS, EdDSA) with assessment's public key: payment asks nobody on the way of a payment. By Node's
 * own `verify` on the thread pool, for it takes the main thread a third of what WebCrypto does, once a payment.
 */
export class QuoteTokens {
  private readonly key: KeyObject;

  constructor(publicJwk: string) {
    this.key = createPublicKey({ key: JSON.parse(publicJwk) as Record<string, string>, format: 'jwk' });
  }

  async read(token: string): Promise<QuoteClaims> {
    try {
      const [header = '', payload = '', signature = ''] = form.test(token) ? token.split('.') : [];
      const { alg, crit } = jsonOf(header) as { alg?: unknown; crit?: unknown };
      if (alg !== 'EdDSA' || crit !== undefined || !(await this.signed(`${header}.${payload}`, signature))) throw new Error('not ours');
      return QuoteClaims.parse(jsonOf(payload));
    } catch {
      throw new Problem('quote-token-invalid', rejections['quote-token-invalid']);
    }
  }

  private signed(text: string, signature: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      verify(null, Buffer.from(text), this.key, Buffer.from(signature, 'base64url'), (error, good) => { if (error === null) resolve(good); else reject(error); });
    });
  }
}
