import { hash } from 'node:crypto';
import { importJWK, jwtVerify, type CryptoKey } from 'jose';
import { z } from 'zod';
import { Bank as BankSchema, Channel as ChannelSchema, roles } from '@canbao/contracts';
import type { Bank, Channel } from '@canbao/vocabulary';
import { Problem } from './problem';

const CallerClaims = z.object({
  sub: z.string().min(1).max(100),
  role: z.enum(roles),
  channel: ChannelSchema.optional(),
  bank: BankSchema.optional(),
  exp: z.number(),
});

/** Who calls: the verified claims of the bearer token. */
export interface Caller {
  readonly subject: string;
  readonly role: (typeof roles)[number];
  readonly channel?: Channel;
  readonly bank?: Bank;
}

/**
 * Verifies bearer tokens. A verified token is cached until it expires, because a counter sends the same one
 * all day.
 */
export class SignIn {
  private key: CryptoKey | undefined;
  private readonly verified = new Map<string, { caller: Caller; until: number }>();

  constructor(private readonly publicJwk: string) {}

  async callerOf(authorization: string | undefined): Promise<Caller> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) throw Problem.general('not-signed-in');
    const digest = hash('sha256', token, 'base64');
    const known = this.verified.get(digest);
    if (known !== undefined && known.until > Date.now()) return known.caller;
    const { caller, until } = await this.verify(token);
    if (this.verified.size > 10_000) this.verified.clear();
    this.verified.set(digest, { caller, until });
    return caller;
  }

  private async verify(token: string): Promise<{ caller: Caller; until: number }> {
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
      const { sub, role, channel, bank, exp } = CallerClaims.parse(payload);
      return {
        caller: {
          subject: sub,
          role,
          ...(channel === undefined ? {} : { channel }),
          ...(bank === undefined ? {} : { bank }),
        },
        until: exp * 1000,
      };
    } catch {
      throw Problem.general('not-signed-in');
    }
  }
}
