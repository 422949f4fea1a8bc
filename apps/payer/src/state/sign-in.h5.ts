import { Problem } from '../api/problem';
import { keep, kept } from './storage';
import { session } from './session';

/** Configuration: the OpenID provider and the name under which it knows these pages. */
const issuer = '/sandbox/oidc';
const clientId = 'payer';

interface Begun {
  readonly verifier: string;
  readonly state: string;
  readonly next: string;
}

const redirectUri = (): string => location.origin + location.pathname;

/**
 * Leaves for the OpenID provider (authorization code with PKCE, RFC 7636).
 * @param next the page to go on with, as the router writes it
 * @param who whom the provider need not ask for
 */
export const signIn = async (next = '', who?: string): Promise<void> => {
  const begun: Begun = { verifier: random(), state: random(), next };
  keep('sign-in', begun);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(begun.verifier));
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri(),
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
    scope: 'openid profile',
    state: begun.state,
    ...(who === undefined ? {} : { login_hint: who }),
  });
  location.assign(`${issuer}/authorize?${asked}`);
};

/**
 * Ends a sign-in that leads back here.
 * @returns the page to go on with; undefined where nobody comes from the provider
 * @throws Problem where the code is not taken
 */
export const finishSignIn = async (): Promise<string | undefined> => {
  const given = new URLSearchParams(location.search);
  const [code, state] = [given.get('code'), given.get('state')];
  const who = given.get('as');
  // The portal's first page says who, in a sandbox: one click is enough.
  if (who !== null) await signIn('', who);
  if (code === null) return undefined;
  const begun = kept<Begun>('sign-in');
  keep('sign-in', undefined);
  history.replaceState(history.state, '', location.pathname + location.hash);
  if (begun === undefined || begun.state !== state) return undefined;
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri(),
      client_id: clientId,
      code_verifier: begun.verifier,
    }),
  });
  const body = (await answer.json()) as { readonly access_token?: string; readonly id_token?: string };
  if (body.access_token === undefined) throw new Problem({ status: answer.status, body });
  const claims = claimsOf(body.access_token);
  const { name = '' } = claimsOf(body.id_token ?? body.access_token);
  session.set({
    token: body.access_token,
    channel: claims['channel'] === 'alipay' ? 'alipay' : 'wechat',
    name,
  });
  return begun.next;
};

const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

/** What a token says; who may believe it, the platform decides. */
const claimsOf = (token: string): Readonly<Record<string, string | undefined>> => {
  const bytes = atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'));
  const text = new TextDecoder().decode(Uint8Array.from(bytes, (one) => one.charCodeAt(0)));
  return JSON.parse(text) as Readonly<Record<string, string | undefined>>;
};
