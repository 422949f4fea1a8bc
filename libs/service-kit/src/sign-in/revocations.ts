import { z } from 'zod';

const text = z.string().min(1).max(200);
const Revoked = z.union([
  /** One token. */
  z.strictObject({ jti: text }),
  /** All tokens of a session. */
  z.strictObject({ sid: text }),
  /** All tokens of a subject; those that were issued before, in seconds since 1970, where that is given. */
  z.strictObject({ sub: text, before: z.number().int().positive().optional() }),
]);
const RevocationList = z.strictObject({ revoked: z.array(Revoked).max(100_000) });

/** What of a token a revocation can name. */
export interface Revocable {
  readonly sub: string;
  readonly iat: number;
  readonly jti?: string | undefined;
  readonly sid?: string | undefined;
}

/** The tokens that are no longer valid, though nothing in them says so. */
export interface Revocations {
  has(token: Revocable): boolean;
}

export const nothingRevoked: Revocations = { has: () => false };

/**
 * The list of revoked tokens, `{"revoked": [{"jti"} | {"sid"} | {"sub", "before"}]}`.
 * @throws ZodError when any entry is unknown: to leave it out would let a token in.
 */
export const revocationsOf = (json: unknown): Revocations => {
  const { revoked } = RevocationList.parse(json);
  const [tokens, sessions] = [new Set<string>(), new Set<string>()];
  const subjects = new Map<string, number>();
  for (const entry of revoked)
    if ('jti' in entry) tokens.add(entry.jti);
    else if ('sid' in entry) sessions.add(entry.sid);
    else subjects.set(entry.sub, Math.max(subjects.get(entry.sub) ?? 0, entry.before ?? Infinity));
  return {
    has: ({ sub, iat, jti = '', sid = '' }) =>
      tokens.has(jti) || sessions.has(sid) || iat < (subjects.get(sub) ?? 0),
  };
};
