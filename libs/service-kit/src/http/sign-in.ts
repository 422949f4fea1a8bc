import { hash } from 'node:crypto';
import { importJWK, jwtVerify, type CryptoKey } from 'jose';
import { z } from 'zod';
import { callerOfClaims, type Caller } from './caller';
import { Problem } from './problem';

const Lifetime = z.object({ exp: z.number() });

interface Verified {
  readonly caller: Caller;
  readonly expiresAtMs: number;
}
const cachedMax = 10_000;

/**
 * Verifies bearer tokens. A verified token is cached until it expires, because a counter sends the same one
 * all day.
 */
export class SignIn {
  private key: CryptoKey | undefined;
  private readonly verified = new Map<string, Verified>();

  constructor(private readonly publicJwk: string) {}

  /** @throws Problem `not-signed-in` without a valid token. */
  async callerOf(authorization: string | undefined): Promise<Caller> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) throw Problem.general('not-signed-in');
    const digest = hash('sha256', token, 'base64');
    const cached = this.verified.get(digest);
    if (cached !== undefined && cached.expiresAtMs > Date.now()) return cached.caller;
    const verified = await this.verify(token);
    if (this.verified.size > cachedMax) this.verified.clear();
    this.verified.set(digest, verified);
    return verified.caller;
  }

  private async verify(token: string): Promise<Verified> {
    this.key ??= (await importJWK(
      JSON.parse(this.publicJwk) as Parameters<typeof importJWK>[0],
      'EdDSA',
    )) as CryptoKey;
    try {
      const { payload } = await jwtVerify(token, this.key, {
        issuer: 'canbao-sandbox',
        audience: 'canbao',
        algorithms: ['EdDSA'],
      });
      return { caller: callerOfClaims(payload), expiresAtMs: Lifetime.parse(payload).exp * 1000 };
    } catch {
      throw Problem.general('not-signed-in');
    }
  }
}
