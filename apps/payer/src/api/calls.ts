import type { Body, Input, Method, PathsOf } from '@canbao/api-client';
import { keep, kept } from '../state/storage';
import { session } from '../state/session';
import { Problem } from './problem';
import { routes } from './routes';
import { send } from './transport';

type Used = keyof typeof routes;
/** The generated client's call of a route, such as `GET /orders`. */
type CallOf<Id extends Used> = (typeof routes)[Id] extends `${infer M} ${infer P}`
  ? { readonly method: Lowercase<M>; readonly path: P }
  : never;
/** What a call answers, by the client that is generated from the platform's description. */
export type Reply<Id extends Used> =
  CallOf<Id> extends { readonly method: infer M extends Method; readonly path: infer P }
    ? P extends PathsOf<M>
      ? Body<M, P>
      : never
    : never;
type BodyOf<Id extends Used> =
  CallOf<Id> extends { readonly method: infer M extends Method; readonly path: infer P }
    ? P extends PathsOf<M>
      ? Input<M, P> extends { readonly body?: infer B }
        ? B
        : Record<never, never>
      : never
    : never;

interface Asked<Id extends Used> {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: BodyOf<Id>;
  /** Made before the first attempt and used again after a lost one. */
  readonly key?: string;
}

/** The address of a call with its parameters filled in, below `/v1`. */
export const addressOf = (
  path: string,
  parameters: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, string | undefined>> = {},
): string => {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
  const asked = Object.keys(query)
    .filter((name) => query[name] !== undefined)
    .map((name) => `${name}=${encodeURIComponent(query[name] ?? '')}`);
  return `/v1${filled}${asked.length === 0 ? '' : `?${asked.join('&')}`}`;
};

/** The header that says who asks. */
export const signedIn = (): Readonly<Record<string, string>> => {
  const known = session.get();
  return known === undefined ? {} : { authorization: `Bearer ${known.token}` };
};

/**
 * Asks the platform.
 * @throws Problem where it refuses, Lost where nobody knows.
 */
export const ask = async <Id extends Used>(id: Id, asked: Asked<Id> = {}): Promise<Reply<Id>> => {
  const [method = '', path = ''] = routes[id].split(' ');
  const key = method === 'POST' ? { 'idempotency-key': asked.key ?? freshKey() } : {};
  const answer = await send(
    method,
    addressOf(path, asked.path, asked.query),
    { ...signedIn(), ...key },
    asked.body as object | undefined,
  );
  if (answer.status === 401) session.set(undefined);
  if (answer.status >= 300 || answer.status === 0) throw new Problem(answer);
  return answer.body as Reply<Id>;
};

interface Pending {
  readonly key: string;
  readonly body: string;
}

/**
 * Asks for an effect that must happen once: the key is kept with the body until an answer is there, so that a
 * second tap, a reload or a lost connection ask the same again.
 */
export const askOnce = async <Id extends Used>(id: Id, asked: Asked<Id>): Promise<Reply<Id>> => {
  const body = printOf(JSON.stringify([asked.path, asked.body]));
  const pending = kept<Pending>(`pending.${id}`);
  const key = pending?.body === body ? pending.key : freshKey();
  keep(`pending.${id}`, { key, body });
  try {
    const reply = await ask(id, { ...asked, key });
    keep(`pending.${id}`, undefined);
    return reply;
  } catch (error) {
    if (error instanceof Problem && error.status < 500) keep(`pending.${id}`, undefined);
    throw error;
  }
};

/** Tells one body from another, and keeps nothing of it on the device. */
const printOf = (text: string): string => {
  let print = 0;
  for (let index = 0; index < text.length; index += 1)
    print = (print * 31 + text.charCodeAt(index)) % 2_147_483_647;
  return `${text.length}-${print}`;
};

/** Unique enough for a key that is scoped to its payer; old engines have no `crypto.randomUUID`. */
const freshKey = (): string => {
  const random = (): string => Math.random().toString(36).slice(2, 12);
  return `p-${Date.now().toString(36)}-${random()}${random()}`;
};
