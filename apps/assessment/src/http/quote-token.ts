import { CompactSign, importJWK, type JWK } from 'jose';
import { QuoteClaims } from '@canbao/contracts';
import type { IssuedQuote } from '@canbao/domain-assessment';

/** Signs quotes, so that payment can verify them by itself. Only assessment has the private key. */
export class QuoteSigner {
  private readonly key: ReturnType<typeof importJWK>;

  constructor(privateJwk: string) {
    this.key = importJWK(JSON.parse(privateJwk) as JWK, 'EdDSA');
  }

  /** The quote as a compact JWS; the certificate is represented by its hash. */
  async tokenOf({ certificate: _, ...quote }: IssuedQuote, certificateHash: string): Promise<string> {
    const claims = QuoteClaims.parse({ ...quote, certificateHash });
    return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'canbao-quote' })
      .sign(await this.key);
  }
}
