import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { QuoteClaims, Uuid } from '@canbao/contracts';

/**
 * The secrets of quote tokens, shared by assessment and payment: 32 bytes or more each, in base64url, by key
 * id. `current` signs; the others still verify, so that a secret is replaced by adding its successor to both
 * services first.
 */
export const QuoteKeys = z
  .strictObject({ current: z.string(), secrets: z.record(z.string(), z.base64url().min(43)) })
  .refine(({ current, secrets }) => current in secrets, 'current is not one of the secrets');
export type QuoteKeys = z.infer<typeof QuoteKeys>;

const compactJws = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Writes and reads quote tokens: compact JWS with HMAC SHA-256 (RFC 7515, HS256). Between two services of one
 * operator a keyed hash binds the claims as well as a signature, in a few microseconds; outsiders check the
 * quote's certificate by its seal (ADR 26).
 */
export class QuoteTokens {
  private readonly keys: ReadonlyMap<string, KeyObject>;
  private readonly head: string;

  constructor(private readonly settings: QuoteKeys) {
    this.keys = new Map(
      Object.entries(settings.secrets).map(([id, secret]) => [id, createSecretKey(secret, 'base64url')]),
    );
    this.head = encoded({ alg: 'HS256', typ: 'canbao-quote', kid: settings.current });
  }

  /** The token of a quote. @throws ZodError when the claims are not what the contract says. */
  write(claims: object): string {
    const text = `${this.head}.${encoded(QuoteClaims.parse(claims))}`;
    const key = this.keys.get(this.settings.current) as KeyObject;
    return `${text}.${macOf(text, key).toString('base64url')}`;
  }

  /** The claims of a token; undefined unless one of the secrets has signed it. */
  read(token: string): QuoteClaims | undefined {
    if (!compactJws.test(token)) return undefined;
    const [head = '', payload = '', mac = ''] = token.split('.');
    const key = this.keyFor(head);
    // The claims are not read before the keyed hash is verified.
    if (key === undefined || !isMac(`${head}.${payload}`, mac, key)) return undefined;
    return QuoteClaims.safeParse(jsonOf(payload)).data;
  }

  /** Undefined where the header requires an extension or another algorithm: none is supported. */
  private keyFor(head: string): KeyObject | undefined {
    if (head === this.head) return this.keys.get(this.settings.current);
    const { alg, crit, kid } = (jsonOf(head) ?? {}) as { alg?: unknown; crit?: unknown; kid?: unknown };
    if (alg !== 'HS256' || crit !== undefined || typeof kid !== 'string') return undefined;
    return this.keys.get(kid);
  }
}

/** The quote that a token names, signed or not: nothing may rest on it but the recognition of a report. */
export const claimedQuoteId = (token: string): string | undefined => {
  const { quoteId } = (jsonOf(token.split('.')[1] ?? '') ?? {}) as { quoteId?: unknown };
  return Uuid.safeParse(quoteId).data;
};

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const macOf = (text: string, key: KeyObject): Buffer => createHmac('sha256', key).update(text).digest();

const isMac = (text: string, mac: string, key: KeyObject): boolean => {
  const [expected, actual] = [macOf(text, key), Buffer.from(mac, 'base64url')];
  return expected.length === actual.length && timingSafeEqual(expected, actual);
};

const jsonOf = (part: string): unknown => {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
};
