import { hash } from 'node:crypto';
import type { OnModuleDestroy } from '@nestjs/common';
import { errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { algorithms, type KeySet } from '../sign-in/key-set';
import type { Revocations } from '../sign-in/revocations';
import type { Source } from '../sign-in/source';
import { callerOfClaims, type Caller } from './caller';
import { Problem } from './problem';

const TokenClaims = z.object({
  sub: z.string(),
  iat: z.number(),
  exp: z.number(),
  jti: z.string().optional(),
  sid: z.string().optional(),
  /** Only who holds the certificate may use the token (RFC 8705). No other way of binding is known here. */
  cnf: z.strictObject({ 'x5t#S256': z.string() }).optional(),
});

/** Which tokens are accepted. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** From `iat` to `exp`. */
  readonly lifeSecondsMax: number;
}

interface Verified {
  readonly caller: Caller;
  readonly token: z.output<typeof TokenClaims>;
  readonly expiresAtMs: number;
}
/** The tokens that one set of keys has verified, by digest. */
interface Cache {
  readonly keys: KeySet;
  readonly verified: Map<string, Verified>;
}
const cachedMax = 10_000;
/** Configuration: how far the issuer's clock may be ahead of ours. */
const aheadSecondsMax = 30;

/**
 * Verifies bearer tokens: JWT access tokens (RFC 9068) of one issuer. A verified token is cached until it
 * expires, because a counter sends the same one all day; a change of the issuer's keys empties the cache, and
 * a revocation holds for cached tokens too (ADR 33).
 */
export class SignIn implements OnModuleDestroy {
  private cache: Cache | undefined;

  constructor(
    private readonly rules: TokenRules,
    private readonly keys: Source<KeySet>,
    private readonly revocations: Source<Revocations>,
  ) {}

  /** Ends the polling of keys and revocations. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.keys.stop(), this.revocations.stop()]);
  }

  /** Whether keys and revocations are known. */
  isReady(): boolean {
    return this.keys.current() !== undefined && this.revocations.current() !== undefined;
  }

  /**
   * Calls `onUnknown` before it judges a token that it has not verified before, or none.
   * `thumbprint` is that of the caller's certificate.
   * @throws Problem `not-signed-in` without a valid token, and `busy` while keys or revocations are unknown:
   * a token that cannot be judged lets nobody in.
   */
  async callerOf(
    authorization: string | undefined,
    thumbprint: () => string | undefined = () => undefined,
    onUnknown: () => Promise<void> = async () => undefined,
  ): Promise<Caller> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) {
      await onUnknown();
      throw Problem.general('not-signed-in');
    }
    const verified = await this.verifiedOf(token, onUnknown);
    const revocations = this.revocations.current();
    if (revocations === undefined) throw unknown();
    const holder = verified.token.cnf?.['x5t#S256'];
    if (revocations.has(verified.token) || (holder !== undefined && holder !== thumbprint()))
      throw Problem.general('not-signed-in');
    return verified.caller;
  }

  private async verifiedOf(token: string, onUnknown: () => Promise<void>): Promise<Verified> {
    const { keys, verified } = this.currentCache();
    const digest = hash('sha256', token, 'base64');
    const cached = verified.get(digest);
    if (cached !== undefined && cached.expiresAtMs > Date.now()) return cached;
    await onUnknown();
    const fresh = await this.verify(token, keys);
    if (verified.size > cachedMax) verified.clear();
    verified.set(digest, fresh);
    return fresh;
  }

  /** New keys begin with an empty cache: a token may be signed by a key that is gone. */
  private currentCache(): Cache {
    const keys = this.keys.current();
    if (keys === undefined) throw unknown();
    if (this.cache?.keys !== keys) this.cache = { keys, verified: new Map() };
    return this.cache;
  }

  private async verify(token: string, keys: KeySet): Promise<Verified> {
    try {
      return await this.read(token, keys).catch(async (error: unknown) => {
        // The issuer may have a new key that is not known here yet.
        if (error instanceof errors.JWKSNoMatchingKey) await this.keys.refresh();
        const newKeys = this.keys.current();
        if (newKeys === keys || newKeys === undefined) throw error;
        return this.read(token, newKeys);
      });
    } catch {
      throw Problem.general('not-signed-in');
    }
  }

  private async read(token: string, keys: JWTVerifyGetKey): Promise<Verified> {
    const { issuer, audience, lifeSecondsMax } = this.rules;
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      typ: 'at+jwt',
      requiredClaims: ['iat', 'exp'],
      clockTolerance: aheadSecondsMax,
    });
    const claims = TokenClaims.parse(payload);
    const nowSeconds = Date.now() / 1000;
    const livesTooLong = claims.exp - claims.iat > lifeSecondsMax;
    if (claims.exp <= nowSeconds || claims.iat > nowSeconds + aheadSecondsMax || livesTooLong)
      throw new errors.JWTClaimValidationFailed('the token is not valid now', payload);
    return { caller: callerOfClaims(payload), token: claims, expiresAtMs: claims.exp * 1000 };
  }
}

const unknown = (): Problem => Problem.general('busy', { waitingFor: ['sign-in'] });
