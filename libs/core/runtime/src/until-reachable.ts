import type { Log } from './log';
import { backoffMs, retrying } from './retrying';
import { isTransient } from './transient';

/** Configuration: after this long the process gives up, and its supervisor restarts it. */
const giveUpAfterMs = 60_000;
const delayMaxMs = 2_000;

/** A server that is down or still starting may come back; one that rejects our settings will not. */
const mayComeBack = (error: unknown): boolean =>
  isTransient(error) || (error instanceof Error && error.name.startsWith('KafkaJS'));

/**
 * Calls the server until it answers. A service that exited instead, to be restarted at once, would take the
 * processor time that the server needs for its own start.
 * @throws the last error once a minute has passed, and at once an error that waiting cannot cure.
 */
export const untilReachable = async <T>(server: string, call: () => Promise<T>, log: Log): Promise<T> => {
  const deadlineMs = performance.now() + giveUpAfterMs;
  return retrying(call, {
    mayRetry: (error) => mayComeBack(error) && performance.now() <= deadlineMs,
    onRetry: (error, attempt) => log.warn({ error: String(error), attempt }, `waiting for ${server}`),
    delayMs: (attempt) => backoffMs(attempt, delayMaxMs),
  });
};
