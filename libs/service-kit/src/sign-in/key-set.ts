import { createLocalJWKSet } from 'jose';
import { z } from 'zod';

/** Tokens are signed with one of these; a shared secret is never a sign-in key. */
export const algorithms = ['EdDSA', 'ES256', 'ES384', 'PS256', 'RS256'];

const PublicKey = z
  .looseObject({ kty: z.enum(['OKP', 'EC', 'RSA']), kid: z.string().min(1) })
  .refine((key) => !('d' in key), 'a private key is published');
const Jwks = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), use: z.string().optional() })).max(100),
});

/** The key that a token's header asks for, by `kid` and `alg`. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

/**
 * The keys of a key set (RFC 7517) that verify signatures. Keys of other kinds are left out.
 * @throws when there is none, one has no `kid`, or a private key stands among them.
 */
export const keySetOf = (jwks: unknown): KeySet => {
  const keys = Jwks.parse(jwks)
    .keys.filter(({ kty, use = 'sig' }) => kty !== 'oct' && use === 'sig')
    .map((key) => PublicKey.parse(key));
  if (keys.length === 0) throw new Error('it has no public key for signatures');
  return createLocalJWKSet({ keys });
};
