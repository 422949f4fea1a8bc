import { createServer, type Server } from 'node:http';
import { chmodSync, mkdirSync } from 'node:fs';
import { freePorts } from '@canbao/infra-local/free-ports';
import { credentialsFor, keysOf, type Credentials } from '@canbao/infra-local/keys';
import { Cluster, type Victim } from './cluster';
import { pause } from '@canbao/runtime';
import { Postgres, Service } from './processes';
import { TcpProxy } from './proxy';
import { services as serviceNames } from './schedule';

const begun = Date.parse('2022-05-18T10:00:00+08:00');

/** The system as processes, with a proxy before the database and before each broker. */
export interface Stack {
  readonly cluster: Cluster;
  readonly services: readonly Service[];
  readonly portal: Service;
  readonly credentials: Credentials;
  /** Past the proxy, for the one who checks. */
  readonly databaseUrl: string;
  readonly victim: (name: string) => Victim | undefined;
  readonly proxy: (name: string) => TcpProxy | undefined;
  close(): Promise<void>;
}

/** The clock of the guide's month; it is the harness's own, so that no fault moves a date. */
const clockServer = async (port: number): Promise<Server> => {
  const started = Date.now();
  const server = createServer((_, response) => {
    const now = new Date(begun + Date.now() - started + 8 * 3_600_000).toISOString().slice(0, -1);
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ now: `${now}+08:00`, version: 0 }));
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
};

export const startStack = async (data: string): Promise<Stack> => {
  mkdirSync(data, { recursive: true });
  chmodSync(data, 0o755);
  const ports = await freePorts(8);
  const [portal, registration, assessment, payment, ledgerSync, sandbox, database, clockPort] = ports as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const keys = await keysOf(data);
  const [cluster, clock] = await Promise.all([Cluster.start(data), clockServer(clockPort)]);
  const postgres = new Postgres(data, database, keys.databasePassword);
  await postgres.start();
  const databaseProxy = await TcpProxy.listen(database);
  const urlOn = (port: number): string =>
    `postgres://canbao:${keys.databasePassword}@127.0.0.1:${port}/postgres`;
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  const common = {
    DATABASE_URL: urlOn(databaseProxy.port),
    KAFKA_BROKERS: cluster.addresses.join(','),
    CANBAO_PROFILE: 'production',
    CLOCK_URL: url(clockPort),
    SIGN_IN_PUBLIC_JWK: JSON.stringify(keys.signIn.public),
    LOG_LEVEL: 'info',
  };
  const env: Readonly<Record<string, readonly [number, Record<string, string>]>> = {
    registration: [registration, { ...common, IDENTITY_KEYS: JSON.stringify(keys.identity) }],
    assessment: [
      assessment,
      { ...common, QUOTE_PRIVATE_JWK: JSON.stringify(keys.quote.private), RULE_PACK: 'jinan' },
    ],
    payment: [payment, { ...common, QUOTE_PUBLIC_JWK: JSON.stringify(keys.quote.public) }],
    'ledger-sync': [
      ledgerSync,
      {
        ...common,
        HRSS_URL: `${url(sandbox)}/bureaus/hrss`,
        MEDICAL_BUREAU_URL: `${url(sandbox)}/bureaus/medical`,
      },
    ],
    // The bureaus have a database of their own as far as anybody knows: no proxy before it.
    sandbox: [sandbox, { DATABASE_URL: urlOn(database), CANBAO_PROFILE: 'sandbox' }],
  };
  const services = serviceNames.map((name) => {
    const [port, own] = env[name] ?? [0, {}];
    return new Service(name, port, own, data);
  });
  const door = new Service(
    'portal',
    portal,
    {
      PORT: String(portal),
      REGISTRATION_URL: url(registration),
      ASSESSMENT_URL: url(assessment),
      PAYMENT_URL: url(payment),
      LEDGER_SYNC_URL: url(ledgerSync),
    },
    data,
  );
  const victims: readonly Victim[] = [...cluster.brokers, postgres, ...services];
  const stack: Stack = {
    cluster,
    services,
    portal: door,
    databaseUrl: urlOn(database),
    credentials: await credentialsFor(keys, { portal } as never, urlOn(database), cluster.addresses),
    victim: (name) => victims.find((one) => one.name === name),
    proxy: (name) =>
      name === 'postgres' ? databaseProxy : cluster.brokers.find((one) => one.name === name)?.proxy,
    close: async () => {
      await Promise.all([door, ...services].map((one) => one.kill()));
      await Promise.all([cluster.close(), postgres.kill(), databaseProxy.close()]);
      clock.closeAllConnections();
      await new Promise((resolve) => {
        clock.close(resolve);
      });
    },
  };
  for (const one of [...services, door]) {
    await one.start();
    await pause(100);
  }
  for (const one of [...services, door]) {
    if (await one.ready(60_000)) continue;
    await stack.close();
    throw new Error(`${one.name} did not become ready. The last it said:\n${one.lastWords()}`);
  }
  return stack;
};
