import { isTransient } from '@canbao/postgres';
import type { Logger } from 'pino';

/** Configuration: after that the process ends and is started afresh. */
const patienceMs = 60_000;
const longestPauseMs = 2_000;

/** What may pass: a server that cannot be reached, or is not itself again. What it says of its settings does not. */
const mayPass = (error: unknown): boolean => isTransient(error) || (error instanceof Error && error.name.startsWith('KafkaJS'));

/**
 * Asks until the server answers. A service that ended at once and was started again would take from those servers the
 * processor time that they need to come back.
 */
export const untilReachable = async <T>(what: string, ask: () => Promise<T>, log: Logger): Promise<T> => {
  const until = performance.now() + patienceMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!mayPass(error) || performance.now() > until) throw error;
      log.warn({ error: String(error), attempt }, `waiting for ${what}`);
      await new Promise((resolve) => { setTimeout(resolve, Math.min(longestPauseMs, 100 * 2 ** attempt)); });
    }
  }
};
