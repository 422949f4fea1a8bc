import { compactVerify, importJWK } from 'jose';
import { QuoteClaims } from '@canbao/contracts';
import { paymentRejections as rejections } from '@canbao/domain-payment';
import { Problem } from '@canbao/service-kit';

/** Checks quote tokens with assessment's public key: payment asks nobody on the way of a payment. */
export class QuoteTokens {
  private readonly key: ReturnType<typeof importJWK>;

  constructor(publicJwk: string) {
    this.key = importJWK(JSON.parse(publicJwk) as Parameters<typeof importJWK>[0], 'EdDSA');
  }

  async read(token: string): Promise<QuoteClaims> {
    try {
      const { payload } = await compactVerify(token, await this.key, { algorithms: ['EdDSA'] });
      return QuoteClaims.parse(JSON.parse(new TextDecoder().decode(payload)));
    } catch {
      throw new Problem('quote-token-invalid', rejections['quote-token-invalid']);
    }
  }
}
