import { CompactSign, importJWK } from 'jose';
import { QuoteClaims } from '@canbao/contracts';
import type { GivenQuote } from '@canbao/domain-assessment';

/** Signs quotes so that payment can check them alone; the private key is assessment's only. */
export class QuoteSigner {
  private readonly key: ReturnType<typeof importJWK>;

  constructor(privateJwk: string) {
    this.key = importJWK(JSON.parse(privateJwk) as Parameters<typeof importJWK>[0], 'EdDSA');
  }

  async tokenOf({ certificate: _, ...quote }: GivenQuote, certificateHash: string): Promise<string> {
    const claims = QuoteClaims.parse({ ...quote, certificateHash });
    return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'canbao-quote' })
      .sign(await this.key);
  }
}
