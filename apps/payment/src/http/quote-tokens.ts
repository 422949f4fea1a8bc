import { createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
import { SignedQuote, Uuid, type QuoteClaims } from '@canbao/contracts';
import { claimsOf, paymentRejections as rejections } from '@canbao/domain-payment';
import { Problem } from '@canbao/service-kit';

const compactJws = /^[\w-]+\.[\w-]+\.[\w-]+$/;

const jsonOf = (part: string): unknown => {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
};

/** Undefined where the header requires an extension: none is supported. */
const algorithmOf = (header: string): unknown => {
  const { alg, crit } = (jsonOf(header) ?? {}) as { alg?: unknown; crit?: unknown };
  return crit === undefined ? alg : undefined;
};

/** The quote that a token names, signed or not: nothing may rest on it but the recognition of a report. */
export const claimedQuoteId = (token: string): string | undefined => {
  const { quoteId } = (jsonOf(token.split('.')[1] ?? '') ?? {}) as { quoteId?: unknown };
  return Uuid.safeParse(quoteId).data;
};

/**
 * Verifies quote tokens (JWS, EdDSA) with assessment's public key, so that a payment waits for no other
 * service.
 */
export class QuoteTokens {
  private readonly key: KeyObject;

  constructor(publicJwk: string) {
    this.key = createPublicKey({ key: JSON.parse(publicJwk) as JsonWebKey, format: 'jwk' });
  }

  /** The claims of a token. @throws Problem `quote-token-invalid` when assessment did not sign it. */
  read(token: string): QuoteClaims {
    const claims = this.find(token);
    if (claims === undefined) throw new Problem('quote-token-invalid', rejections['quote-token-invalid']);
    return claims;
  }

  /** The claims of a token, if assessment signed it. */
  find(token: string): QuoteClaims | undefined {
    const [header = '', payload = '', signature = ''] = compactJws.test(token) ? token.split('.') : [];
    // The claims are not read before the signature is verified.
    const signed = algorithmOf(header) === 'EdDSA' && this.isSigned(`${header}.${payload}`, signature);
    const quote = signed ? SignedQuote.safeParse(jsonOf(payload)).data : undefined;
    return quote && claimsOf(quote);
  }

  private isSigned(text: string, signature: string): boolean {
    return verify(null, Buffer.from(text), this.key, Buffer.from(signature, 'base64url'));
  }
}
