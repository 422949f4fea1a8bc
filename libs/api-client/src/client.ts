import type { Body, Inputs, Method, PathsOf } from './calls';
import { Refused, Unanswered } from './refusals';
import type { Request, Response, Transport } from './transport';

/** A success. */
export interface Answer<B> {
  readonly status: number;
  readonly body: B;
  /** The version that the answer shows, for `version` of the change that follows. */
  readonly version?: string;
  /** Whether this answer was given before, to a request under the same key. */
  readonly replayed: boolean;
}

/**
 * A call of the API.
 * @throws Refused with the problem document, when the API says no.
 * @throws Unanswered when no answer came: send the same again, under the same key.
 */
export type Caller<M extends Method> = <P extends PathsOf<M>>(
  path: P,
  ...input: Inputs<M, P>
) => Promise<Answer<Body<M, P>>>;

/** The calls of the API, by method and path. */
export interface Client {
  readonly get: Caller<'get'>;
  readonly post: Caller<'post'>;
  readonly put: Caller<'put'>;
  readonly delete: Caller<'delete'>;
}

/** Where the API is, who sends, and who is signed in. */
export interface Options {
  /** Such as `/v1`, or `https://…/v1` from elsewhere. */
  readonly baseUrl: string;
  readonly send: Transport;
  /** The sign-in token; undefined without one. Asked before each call. */
  readonly token?: () => string | undefined;
}

/** What any call may be given. */
interface AnyInput {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly key?: string;
  readonly version?: string;
  readonly body?: unknown;
}

/** The calls of the API, over a transport. */
export const client = (options: Options): Client => {
  const caller =
    (method: Request['method']) =>
    async (path: string, input: AnyInput = {}): Promise<Answer<unknown>> =>
      answerOf(await sent(options, requestOf(options, method, path, input)));
  const all = { get: caller('GET'), post: caller('POST'), put: caller('PUT'), delete: caller('DELETE') };
  return all as unknown as Client;
};

const requestOf = (
  { baseUrl, token }: Options,
  method: Request['method'],
  path: string,
  { path: places = {}, query = {}, key, version, body }: AnyInput,
): Request => {
  const where = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(places[name])));
  const asked = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&');
  const signedIn = token?.();
  const isFile = typeof body === 'string';
  return {
    method,
    url: `${baseUrl}${where}${asked === '' ? '' : `?${asked}`}`,
    headers: {
      accept: 'application/json',
      ...(signedIn === undefined ? {} : { authorization: `Bearer ${signedIn}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(version === undefined ? {} : { 'if-match': version }),
      ...(body === undefined ? {} : { 'content-type': isFile ? 'application/x-ndjson' : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
  };
};

const sent = async ({ send }: Options, request: Request): Promise<Response> => {
  try {
    return await send(request);
  } catch (cause) {
    throw new Unanswered(cause);
  }
};

const answerOf = ({ status, text, header }: Response): Answer<unknown> => {
  if (status >= 400) throw Refused.of(status, text, header('retry-after'));
  const version = header('etag');
  return {
    status,
    body: bodyOf(text, header('content-type') ?? ''),
    ...(version === undefined ? {} : { version }),
    replayed: header('idempotent-replayed') === 'true',
  };
};

const bodyOf = (text: string, type: string): unknown => {
  if (text === '') return undefined;
  return type.includes('json') ? (JSON.parse(text) as unknown) : text;
};
