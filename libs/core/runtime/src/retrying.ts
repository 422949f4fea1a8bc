import { pause } from './pause';

/**
 * Milliseconds to wait after an attempt (counted from 0): 100, doubled with each attempt, at most `maxMs`.
 */
export const backoffMs = (attempt: number, maxMs = 5_000): number =>
  Math.min(maxMs, 100 * 2 ** Math.min(attempt, 10));

/** When to try again. */
export interface RetryOptions {
  /** Whether the error may go away by itself; `attempt` counts from 0. */
  readonly mayRetry: (error: unknown, attempt: number) => boolean;
  /** Called with every error that is retried, before the pause. */
  readonly onRetry?: (error: unknown, attempt: number) => void | Promise<void>;
  /** Once it aborts there are no further attempts. */
  readonly signal?: AbortSignal;
  /** How long to wait before the next attempt; exponential back-off when left out. */
  readonly delayMs?: (attempt: number) => number;
}

/**
 * Runs the work until it succeeds.
 * @throws the first error that may not be retried, or the signal's reason.
 */
export const retrying = async <T>(
  work: (attempt: number) => Promise<T>,
  { mayRetry, onRetry, signal, delayMs = backoffMs }: RetryOptions,
): Promise<T> => {
  for (let attempt = 0; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await work(attempt);
    } catch (error) {
      if (signal?.aborted === true || !mayRetry(error, attempt)) throw error;
      await onRetry?.(error, attempt);
      await pause(delayMs(attempt), signal);
    }
  }
};
