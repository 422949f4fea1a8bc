import { byFetch, client, Refused, Unanswered, type Request, type Response } from '@canbao/api-client';
import { accessToken, SignInGivenUp, signInAgain } from '../sign-in/session';

/** Longer than a service may take, in ms. */
const timeoutMs = 30_000;

const limited = (url: string, init: RequestInit): ReturnType<typeof fetch> =>
  fetch(url, { ...init, cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) });
const once = byFetch(limited);

/** Asks to sign in again where the token is too old, and sends the same once more, under its key. */
const send = async (request: Request): Promise<Response> => {
  const response = await once(request);
  if (response.status !== 401) return response;
  await signInAgain();
  return once({ ...request, headers: { ...request.headers, ...authorization() } });
};

const authorization = (): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${accessToken() ?? ''}`,
});

/** The calls of the platform, as whoever is signed in. */
export const api = client({ baseUrl: '/v1', send, token: accessToken });

/** A paper as a file; `path` below `/v1`. @throws Refused, Unanswered. */
export const fileOf = async (path: string): Promise<Blob> => {
  const attempt = () => limited(`/v1${path}`, { headers: authorization() });
  try {
    let response = await attempt();
    if (response.status === 401) {
      await signInAgain();
      response = await attempt();
    }
    if (response.ok) return await response.blob();
    throw Refused.of(
      response.status,
      await response.text(),
      response.headers.get('retry-after') ?? undefined,
    );
  } catch (error) {
    throw error instanceof Refused ? error : new Unanswered(error);
  }
};

/** A key for one thing that a person does: sent again with it, it has no second effect. */
export const newKey = (): string => crypto.randomUUID();

/** The sentence to show for an error of any kind. */
export const sentenceOf = (error: unknown): string => {
  if (error instanceof Refused) return error.problem.userMessage;
  if (error instanceof Unanswered)
    return error.cause instanceof SignInGivenUp
      ? '登录已过期。请重新登录后再试，已填写的内容仍然保留。'
      : '没有收到系统的答复，网络可能已断开。请检查网络后再试，重复提交不会重复记账。';
  return '页面出现异常，请刷新后再试。';
};

/** The stable code of a refusal; undefined for anything else. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Refused ? error.problem.code : undefined;
