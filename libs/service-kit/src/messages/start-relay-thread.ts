import { Worker } from 'node:worker_threads';
import type { StartRelay } from './relay';

/** Under load, waking the relay at every commit would cost both threads more than it brings. */
const wakeEveryMs = 20;

/**
 * Starts the relay in a thread of its own, from a file that calls `runRelayThread`: encoding events for Kafka
 * would take an eighth of the time of the thread that answers requests. A thread that ends before it is
 * stopped ends the service.
 */
export const startRelayThread =
  (file: string): StartRelay =>
  ({ log, onFatal }) => {
    const thread = new Worker(file);
    let stopping = false;
    let nextWake: NodeJS.Timeout | undefined;
    const ended = new Promise<void>((resolve) => {
      thread.once('exit', () => {
        clearTimeout(nextWake);
        resolve();
        if (!stopping) onFatal();
      });
    });
    const endedEarly = ended.then(() => {
      throw new Error('the relay did not start');
    });
    const checked = new Promise<void>((resolve) => {
      thread.once('message', () => resolve());
    });
    thread.on('error', (error) => {
      log.error({ alarm: 'relay-thread', fault: error.stack ?? String(error) }, 'relay thread failed');
    });
    return {
      ready: Promise.race([checked, endedEarly]),
      wake: () => {
        nextWake ??= setTimeout(() => {
          nextWake = undefined;
          thread.postMessage('wake');
        }, wakeEveryMs);
      },
      stop: () => {
        stopping = true;
        clearTimeout(nextWake);
        thread.postMessage('stop');
        return ended;
      },
    };
  };
