import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JWK } from 'jose';
import { z } from 'zod';
import { contentSecurityPolicy } from '../page/html';
import { SandboxIssuer } from './issuer';
import { doors, personOf } from './people';
import { lives, signInPage } from './sign-in-page';

const token43 = z.string().regex(/^[\w.~-]{43,128}$/);
const Door = z.object({ client_id: z.string().refine((id) => Object.hasOwn(doors, id), 'unknown client') });
const Authorization = Door.extend({
  response_type: z.literal('code'),
  redirect_uri: z.url(),
  code_challenge: token43,
  code_challenge_method: z.literal('S256'),
  state: z.string().max(500).optional(),
  nonce: z.string().max(500).optional(),
  /** Who wants in: nobody is asked then (OpenID Connect Core 3.1.2.1). */
  login_hint: z.string().max(500).optional(),
});
const Entry = Authorization.extend({
  person: z.string(),
  life: z.coerce.number().refine((life) => lives.some((one) => one === life), 'no such life'),
});
const Redemption = z.object({
  grant_type: z.literal('authorization_code'),
  code: z.string(),
  redirect_uri: z.string(),
  client_id: z.string(),
  code_verifier: token43,
});

const WalletCode = z.object({ code: z.string().max(200), channel: z.enum(['wechat', 'alipay']) });

/** The issuer over HTTP, below `/sandbox/oidc`; without a key there is none. */
export const signInRoutes = (app: FastifyInstance, key: JWK | undefined): void => {
  if (key === undefined) return;
  const issuer = new SandboxIssuer(key);
  const base = '/sandbox/oidc';
  void app.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scope.get(`${base}/.well-known/openid-configuration`, async (request) => metadataOf(request, base));
    scope.get(`${base}/jwks`, async () => issuer.jwks());
    scope.get(`${base}/authorize`, async (request, reply) => {
      const { client_id: door, redirect_uri: back, login_hint: hint } = Authorization.parse(request.query);
      assertOwn(request, back);
      const query = request.url.slice(request.url.indexOf('?') + 1);
      if (hint !== undefined && personOf(door, hint) !== undefined)
        return reply.redirect(`${base}/enter?person=${hint}&life=${lives[0]}&${query}`, 303);
      return reply
        .header('content-security-policy', contentSecurityPolicy)
        .type('text/html; charset=utf-8')
        .send(signInPage(door, query));
    });
    scope.get(`${base}/people`, async ({ query }) => doors[Door.parse(query).client_id]);
    scope.get(`${base}/enter`, async (request, reply) => {
      const asked = Entry.parse(request.query);
      assertOwn(request, asked.redirect_uri);
      const person = personOf(asked.client_id, asked.person);
      if (person === undefined) return reply.callNotFound();
      const issued = originOf(request) + base;
      const code = issuer.codeFor(person, {
        clientId: asked.client_id,
        redirectUri: asked.redirect_uri,
        challenge: asked.code_challenge,
        nonce: asked.nonce,
        issuer: issued,
        lifeSeconds: asked.life,
      });
      const to = new URL(asked.redirect_uri);
      to.searchParams.set('code', code);
      to.searchParams.set('iss', issued);
      if (asked.state !== undefined) to.searchParams.set('state', asked.state);
      return reply.header('cache-control', 'no-store').redirect(to.href, 303);
    });
    // In the place of the server of a mini-program, which exchanges the code of its wallet.
    scope.post('/sandbox/wallet-sign-in', async ({ body }, reply) => {
      const { code, channel } = WalletCode.parse(body);
      const payers = doors['payer']?.flatMap(({ people }) => people) ?? [];
      const ofWallet = payers.filter(({ claims }) => claims['channel'] === channel);
      const person = ofWallet.find(({ id }) => id === code) ?? ofWallet[0];
      if (person === undefined) return reply.callNotFound();
      const { access_token: accessToken } = await issuer.tokensFor(person, lives[0]);
      return reply.header('cache-control', 'no-store').send({ accessToken, name: person.name });
    });
    scope.post(`${base}/token`, async ({ body }, reply) => {
      const redemption = Redemption.safeParse(body);
      const tokens = redemption.success ? await redeem(issuer, redemption.data) : undefined;
      if (tokens === undefined) return invalidGrant(reply);
      return reply.header('cache-control', 'no-store').send(tokens);
    });
  });
};

const redeem = (issuer: SandboxIssuer, { code, ...proof }: z.output<typeof Redemption>) =>
  issuer.redeem(code, {
    verifier: proof.code_verifier,
    clientId: proof.client_id,
    redirectUri: proof.redirect_uri,
  });

const invalidGrant = (reply: FastifyReply): FastifyReply =>
  reply.status(400).header('cache-control', 'no-store').send({ error: 'invalid_grant' });

/** As the browser sees us: the portal says which address it was asked under. */
const originOf = ({ headers, protocol, host }: FastifyRequest): string => {
  const [asked, scheme] = [headers['x-forwarded-host'], headers['x-forwarded-proto']];
  return typeof asked === 'string' ? `${String(scheme ?? 'http')}://${asked}` : `${protocol}://${host}`;
};

/** A code leads back to where the browser has come from, and nowhere else. */
const assertOwn = (request: FastifyRequest, redirectUri: string): void =>
  void z.literal(originOf(request)).parse(new URL(redirectUri).origin);

const metadataOf = (request: FastifyRequest, base: string): object => {
  const origin = originOf(request);
  return {
    issuer: origin + base,
    authorization_endpoint: `${origin}${base}/authorize`,
    token_endpoint: `${origin}${base}/token`,
    jwks_uri: `${origin}${base}/jwks`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['EdDSA'],
    token_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    scopes_supported: ['openid', 'profile'],
  };
};
