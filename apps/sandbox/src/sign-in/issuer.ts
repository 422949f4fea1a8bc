import { hash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, importJWK, SignJWT, type JWK } from 'jose';
import type { Person } from './people';

/** What a sign-in asked for, kept until its code is redeemed. */
export interface Asked {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce?: string | undefined;
  /** The address under which the browser knows this issuer. */
  readonly issuer: string;
  readonly lifeSeconds: number;
}
interface Code extends Asked {
  readonly person: Person;
  readonly until: number;
}

/** What the token endpoint answers (RFC 6749, 5.1). */
export interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
}

/** The services' setting in a sandbox, not an address: any address of this machine may lead to it. */
const accessIssuer = 'canbao-sandbox';
const audience = 'canbao';
const codeSeconds = 60;

/**
 * A stand-in for an OpenID provider: authorization code with PKCE (RFC 7636) for public clients. It knows no
 * passwords. A code is good once, for a minute, and for who can show the verifier of its challenge.
 */
export class SandboxIssuer {
  private readonly codes = new Map<string, Code>();

  constructor(private readonly key: JWK) {}

  /** The public half of the key that signs. */
  jwks(): { readonly keys: readonly JWK[] } {
    const { d: _, ...published } = this.key;
    return { keys: [{ ...published, use: 'sig', alg: 'EdDSA' }] };
  }

  /** A code for a person who has signed in. */
  codeFor(person: Person, asked: Asked): string {
    const now = Date.now();
    for (const [old, { until }] of this.codes) if (until < now) this.codes.delete(old);
    const code = randomUUID();
    this.codes.set(code, { ...asked, person, until: now + codeSeconds * 1000 });
    return code;
  }

  /** The tokens for a code; undefined for one that is unknown, used, too old, or somebody else's. */
  async redeem(
    code: string,
    proof: { readonly verifier: string; readonly clientId: string; readonly redirectUri: string },
  ): Promise<Tokens | undefined> {
    const found = this.codes.get(code);
    // Used up by the attempt: who guesses a verifier has one guess.
    this.codes.delete(code);
    if (
      found === undefined ||
      found.until < Date.now() ||
      found.clientId !== proof.clientId ||
      found.redirectUri !== proof.redirectUri ||
      found.challenge !== hash('sha256', proof.verifier, 'base64url')
    )
      return undefined;
    return this.tokensOf(found);
  }

  /** The tokens of somebody whom a wallet has signed in. */
  tokensFor(person: Person, lifeSeconds: number): Promise<Tokens> {
    const nowhere = { redirectUri: '', challenge: '', issuer: accessIssuer };
    return this.tokensOf({ person, clientId: 'payer', lifeSeconds, until: 0, ...nowhere });
  }

  private async tokensOf({ person, clientId, issuer, nonce, lifeSeconds }: Code): Promise<Tokens> {
    const kid = this.key.kid ?? (await calculateJwkThumbprint(this.key));
    const key = await importJWK(this.key, 'EdDSA');
    const sign = (typ: string, iss: string, aud: string, claims: object): Promise<string> =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'EdDSA', typ, kid })
        .setSubject(person.id)
        .setIssuer(iss)
        .setAudience(aud)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(`${lifeSeconds} seconds`)
        .sign(key);
    const { name, office, claims } = person;
    const [access, id] = await Promise.all([
      sign('at+jwt', accessIssuer, audience, claims),
      sign('JWT', issuer, clientId, { ...claims, name, office, ...(nonce === undefined ? {} : { nonce }) }),
    ]);
    return { access_token: access, id_token: id, token_type: 'Bearer', expires_in: lifeSeconds };
  }
}
