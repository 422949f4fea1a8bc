import { createServer, type Server } from 'node:http';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { environmentsOf } from '@canbao/infra-local/environments';
import { freePorts } from '@canbao/infra-local/free-ports';
import { credentialsFor, keysOf, type Credentials, type Keys } from '@canbao/infra-local/keys';
import { prepareDatabase } from '@canbao/infra-local/prepare-database';
import type { Ports } from '@canbao/infra-local/settings';
import { createTopics } from '@canbao/kafka';
import { urlFor } from '@canbao/postgres';
import { pause, type Log } from '@canbao/runtime';
import { Balancer } from './balancer';
import { Cluster, type Victim } from './cluster';
import { Postgres, Service } from './processes';
import { TcpProxy } from './proxy';
import { instanceNames, services as serviceNames } from './schedule';

/** The system as processes, with a proxy in front of the database and of each broker. */
export interface Stack {
  readonly cluster: Cluster;
  readonly services: readonly Service[];
  readonly portal: Service;
  readonly credentials: Credentials;
  /** Past the proxy, for the checks. */
  readonly databaseUrl: string;
  readonly victim: (name: string) => Victim | undefined;
  readonly proxy: (name: string) => TcpProxy | undefined;
  close(): Promise<void>;
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** With several instances of each service, each behind a balancer. */
export const startStack = async (data: string, instances = 1): Promise<Stack> => {
  mkdirSync(data, { recursive: true });
  chmodSync(data, 0o755);
  const [ports, clockPort] = await portsOf();
  const keys = await keysOf(data);
  const [cluster, clock] = await Promise.all([Cluster.start(data), clockServer(clockPort)]);
  // Three copies of each topic, as in production.
  await createTopics({ brokers: cluster.addresses }, { profile: 'production', log: silent });
  // A folder of its own, which may be a small disk.
  const home = join(data, 'postgres');
  mkdirSync(home, { recursive: true, mode: 0o755 });
  const postgres = new Postgres(home, ports.postgres, keys.databasePassword);
  await postgres.start();
  const databaseProxy = await TcpProxy.listen(ports.postgres);
  const urlOn = (port: number): string =>
    `postgres://canbao:${keys.databasePassword}@127.0.0.1:${port}/postgres`;
  const databaseUrl = urlOn(ports.postgres);

  await prepareDatabase(databaseUrl, keys.databaseLogins);

  const env = settingsOf(keys, ports, data, cluster, clockPort, urlOn(databaseProxy.port));
  // The bureaus' database is their own as far as anybody knows: no proxy before it.
  const sandboxUrl = urlFor(databaseUrl, 'sandbox', keys.databaseLogins['sandbox'] ?? '');
  // No channel is connected here: its counterparts have nobody to tell.
  const sandbox = {
    DATABASE_URL: sandboxUrl,
    PLATFORM_URL: 'http://127.0.0.1:1/v1',
    CANBAO_PROFILE: 'sandbox',
  };
  const service = (name: keyof Ports): Service =>
    new Service(name, ports[name], name === 'sandbox' ? sandbox : env(name), data);
  const groups = await Promise.all(
    serviceNames.map((name) =>
      instances === 1 || name === 'sandbox'
        ? { services: [service(name)] }
        : balanced(name, ports[name], instances, env(name), data),
    ),
  );
  const services = groups.flatMap((group) => group.services);
  const portal = service('portal');
  const victims: readonly Victim[] = [...cluster.brokers, postgres, ...services];
  const stack: Stack = {
    cluster,
    services,
    portal,
    databaseUrl,
    credentials: await credentialsFor(keys, ports, databaseUrl, cluster.addresses),
    victim: (name) => victims.find((victim) => victim.name === name),
    proxy: (name) =>
      name === 'postgres' ? databaseProxy : cluster.brokers.find((broker) => broker.name === name)?.proxy,
    close: async () => {
      await Promise.all([portal, ...services].map((process) => process.kill()));
      await Promise.all(groups.map((group) => ('balancer' in group ? group.balancer.close() : undefined)));
      await Promise.all([cluster.close(), postgres.kill(), databaseProxy.close()]);
      await closeServer(clock);
    },
  };
  await startAll(stack);
  return stack;
};

/** Instances share the database, the consumer group and the keys; each writes files of its own. */
const balanced = async (
  name: string,
  port: number,
  instances: number,
  env: Readonly<Record<string, string>>,
  data: string,
): Promise<{ readonly services: readonly Service[]; readonly balancer: Balancer }> => {
  const ports = await freePorts(instances);
  const services = instanceNames(name, instances).map((instance, index) => {
    const files = Object.fromEntries(
      ['SEAL_FILE', 'SECURITY_FILE'].map((file) => [file, join(data, `${file}-${instance}.jsonl`)]),
    );
    return new Service(instance, ports[index] ?? 0, { ...env, ...files }, data, name);
  });
  return { services, balancer: await Balancer.listen(port, ports) };
};

const portsOf = async (): Promise<[Ports, number]> => {
  const free = await freePorts(8);
  const names = ['portal', 'registration', 'assessment', 'payment', 'ledger-sync', 'sandbox', 'postgres'];
  const ports = Object.fromEntries(names.map((name, index) => [name, free[index] ?? 0]));
  // The cluster picks its own ports.
  return [{ ...ports, kafka: 0, controller: 0 } as unknown as Ports, free[7] ?? 0];
};

/** The local settings with the clock of this harness. */
const settingsOf = (
  keys: Keys,
  ports: Ports,
  data: string,
  { servers }: Cluster,
  clockPort: number,
  databaseUrl: string,
): ((name: string) => Record<string, string>) => {
  const local = environmentsOf(keys, ports, { databaseUrl, kafka: servers }, { rulePack: 'jinan', data });
  return (name) => ({
    ...local[name],
    CLOCK_URL: `http://127.0.0.1:${clockPort}`,
  });
};

const startAll = async (stack: Stack): Promise<void> => {
  const all = [...stack.services, stack.portal];
  for (const service of all) {
    await service.start();
    // One after the other: two cores start five processes faster that way.
    await pause(100);
  }
  for (const service of all) {
    if (await service.ready(60_000)) continue;
    await stack.close();
    throw new Error(`${service.name} did not become ready. Its last lines:\n${service.lastLines()}`);
  }
};

const beganMs = Date.parse('2022-05-18T10:00:00+08:00');
const shanghaiOffsetMs = 8 * 3_600_000;

/** The clock of the guide's month; it belongs to the harness, so that no fault moves a date. */
const clockServer = async (port: number): Promise<Server> => {
  const startedMs = Date.now();
  const server = createServer((_, response) => {
    const elapsedMs = Date.now() - startedMs;
    const now = new Date(beganMs + elapsedMs + shanghaiOffsetMs).toISOString().slice(0, -1);
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ now: `${now}+08:00`, version: 0 }));
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
};

const closeServer = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
};
