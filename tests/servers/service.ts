import type { QuoteKeys } from '@canbao/service-kit';
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import pino from 'pino';
import { Module } from '@nestjs/common';
import { CompactSign, exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { anyEvents } from '@canbao/event-sourcing';
import { loginOf, rebuild, type Rebuilt } from '@canbao/postgres';
import { pause } from '@canbao/runtime';
import {
  runService,
  withKitEvents,
  type Running,
  type Service,
  type Settings,
  type Storage,
} from '@canbao/service-kit';
import { prepared } from './database';

import { testEnvelopeKeys } from './kafka';

const askEveryMs = 50;

/** Any answer of the API, read as the wire gives it. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}
export type TestRole =
  | 'hrss'
  | 'medical-bureau'
  | 'agency'
  | 'tax-desk'
  | 'operator'
  | 'auditor'
  | { readonly operator: string }
  | { readonly bank: string; readonly district?: string }
  | { readonly taxDesk: string; readonly district: string }
  | { readonly payer: string; readonly channel: 'wechat' | 'alipay' };

/** A new key pair, as text for the settings. */
export const keyPair = async (): Promise<{
  readonly private: CryptoKey;
  readonly privateJwk: string;
  readonly publicJwk: string;
}> => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  return {
    private: privateKey,
    privateJwk: JSON.stringify(await exportJWK(privateKey)),
    publicJwk: JSON.stringify(await exportJWK(publicKey)),
  };
};

/** A new key for seals, as the settings have it. */
export const sealingJwk = async (): Promise<Settings['SEAL_KEY']> => ({
  ...JSON.parse((await keyPair()).privateJwk),
  kid: 'spec',
});

/** A new secret for quote tokens, under one id whatever the secret. */
export const quoteKeys = (): QuoteKeys => ({
  current: 'spec',
  secrets: { spec: randomBytes(32).toString('base64url') },
});

/** The bytes of the current secret. */
export const secretOf = ({ current, secrets }: QuoteKeys): Uint8Array =>
  Buffer.from(secrets[current] ?? '', 'base64url');

/** A quote token as the standard has it (RFC 7515), made without the product. */
export const quoteToken = (claims: object, keys: QuoteKeys): Promise<string> =>
  new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'HS256', typ: 'canbao-quote', kid: keys.current })
    .sign(secretOf(keys));

/** An empty database on the test server, dropped at the end. */
export const testDatabase = async (): Promise<{
  readonly url: string;
  readonly query: (sql: string, params?: unknown[]) => Promise<any[]>;
  readonly drop: () => Promise<void>;
}> => {
  const server = process.env['TEST_DATABASE_URL'] ?? '';
  const name = `spec_${randomUUID().replaceAll('-', '')}`;
  const asOwner = async (sql: string): Promise<void> => {
    const client = new pg.Client(server);
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await asOwner(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 4 });
  pool.on('error', () => undefined);
  return {
    url: url.href,
    query: async (sql, params) => (await pool.query(sql, params)).rows,
    drop: async () => {
      await pool.end();
      await asOwner(`drop database ${name} with (force)`);
      const logins = ['owner', 'auditor', 'registration', 'assessment', 'payment', 'ledger-sync'];
      await asOwner(`drop role if exists ${logins.map((login) => loginOf(name, login)).join(', ')}`);
    },
  };
};

export interface TestService extends Running {
  /** Everything that was logged, unmasked, at the finest level. */
  readonly logged: readonly string[];
  /** The header of a call of one's own making. */
  readonly authorizationOf: (as: TestRole) => Promise<string>;
  readonly call: (
    as: TestRole | undefined,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Reply>;
}

/** Sign-in tokens of one test, signed by a key of its own as `infra/local` does. */
export const signIn = async (): Promise<{
  readonly jwks: NonNullable<Settings['SIGN_IN_JWKS']>;
  readonly tokenOf: (role: TestRole) => Promise<string>;
}> => {
  const keys = await keyPair();
  const claims = (role: TestRole): [string, object] =>
    typeof role === 'string'
      ? [role, { role }]
      : 'bank' in role
        ? [`bank-${role.bank}`, { role: 'bank', ...role }]
        : 'taxDesk' in role
          ? [role.taxDesk, { role: 'tax-desk', district: role.district }]
          : 'operator' in role
            ? [role.operator, { role: 'operator' }]
            : [role.payer, { role: 'payer', channel: role.channel }];
  return {
    jwks: { keys: [{ ...JSON.parse(keys.publicJwk), kid: 'spec' }] },
    tokenOf: (role) => {
      const [subject, more] = claims(role);
      return new SignJWT({ ...more })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'spec' })
        .setSubject(subject)
        .setIssuer('canbao-sandbox')
        .setAudience('canbao')
        .setIssuedAt()
        .setExpirationTime('1 hour')
        .sign(keys.private);
    },
  };
};

