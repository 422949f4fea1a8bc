import { randomInt, randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { waitFor } from '@canbao/runtime';
import { checkDigitOf } from '@canbao/vocabulary';

export interface Credentials {
  readonly baseUrl: string;
  readonly kafka: { readonly brokers: readonly string[] };
  readonly postgres: { readonly url: string };
  readonly tokens: {
    readonly hrss: string;
    readonly medicalBureau: string;
    readonly agency: string;
    readonly taxDesk: string;
    readonly operator: string;
    readonly secondOperator: string;
    readonly auditor: string;
    readonly banks: Readonly<Record<string, string>>;
    readonly payers: readonly { readonly name: string; readonly channel: string; readonly token: string }[];
  };
}

/** An answer as the wire gives it. */
export interface Reply<Body = any> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export const credentials = (): Credentials =>
  JSON.parse(readFileSync(process.env['CANBAO_CREDENTIALS'] ?? '', 'utf8')) as Credentials;

/**
 * Calls the portal as a client would. Every POST gets a new idempotency key unless one is given. With
 * `RECORD_CALLS`, the path of a file, calls are added to it: examples of the documentation are made of them.
 */
export const call = async (
  token: string | undefined,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> => {
  const response = await fetch(credentials().baseUrl + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const reply = {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
  };
  const record = process.env['RECORD_CALLS'];
  if (record !== undefined)
    appendFileSync(
      record,
      `${JSON.stringify({ method, path, body, status: reply.status, reply: reply.body })}\n`,
    );
  return reply;
};

/** Calls until the answer satisfies (facts cross Kafka in between); the last answer. */
export const eventually = async <T>(
  request: () => Promise<T>,
  satisfies: (answer: T) => boolean,
  timeoutMs = 15_000,
): Promise<T> => {
  let last = await request();
  await waitFor(
    async () => {
      if (!satisfies(last)) last = await request();
      return satisfies(last) ? true : undefined;
    },
    { timeoutMs, everyMs: 100 },
  );
  return last;
};

/** A number that passes GB 11643, generated at run time: the repository contains none. */
export const madeUpIdentityNumber = (area = '370102'): string => {
  const body = `${area}19${randomInt(60, 99)}0${randomInt(1, 10)}${randomInt(10, 29)}${randomInt(100, 1000)}`;
  return body + checkDigitOf(body);
};

export const setClock = (now: string | null): Promise<Reply> =>
  call(undefined, 'PUT', '/sandbox/clock', { now });

/** Registers and enrols a new person, and waits until assessment can quote for them. */
export const enrolledPerson = async (
  options: { district?: string; scheme?: 'pooled' | 'with-account'; from?: string } = {},
): Promise<{ personId: string; idNumber: string; name: string }> => {
  const { tokens } = credentials();
  const { district = '370102', scheme = 'pooled', from = '2020-01-01' } = options;
  const [idNumber, name] = [madeUpIdentityNumber(), '测试甲'];
  const registered = await call(tokens.hrss, 'POST', '/v1/persons', { idNumber, name });
  const personId = registered.body.personId as string;
  await call(tokens.hrss, 'PUT', `/v1/persons/${personId}/enrolments/pension`, { district, from });
  await call(tokens.medicalBureau, 'PUT', `/v1/persons/${personId}/enrolments/medical`, {
    district,
    scheme,
    from,
  });
  return { personId, idNumber, name };
};
