import { parentPort, workerData } from 'node:worker_threads';
import type { ContractEvent } from '@canbao/contracts';
import { Database } from '@canbao/postgres';
import { untilReachable } from '@canbao/runtime';
import { logOf } from '../lifecycle/log';
import { commonSettings, readSettings } from '../lifecycle/settings';
import { startRelay, type RelaySetup, type RunningRelay } from './relay';
import { assertNotRolledBack, RolledBack } from './rolled-back';

/**
 * The thread's side of `startRelayThread`; it loads no more than publishing needs. It ends, and the service
 * with it, when the database was rolled back to an earlier state.
 */
export const runRelayThread = (
  service: string,
  published: (event: never) => ContractEvent | undefined,
): void => {
  const { role } = workerData as { role: string | undefined };
  const { DATABASE_URL: url, KAFKA_BROKERS: brokers, LOG_LEVEL } = readSettings(commonSettings);
  const log = logOf(service, LOG_LEVEL);
  const database = Database.attach({ url, service, poolSize: 1 }, role);
  let relay: RunningRelay | undefined;
  let stopped: Promise<void> | undefined;

  const stop = (): void =>
    void (stopped ??= Promise.resolve(relay?.stop())
      .then(() => database.close())
      .finally(() => parentPort?.close()));

  const check = async (): Promise<void> => {
    try {
      await assertNotRolledBack(database, brokers, log);
    } catch (error) {
      if (error instanceof RolledBack) {
        log.fatal({ alarm: 'rolled-back' }, error.message);
        stop();
      }
      throw error;
    }
  };

  const start = (): void => {
    relay = startRelay({
      database,
      brokers,
      published: published as RelaySetup['published'],
      beforeLeading: checkExceptFirst(check),
      log,
      onFatal: () => undefined,
    });
    parentPort?.postMessage('checked');
  };

  parentPort?.on('message', (message: 'wake' | 'stop') => {
    if (message === 'wake') relay?.wake();
    else stop();
  });
  untilReachable('Kafka', check, log).then(start, (error: unknown) => {
    if (!(error instanceof RolledBack)) log.error({ error: String(error) }, 'relay could not start');
    stop();
  });
};

/**
 * The first lead follows a check. A later one may follow the loss of a server that came back in an earlier
 * state.
 */
const checkExceptFirst = (check: () => Promise<void>): (() => Promise<void>) => {
  let justChecked = true;
  return async () => {
    if (!justChecked) await check();
    justChecked = false;
  };
};
