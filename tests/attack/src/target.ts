import { randomInt, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { importJWK, SignJWT, type JWK } from 'jose';
import { checkDigitOf } from '@canbao/vocabulary';

/** Sign-in for every role, as `npm start` writes it. */
export interface Credentials {
  readonly baseUrl: string;
  readonly postgres: { readonly url: string };
  readonly tokens: Record<
    'hrss' | 'medicalBureau' | 'agency' | 'taxDesk' | 'operator' | 'auditor',
    string
  > & {
    readonly banks: Readonly<Record<string, string>>;
    readonly payers: readonly { readonly name: string; readonly channel: string; readonly token: string }[];
  };
}

/** A request as a client sends it; `from` is a loopback address, so that attackers are not neighbours. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly from?: string;
}

/** An answer as the wire gives it, and how many milliseconds it took. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: any;
  readonly ms: number;
}

const answerTimeoutMs = 60_000;
const agents = new Map<string, Agent>();
const agentOf = (address: string): Agent => {
  const agent = agents.get(address) ?? new Agent({ keepAlive: true, maxSockets: 64, localAddress: address });
  agents.set(address, agent);
  return agent;
};

/** The running system that is attacked: its address, sign-in for each role, and its people. */
export class Target {
  private constructor(
    readonly credentials: Credentials,
    private readonly signingKey: JWK | undefined,
  ) {}

  /** Of a data folder of `npm start`. @throws when nothing has been started there. */
  static of(data: string): Target {
    const read = (name: string): unknown => JSON.parse(readFileSync(join(data, name), 'utf8'));
    const keys = existsSync(join(data, 'keys.json'))
      ? (read('keys.json') as { signIn: { private: JWK } })
      : undefined;
    return new Target(read('credentials.json') as Credentials, keys?.signIn.private);
  }

  get tokens(): Credentials['tokens'] {
    return this.credentials.tokens;
  }

  /** Sends a request; every POST gets a new idempotency key unless it brings one. Status 0: no answer. */
  send({ method, path, token, body, headers = {}, from = '127.0.0.1' }: Sent): Promise<Answer> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const began = performance.now();
    return new Promise((resolve) => {
      const none = (): void => resolve({ status: 0, headers: {}, body: undefined, ms: since(began) });
      const sending = request(
        new URL(path, this.credentials.baseUrl),
        {
          method,
          agent: agentOf(from),
          timeout: answerTimeoutMs,
          headers: {
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            ...(text === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
            ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', none);
          response.once('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: jsonOf(Buffer.concat(chunks).toString()),
              ms: since(began),
            }),
          );
        },
      );
      sending.once('error', none);
      sending.once('timeout', () => sending.destroy());
      sending.end(text);
    });
  }

  /** A token with any claims, as only the issuer could sign it; undefined without the sandbox's key. */
  async forge(subject: string, claims: object): Promise<string | undefined> {
    if (this.signingKey === undefined) return undefined;
    const key = await importJWK(this.signingKey, 'EdDSA');
    const { kid } = this.signingKey;
    const own = decoded(this.tokens.auditor);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...(kid === undefined ? {} : { kid }) })
      .setSubject(subject)
      .setIssuer(String(own['iss']))
      .setAudience(String(own['aud']))
      .setIssuedAt()
      .setExpirationTime('1 hour')
      .sign(key);
  }

  /** Registers and enrols a new person in Lixia (370102), with a number made up now. */
  async person(district = '370102'): Promise<{ personId: string; idNumber: string; name: string }> {
    const identity = { idNumber: madeUpIdentityNumber(district), name: '测试甲' };
    const { hrss, medicalBureau } = this.tokens;
    const registered = await this.send({ method: 'POST', path: '/v1/persons', token: hrss, body: identity });
    const { personId } = registered.body as { personId: string };
    const enrol = (token: string, insurance: string, body: object): Promise<Answer> =>
      this.send({ method: 'PUT', path: `/v1/persons/${personId}/enrolments/${insurance}`, token, body });
    await enrol(hrss, 'pension', { district, from: '2020-01-01' });
    await enrol(medicalBureau, 'medical', { district, scheme: 'pooled', from: '2020-01-01' });
    return { personId, ...identity };
  }

  /** Lets a payer act for the person. */
  add(payer: string, { idNumber, name }: { idNumber: string; name: string }): Promise<Answer> {
    const body = { idNumber, name };
    return this.send({ method: 'POST', path: '/v1/payers/me/beneficiaries', token: payer, body });
  }

  /** Asks for a quote of this month's pension on a base of 5,000 yuan. */
  quote(token: string, personId: string, months: readonly string[] = [thisMonth()]): Promise<Answer> {
    const body = { personId, insurance: 'pension', months, base: '5000.00' };
    return this.send({ method: 'POST', path: '/v1/quotes', token, body });
  }
}

const since = (began: number): number => Math.round(performance.now() - began);

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text === '' ? undefined : text;
  }
};

/** The claims of a token, unchecked. */
export const decoded = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

/** The current month in Shanghai. */
export const thisMonth = (): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date()).slice(0, 7);

/** An identity number with a valid check digit. */
export const numberOf = (area: string, birthday: string, serial: number): string => {
  const body = `${area}${birthday}${String(serial).padStart(3, '0')}`;
  return body + checkDigitOf(body);
};

const madeUpIdentityNumber = (area: string): string =>
  numberOf(area, `19${randomInt(60, 99)}0${randomInt(1, 10)}${randomInt(10, 29)}`, randomInt(1, 1000));
