import 'reflect-metadata';
import { startRelayThread } from '../messages/start-relay-thread';
import type { z } from 'zod';
import { logOf } from './log';
import { migrateCommand } from './migrate-command';
import { rebuildCommand } from './rebuild-command';
import { runService } from './run-service';
import type { Running, Service, Storage } from './service';
import { commonSettings, readSettings, type Settings } from './settings';

/**
 * A service's own program: serves, or does what its first argument says: `migrate` its schema, or `rebuild`
 * its projections. `own` are the settings beside the common ones; the service, and with it the secrets it
 * needs, is made only to serve.
 */
export const runProgram = <Shape extends z.ZodRawShape>(
  storage: Storage,
  own: Shape,
  service: (settings: z.infer<z.ZodObject<Shape>>) => Service,
): void => {
  const [command, ...args] = process.argv.slice(2);
  if (command === 'migrate') void migrateCommand(storage);
  else if (command === 'rebuild') void rebuildCommand(storage, args);
  else void startProgram(own, service);
};

const startProgram = <Shape extends z.ZodRawShape>(
  own: Shape,
  service: (settings: z.infer<z.ZodObject<Shape>>) => Service,
): Promise<void> => {
  // Read together, so that one start names every fault.
  const settings = readSettings({ ...commonSettings, ...own });
  return startService(service(settings as z.infer<z.ZodObject<Shape>>), settings as unknown as Settings);
};

/**
 * Starts a service as a process of its own: log on standard output, relay in a thread, orderly stop on
 * SIGTERM. The process ends with 1 when the service cannot start or a part of it has ended for good.
 */
export const startService = async (service: Service, settings: Settings): Promise<void> => {
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
