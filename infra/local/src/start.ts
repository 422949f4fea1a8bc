import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTopics, KafkaSettingFault, kafkaServers, type KafkaServers } from '@canbao/kafka';
import { DataFolder } from './data-folder';
import { loadDemonstration } from './demo';
import { environmentsOf, type Servers } from './environments';
import { kafkaProgram } from './kafka';
import { credentialsFor, keysOf, type Keys } from './keys';
import { postgresProgram } from './postgres';
import { prepareDatabase } from './prepare-database';
import { closeToOthers } from './private-files';
import { reachBrokers, reachDatabase, reachFolder } from './reach';
import { publishSealingKey } from './seals';
import { follow } from './logs';
import { checkPorts, readSettings, StartFault, type Ports, type Settings } from './settings';
import { Crew, service, type Supervised } from './supervise';

// Whatever is written here, by this process or by those that it starts, is the owner's alone.
process.umask(0o077);

const began = Date.now();
let step = 'The settings';
const say = (text: string): void =>
  void process.stdout.write(`${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${text}\n`);
/** Says what happens now; a start that takes too long names it. */
const now = (what: string): void => {
  step = what;
  say(what);
};

let folder: DataFolder | undefined;
let crew: Crew | undefined;
let stopping = false;

const stopAll = async (code: number): Promise<void> => {
  if (stopping) return;
  stopping = true;
  await crew
    ?.stop((sentence) => process.stdout.write(`${sentence}\n`))
    .catch((error: unknown) => process.stderr.write(`not all stopped cleanly: ${String(error)}\n`));
  folder?.release();
  process.exit(code);
};

const start = async (settings: Settings): Promise<void> => {
  const { data, ports } = settings;
  reachFolder(data);
  folder = DataFolder.claim(data, ports.portal);
  const left = await folder.clear();
  if (left.length > 0) say(`A start that was killed had left behind, now stopped: ${left.join(', ')}`);
  await checkPorts(settings);
  if (settings.databaseUrl !== undefined) await reachDatabase(settings.databaseUrl);
  if (settings.brokers !== undefined) await reachBrokers(kafkaServers(settings.brokers, process.env));
  const keys = await keysOf(data);
  publishSealingKey(data, keys.seal);
  closeToOthers(data);
  crew = new Crew({ register: folder });
  now(`Data in ${data}. Starting PostgreSQL and Kafka`);
  const servers = await startServers(crew, settings, keys);
  say('PostgreSQL and Kafka are up (one broker, one replica: for one machine only)');
  now('Starting services');
  await startServices(crew, settings, environmentsOf(keys, ports, servers, settings));
  const credentials = await credentialsFor(keys, ports, servers.databaseUrl, servers.kafka.brokers);
  const file = join(data, 'credentials.json');
  // A file that exists keeps its mode when it is written.
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(credentials, undefined, 2), { mode: 0o600 });
  now('Services are ready. Loading the demonstration population');
  const people = await loadDemonstration(credentials);
  say(`Ready: ${people} demonstration people, portal ${credentials.baseUrl}/`);
  const hints = [
    `Portal       ${credentials.baseUrl}/        (calls: ${credentials.baseUrl}/docs)`,
    `Sign-in      ${file}`,
    `Logs         ${join(data, 'logs')}`,
    'Try          npm run guide',
    'Stop         Ctrl-C, or npm stop',
  ];
  process.stdout.write(`\n${hints.map((hint) => `  ${hint}\n`).join('')}\n`);
  if (process.env['SCREENS'] === 'build') void buildScreens(crew, data, credentials.baseUrl);
};

/** Beside the calls, which are answered already: the console and the payer's pages, where sources changed. */
const buildScreens = async (members: Crew, data: string, baseUrl: string): Promise<void> => {
  const root = join(__dirname, '../../..');
  const log = join(data, 'logs/screens.log');
  const told = follow(log, say);
  try {
    await members.run({
      name: 'Screens',
      log,
      command: process.execPath,
      args: [join(root, 'infra/local/screens.mjs')],
      cwd: root,
      env: { ...process.env, SCREENS_STATE: join(data, 'screens.json'), SCREENS_NICE: 'yes' },
    });
    say(`Screens: ${baseUrl}/console/ and ${baseUrl}/pay/`);
  } catch (error) {
    if (!stopping) process.stderr.write(`${sentenceOf(error)}\n`);
  } finally {
    told();
  }
};

/** PostgreSQL and Kafka: the embedded ones, or those that the settings name. */
const startServers = async (
  members: Crew,
  { data, ports, databaseUrl, brokers }: Settings,
  { databasePassword, databaseLogins }: Keys,
): Promise<Servers> => {
  const server = async (): Promise<string> => {
    if (databaseUrl !== undefined) return databaseUrl;
    const program = await postgresProgram(members, data, ports.postgres, databasePassword, say);
    await members.supervise(program).ready();
    return program.url;
  };
  const database = async (): Promise<string> => {
    const url = await server();
    await prepareDatabase(url, databaseLogins);
    return url;
  };
  const kafka = async (): Promise<KafkaServers> => {
    if (brokers !== undefined) return kafkaServers(brokers, process.env);
    const program = await kafkaProgram(members, data, ports.kafka, ports.controller);
    await members.supervise(program).ready();
    return { brokers: program.brokers };
  };
  const [url, cluster] = await Promise.all([database(), kafka()]);
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await createTopics(cluster, { profile: 'sandbox', log: quiet });
  return { databaseUrl: url, kafka: cluster };
};

/** The sandbox first: the services read their clock from it. */
const startServices = async (
  members: Crew,
  { data, ports }: Settings,
  env: Readonly<Record<string, Record<string, string>>>,
): Promise<void> => {
  const supervise = (name: keyof Ports): Supervised =>
    members.supervise(service(name, ports[name], env[name] ?? {}, data));
  await supervise('sandbox').ready();
  const names = ['registration', 'assessment', 'payment', 'ledger-sync', 'portal'] as const;
  const services = names.map(supervise);
  await Promise.all(services.map((one) => one.ready()));
};

const sentenceOf = (error: unknown): string => {
  if (error instanceof StartFault || error instanceof KafkaSettingFault) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

const withinDeadline = async (seconds: number, work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const why = (): string => `The start did not finish within ${seconds} s. It had come to: ${step}.`;
    timer = setTimeout(() => reject(new StartFault(why())), seconds * 1000);
  });
  await Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
};

// A terminal sends Ctrl-C to this process and to npm, which passes it on: the second one must not cut the
// stop short.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stopAll(0));
// npm's own process holds the other end; if that is killed, nobody is left to stop this one.
if (process.connected) process.once('disconnect', () => void stopAll(1));

void (async () => {
  const settings = readSettings(process.env);
  await withinDeadline(settings.startSeconds, start(settings));
})().catch(async (error: unknown) => {
  // What a stop breaks off is no fault.
  if (!stopping) process.stderr.write(`${sentenceOf(error)}\n`);
  await stopAll(1);
});
