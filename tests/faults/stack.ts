import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { environmentsOf } from '@canbao/infra-local/environments';
import { freePorts } from '@canbao/infra-local/free-ports';
import { credentialsFor, keysOf, type Credentials, type Keys } from '@canbao/infra-local/keys';
import { prepareDatabase } from '@canbao/infra-local/prepare-database';
import type { Ports } from '@canbao/infra-local/settings';
import { createTopics, type KafkaServers } from '@canbao/kafka';
import { pause, type Log } from '@canbao/runtime';
import { Balancer } from './balancer';
import { HarnessClock } from './clock';
import { Cluster, type Victim } from './cluster';
import { Postgres, Service } from './processes';
import { TcpProxy } from './proxy';
import { instanceNames, services as serviceNames } from './schedule';

/**
 * The system as processes, with a proxy in front of the database, of each broker, of the channels as the
 * platform calls them (`channels`), and of the platform as channels call it (`callbacks`).
 */
export interface Stack {
  readonly cluster: Cluster;
  readonly services: readonly Service[];
  readonly portal: Service;
  readonly credentials: Credentials;
  readonly clock: HarnessClock;
  /** The counterparts of the channels, past the proxies. */
  readonly sandboxUrl: string;
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
  const [cluster, clock] = await Promise.all([Cluster.start(data), HarnessClock.listen(clockPort)]);
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

  const channels = await TcpProxy.listen(ports.sandbox);
  const callbacks = await TcpProxy.listen(ports.portal);
  const env = settingsOf(keys, ports, {
    data,
    kafka: cluster.servers,
    clockUrl: `http://127.0.0.1:${clockPort}`,
    databaseUrl: urlOn(databaseProxy.port),
    outsideDatabaseUrl: databaseUrl,
    outside: { sandbox: channels.port, portal: callbacks.port },
  });
  const service = (name: keyof Ports): Service => new Service(name, ports[name], env(name), data);
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
    clock,
    sandboxUrl: `http://127.0.0.1:${ports.sandbox}`,
    credentials: await credentialsFor(keys, ports, databaseUrl, cluster.addresses),
    victim: (name) => victims.find((victim) => victim.name === name),
    proxy: (name) =>
      ({ postgres: databaseProxy, channels, callbacks })[name] ??
      cluster.brokers.find((broker) => broker.name === name)?.proxy,
    close: async () => {
      await Promise.all([portal, ...services].map((process) => process.kill()));
      await Promise.all(groups.map((group) => ('balancer' in group ? group.balancer.close() : undefined)));
      await Promise.all([cluster.close(), postgres.kill()]);
      await Promise.all([databaseProxy, channels, callbacks].map((proxy) => proxy.close()));
      await clock.close();
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

/** Where everything is that is not a service. */
interface Surroundings {
  readonly data: string;
  readonly kafka: KafkaServers;
  readonly clockUrl: string;
  readonly databaseUrl: string;
  /** Of those outside: their database is their own as far as anybody knows, so no proxy is before it. */
  readonly outsideDatabaseUrl: string;
  /** Ports of the proxies between the platform and its channels. */
  readonly outside: { readonly sandbox: number; readonly portal: number };
}

/** The local settings with the clock of this harness, and proxies between the platform and its channels. */
const settingsOf = (
  keys: Keys,
  ports: Ports,
  { data, kafka, clockUrl, databaseUrl, outsideDatabaseUrl, outside }: Surroundings,
): ((name: string) => Record<string, string>) => {
  const where = { rulePack: 'jinan', data } as const;
  const direct = environmentsOf(keys, ports, { databaseUrl, kafka }, where);
  const urlOf = (name: keyof Ports): string => `http://127.0.0.1:${{ ...ports, ...outside }[name]}`;
  const { payment = {} } = environmentsOf(keys, ports, { databaseUrl, kafka }, { ...where, urlOf });
  const servers = { databaseUrl: outsideDatabaseUrl, kafka };
  const { sandbox = {} } = environmentsOf(keys, ports, servers, { ...where, urlOf });
  const all: Readonly<Record<string, Record<string, string>>> = { ...direct, payment, sandbox };
  return (name) => ({ ...all[name], CLOCK_URL: clockUrl });
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
  await setOutsideClock(stack);
};

/** Those outside have a clock of their own, which shows the same time. */
export const setOutsideClock = async ({ sandboxUrl, clock }: Stack): Promise<void> => {
  const response = await fetch(`${sandboxUrl}/sandbox/clock`, {
    method: 'PUT',
    body: JSON.stringify({ now: clock.now() }),
    headers: { 'content-type': 'application/json' },
  });
  if (!response.ok) throw new Error(`the clock of the sandbox cannot be set: ${response.status}`);
};
