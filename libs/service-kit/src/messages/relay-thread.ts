import { dirname, join } from 'node:path';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { ContractEvent } from '@canbao/contracts';
import type { Event } from '@canbao/event-sourcing';
import { Relay } from '@canbao/kafka';
import { Database, PostgresOutbox } from '@canbao/postgres';
import { untilReachable } from '@canbao/runtime';
import { assertNotRolledBack, RolledBack } from './rolled-back';
import { logOf } from '../lifecycle/log';
import { commonSettings, readSettings, type Settings } from '../lifecycle/settings';

/** What a service needs of the relay that publishes its events, wherever that runs. */
export interface RunningRelay {
  /** Ends when the service may serve. */
  readonly ready: Promise<void>;
  wake(): void;
  stop(): Promise<void>;
}
export interface RelayNeeds {
  readonly database: Database;
  readonly settings: Settings;
  readonly published: (event: Event) => ContractEvent | undefined;
  readonly beforeLeading?: () => Promise<void>;
  readonly log: Logger;
  /** The relay has ended for good; the process should exit so that it is started afresh. */
  readonly onFatal: () => void;
}

/** In the thread of the service. */
export const relayHere = ({
  database,
  settings,
  published,
  beforeLeading,
  log,
}: RelayNeeds): RunningRelay => {
  const relay = new Relay({
    service: database.service,
    outbox: new PostgresOutbox(database),
    brokers: settings.KAFKA_BROKERS,
    published,
    log,
    ...(beforeLeading === undefined ? {} : { beforeLeading }),
  });
  relay.start();
  return {
    ready: Promise.resolve(),
    wake: () => {
      relay.wake();
    },
    stop: () => relay.stop(),
  };
};

/** Under load a wake for every commit would cost both threads more than it brings. */
const wakeEveryMs = 20;

/**
 * In a thread of its own, `relay.js` beside the service's program: encoding for Kafka would take an eighth of
 * the time of the thread that answers.
 */
export const relayInThread = ({ database, log, onFatal }: RelayNeeds): RunningRelay => {
  const thread = new Worker(join(dirname(process.argv[1] ?? ''), 'relay.js'), {
    workerData: { role: database.role },
  });
  let stopping = false;
  let due: NodeJS.Timeout | undefined;
  const ended = new Promise<void>((resolve) => {
    thread.once('exit', () => {
      resolve();
      if (!stopping) onFatal();
    });
  });
  const looked = new Promise<void>((resolve) => {
    thread.once('message', () => {
      resolve();
    });
  });
  thread.on('error', (error) => {
    log.error(
      { alarm: 'relay-thread', fault: error.stack ?? String(error) },
      'the thread of the relay failed',
    );
  });
  return {
    ready: Promise.race([
      looked,
      ended.then(() => {
        throw new Error('the relay did not start');
      }),
    ]),
    wake: () => {
      due ??= setTimeout(() => {
        due = undefined;
        thread.postMessage('wake');
      }, wakeEveryMs);
    },
    stop: () => {
      stopping = true;
      clearTimeout(due);
      thread.postMessage('stop');
      return ended;
    },
  };
};

/**
 * The other side of {@link relayInThread}; it loads no more than publishing needs. A database that was set
 * back ends it, and the service with it.
 */
export const runRelayThread = (
  service: string,
  published: (event: never) => ContractEvent | undefined,
): void => {
  const { role } = workerData as { role: string | undefined };
  const settings = readSettings(commonSettings);
  const log = logOf(service, settings.LOG_LEVEL);
  const database = Database.attach({ url: settings.DATABASE_URL, service, poolSize: 1 }, role);
  let relay: RunningRelay | undefined;
  let stopped: Promise<void> | undefined;
  const stop = (): void =>
    void (stopped ??= Promise.resolve(relay?.stop())
      .then(() => database.close())
      .finally(() => parentPort?.close()));
  const look = async (): Promise<void> => {
    try {
      await assertNotRolledBack(database, settings.KAFKA_BROKERS, log);
    } catch (error) {
      if (error instanceof RolledBack) {
        log.fatal({ alarm: 'rolled-back' }, error.message);
        stop();
      }
      throw error;
    }
  };
  parentPort?.on('message', (message: 'wake' | 'stop') => {
    if (message === 'wake') relay?.wake();
    else stop();
  });
  untilReachable('Kafka', look, log).then(
    () => {
      let lookedJustNow = true;
      // A lead that is taken again may have been lost with a server that comes back as it was earlier.
      const beforeLeading = async (): Promise<void> => {
        if (!lookedJustNow) await look();
        lookedJustNow = false;
      };
      relay = relayHere({
        database,
        settings,
        published: published as RelayNeeds['published'],
        beforeLeading,
        log,
        onFatal: () => undefined,
      });
      parentPort?.postMessage('looked');
    },
    (error: unknown) => {
      if (!(error instanceof RolledBack)) log.error({ error: String(error) }, 'the relay could not start');
      stop();
    },
  );
};
