import { dirname, join } from 'node:path';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { ContractEvent } from '@canbao/contracts';
import type { Event } from '@canbao/event-sourcing';
import { Relay } from '@canbao/kafka';
import { Database } from '@canbao/postgres';
import { logOf } from './log';
import { commonSettings, readSettings, type Settings } from './settings';

/** What a service needs of the relay that publishes its events, wherever that runs. */
export interface RunningRelay {
  wake(): void;
  stop(): Promise<void>;
}
export interface RelayNeeds {
  readonly database: Database;
  readonly settings: Settings;
  readonly published: (event: Event) => ContractEvent | undefined;
  readonly log: Logger;
  /** The relay has ended for good; the process should exit so that it is started afresh. */
  readonly onFatal: () => void;
}

/** In the thread of the service. */
export const relayHere = ({ database, settings, published, log }: RelayNeeds): RunningRelay => {
  const relay = new Relay({ db: database, brokers: settings.KAFKA_BROKERS, published, log });
  relay.start();
  return relay;
};

/** Under load a wake for every commit would cost both threads more than it brings. */
const wakeEveryMs = 20;

/** In a thread of its own, `relay.js` beside the service's program: encoding for Kafka would take an eighth of the time of the thread that answers. */
export const relayInThread = ({ database, log, onFatal }: RelayNeeds): RunningRelay => {
  const thread = new Worker(join(dirname(process.argv[1] ?? ''), 'relay.js'), { workerData: { role: database.role } });
  let stopping = false;
  let due: NodeJS.Timeout | undefined;
  const ended = new Promise<void>((resolve) => { thread.once('exit', () => { resolve(); if (!stopping) onFatal(); }); });
  thread.on('error', (error) => { log.error({ alarm: 'relay-thread', fault: error.stack ?? String(error) }, 'the thread of the relay failed'); });
  return {
    wake: () => { due ??= setTimeout(() => { due = undefined; thread.postMessage('wake'); }, wakeEveryMs); },
    stop: () => { stopping = true; clearTimeout(due); thread.postMessage('stop'); return ended; },
  };
};

/** The other side of {@link relayInThread}; it loads no more than publishing needs. */
export const runRelayThread = (service: string, published: (event: never) => ContractEvent | undefined): void => {
  const { role } = workerData as { role: string | undefined };
  const settings = readSettings(commonSettings);
  const database = Database.attach({ url: settings.DATABASE_URL, service, poolSize: 1 }, role);
  const relay = relayHere({ database, settings, published: published as RelayNeeds['published'], log: logOf(service, settings.LOG_LEVEL), onFatal: () => undefined });
  parentPort?.on('message', (message: 'wake' | 'stop') => {
    if (message === 'wake') relay.wake();
    else void relay.stop().then(() => database.close()).finally(() => parentPort?.close());
  });
};
