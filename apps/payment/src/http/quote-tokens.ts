import { createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
import { QuoteClaims } from '@canbao/contracts';
import { paymentRejections as rejections } from '@canbao/domain-payment';
import { Problem } from '@canbao/service-kit';

const compactJws = /^[\w-]+\.[\w-]+\.[\w-]+$/;

const jsonOf = (part: string): unknown => {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
};

/** Undefined where the header asks for an extension that we do not know. */
const algorithmOf = (header: string): unknown => {
  const { alg, crit } = (jsonOf(header) ?? {}) as { alg?: unknown; crit?: unknown };
  return crit === undefined ? alg : undefined;
};

/** Checks quote tokens (JWS, EdDSA) with assessment's public key: payment calls nobody on the way of a payment. */
export class QuoteTokens {
  private readonly key: KeyObject;

  constructor(publicJwk: string) {
    this.key = createPublicKey({ key: JSON.parse(publicJwk) as JsonWebKey, format: 'jwk' });
  }

  /** The claims of a token. @throws Problem `quote-token-invalid` when assessment did not sign it. */
  read(token: string): QuoteClaims {
    const [header = '', payload = '', signature = ''] = compactJws.test(token) ? token.split('.') : [];
    // Nothing of the claims is read before the signature is known to be good.
    const signed = algorithmOf(header) === 'EdDSA' && this.isSigned(`${header}.${payload}`, signature);
    const claims = signed ? QuoteClaims.safeParse(jsonOf(payload)).data : undefined;
    if (claims === undefined) throw new Problem('quote-token-invalid', rejections['quote-token-invalid']);
    return claims;
  }

  private isSigned(text: string, signature: string): boolean {
    return verify(null, Buffer.from(text), this.key, Buffer.from(signature, 'base64url'));
  }
}
