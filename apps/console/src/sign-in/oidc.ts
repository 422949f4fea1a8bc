import * as oidc from 'openid-client';
import type { Person, Session } from './session';

/** Where people sign in: the portal's answer to `/console/settings.json`. */
interface Settings {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** What the access token is for, where the issuer wants to be told (RFC 8707). */
  readonly resource?: string;
}
/** A sign-in under way, from the click to the way back. */
interface Flow {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where to go on afterwards. */
  readonly next: string;
  /** It goes on in a window of its own, over a page that waits. */
  readonly isBeside: boolean;
}

const flowKey = 'canbao.sign-in';
const channelName = 'canbao-sign-in';
const wayBack = (): string => new URL('/console/signed-in', location.origin).href;

const configuration = async (): Promise<{ settings: Settings; config: oidc.Configuration }> => {
  const answer = await fetch('/console/settings.json', { cache: 'no-store' });
  if (!answer.ok) throw new Error(`the settings were answered with ${answer.status}`);
  const settings = (await answer.json()) as Settings;
  const issuer = new URL(settings.issuer, location.origin);
  const insecure = issuer.protocol === 'http:' ? { execute: [oidc.allowInsecureRequests] } : {};
  const config = await oidc.discovery(issuer, settings.clientId, undefined, oidc.None(), insecure);
  return { settings, config };
};

/** The issuer's address for a new sign-in, with what proves the way back kept in this tab. */
const begin = async (
  next: string,
  isBeside: boolean,
  who?: string,
): Promise<{ url: string; state: string }> => {
  const { settings, config } = await configuration();
  const flow: Flow = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    next,
    isBeside,
  };
  sessionStorage.setItem(flowKey, JSON.stringify(flow));
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: wayBack(),
    scope: settings.scope,
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(flow.verifier),
    code_challenge_method: 'S256',
    ...(settings.resource === undefined ? {} : { resource: settings.resource }),
    ...(who === undefined ? {} : { login_hint: who }),
  });
  return { url: url.href, state: flow.state };
};

/** Leaves for the issuer; `next` is where to come back to, `who` whom the issuer need not ask for. */
export const signIn = async (next: string, who?: string): Promise<void> =>
  location.assign((await begin(next, false, who)).url);

/**
 * Signs in beside the page, which stays as it is, until `signal` gives up. Opens its window at once, as
 * browsers want it of a click. Once it is at the issuer nobody can tell whether it is still there (COOP).
 * @throws when the window was refused.
 */
export const signInBeside = async (signal: AbortSignal): Promise<Session> => {
  const beside = window.open('about:blank', 'canbao-sign-in', 'popup,width=900,height=720');
  if (beside === null) throw new Error('浏览器阻止了登录窗口，请允许本站打开窗口后再试。');
  const { url, state } = await begin('', true);
  // A window copies what its opener keeps when it opens: what was kept since is put there by hand.
  beside.sessionStorage.setItem(flowKey, sessionStorage.getItem(flowKey) ?? '');
  const channel = new BroadcastChannel(channelName);
  signal.addEventListener('abort', () => channel.close());
  return new Promise((resolve) => {
    channel.addEventListener('message', ({ data }: MessageEvent<{ state: string; session: Session }>) => {
      if (data.state !== state) return;
      channel.close();
      resolve(data.session);
    });
    beside.location.assign(url);
  });
};

/** The way back from the issuer: the session, and where to go on; beside a page, its window closes. */
export const complete = async (): Promise<{ session: Session; next: string } | 'beside'> => {
  const text = sessionStorage.getItem(flowKey);
  if (text === null) throw new Error('there is no sign-in under way');
  const flow = JSON.parse(text) as Flow;
  sessionStorage.removeItem(flowKey);
  const { config } = await configuration();
  const tokens = await oidc.authorizationCodeGrant(config, new URL(location.href), {
    pkceCodeVerifier: flow.verifier,
    expectedState: flow.state,
    expectedNonce: flow.nonce,
    idTokenExpected: true,
  });
  const { sub, name, office, role, bank, district } = (tokens.claims() ?? {}) as Record<string, unknown>;
  if (typeof sub !== 'string' || typeof role !== 'string') throw new Error('the token names no role');
  const person = { id: sub, name: name ?? sub, office, role, bank, district } as Person;
  const session = { person, token: tokens.access_token };
  if (!flow.isBeside) return { session, next: flow.next };
  const channel = new BroadcastChannel(channelName);
  channel.postMessage({ state: flow.state, session });
  channel.close();
  window.close();
  return 'beside';
};