/** A service that has nothing beside the kit but what is passed. */
export const bareService = (name: Service['name'], own: Partial<Service> = {}): Service => ({
  name,
  migrations: [],
  views: [],
  eventTypes: anyEvents,
  operations: [],
  module: NoModule,
  published: () => undefined,
  relayThread: '',
  ...own,
});

@Module({})
class NoModule {}

/** The real Nest application in this process: own database, the shared broker, a free port. */
export const startForTest: typeof startUnjoined = async (...args) => {
  const service = await startUnjoined(...args);
  await service.joined;
  return service;
};

/** Returns as soon as calls are answered. */
export const startUnjoined = async (
  service: Service,
  databaseUrl: string,
  settings: Partial<Settings> = {},
): Promise<TestService> => {
  const { jwks, tokenOf } = await signIn();
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const running = await runService(
    service,
    {
      SERVICE_PORT: 0,
      SERVICE_HOST: '127.0.0.1',
      DATABASE_URL: await prepared({ ...service, url: databaseUrl, service: service.name }),
      KAFKA_BROKERS: (process.env['TEST_KAFKA_BROKERS'] ?? '').split(','),
      ENVELOPE_KEYS: testEnvelopeKeys,
      CANBAO_PROFILE: 'sandbox',
      SIGN_IN_ISSUER: 'canbao-sandbox',
      SIGN_IN_AUDIENCE: 'canbao',
      SIGN_IN_JWKS: jwks,
      SIGN_IN_HOURS_MAX: 12,
      SIGN_IN_POLL_SECONDS: 30,
      SEAL_KEY: await sealingJwk(),
      SEAL_EVERY_SECONDS: 60,
      CATCH_UP_MS: 200,
      JOB_PACE: 5,
      LOG_LEVEL: 'info',
      ...settings,
    },
    log,
    () => {
      throw new Error(`${service.name} ended for good`);
    },
  );
  const call: TestService['call'] = async (as, method, path, body, headers = {}) => {
    const response = await fetch(running.url + path, {
      method,
      headers: {
        ...(as === undefined ? {} : { authorization: `Bearer ${await tokenOf(as)}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
  const authorizationOf = async (as: TestRole): Promise<string> => `Bearer ${await tokenOf(as)}`;
  return { ...running, logged, call, authorizationOf };
};

/** Polls until the answer satisfies, or the time is over; returns the last answer. */
export const eventually = async <T>(
  ask: () => Promise<T>,
  satisfied: (answer: T) => boolean,
  timeoutMs = 45_000,
): Promise<T> => {
  const deadline = performance.now() + timeoutMs;
  let answer = await ask();
  while (!satisfied(answer) && performance.now() <= deadline) {
    await pause(askEveryMs);
    answer = await ask();
  }
  return answer;
};

/** The findings of rebuilds in batches of one, seven and all events; the tables stay as they are. */
export const verified = async ({ name, views, eventTypes }: Storage, url: string): Promise<Rebuilt[]> => {
  const rebuilt: Rebuilt[] = [];
  for (const batch of [1, 7, 100_000])
    rebuilt.push(
      await rebuild({
        url,
        service: name,
        views,
        eventTypes: withKitEvents(eventTypes),
        verify: true,
        batch,
      }),
    );
  return rebuilt;
};

/** The tables of rebuilds that are not what their events make, with the rows that differ. */
export const differences = (rebuilt: readonly Rebuilt[]): unknown[] =>
  rebuilt.flatMap(({ tables }) => tables.filter(({ equal }) => !equal));
