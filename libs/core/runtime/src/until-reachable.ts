import type { Log } from './log';
import { backoffMs, retrying } from './retrying';
import { isTransient } from './transient';

/** Configuration: after this long the process gives up and is restarted by whatever supervises it. */
const patienceMs = 60_000;
const maxDelayMs = 2_000;

/** A server that is down, or still starting, may come back; one that rejects our settings will not. */
const mayComeBack = (error: unknown): boolean =>
  isTransient(error) || (error instanceof Error && error.name.startsWith('KafkaJS'));

/**
 * Calls the server until it answers. A service that exited at once and was restarted would take from that
 * server the
 * processor time it needs to come back.
 */
export const untilReachable = async <T>(server: string, ask: () => Promise<T>, log: Log): Promise<T> => {
  const deadline = performance.now() + patienceMs;
  return retrying(ask, {
    mayRetry: (error) => mayComeBack(error) && performance.now() <= deadline,
    onRetry: (error, attempt) => log.warn({ error: String(error), attempt }, `waiting for ${server}`),
    delayMs: (attempt) => backoffMs(attempt, maxDelayMs),
  });
};
