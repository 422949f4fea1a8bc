import 'reflect-metadata';
import { startRelayThread } from '../messages/start-relay-thread';
import { logOf } from './log';
import { rebuildCommand } from './rebuild-command';
import { runService } from './run-service';
import type { Running, Service, Storage } from './service';
import { commonSettings, readSettings } from './settings';

/**
 * A service's own program: serves, or rebuilds the service's projections when its first argument is
 * `rebuild`. The service, and with it the secrets it needs, is made only to serve.
 */
export const runProgram = (storage: Storage, service: () => Service): void =>
  void (process.argv[2] === 'rebuild'
    ? rebuildCommand(storage, process.argv.slice(3))
    : startService(service()));

/**
 * Starts a service as a process of its own: settings from the environment, log on standard output, relay in a
 * thread, orderly stop on SIGTERM. The process ends with 1 when the service cannot start or a part of it has
 * ended for good.
 */
export const startService = async (service: Service): Promise<void> => {
  const settings = readSettings(commonSettings);
  const log = logOf(service.name, settings.LOG_LEVEL);
  let running: Running | undefined;
  const end = (code: number): void =>
    void (running?.stop() ?? Promise.resolve()).finally(() => process.exit(code));
  try {
    running = await runService(service, settings, log, () => end(1), startRelayThread(service.relayThread));
  } catch (error) {
    const fault = error instanceof Error ? error.stack : String(error);
    log.fatal({ fault }, `${service.name} could not start`);
    process.exit(1);
  }
  process.once('SIGTERM', () => end(0));
  process.once('SIGINT', () => end(0));
};
