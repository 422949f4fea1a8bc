import { pause } from './pause';

/** 100 ms, doubled with each attempt (counted from 0), at most `maxMs`. */
export const backoffMs = (attempt: number, maxMs = 5_000): number =>
  Math.min(maxMs, 100 * 2 ** Math.min(attempt, 10));

/** When to try again. */
export interface RetryOptions {
  /** Whether the error may go away by itself; `attempt` counts from 0. */
  readonly mayRetry: (error: unknown, attempt: number) => boolean;
  /** Hears of every error that is retried, before the pause. */
  readonly onRetry?: (error: unknown, attempt: number) => void | Promise<void>;
  /** Ends the retrying: its reason is thrown instead of another attempt. */
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
  options: RetryOptions,
): Promise<T> => {
  const { mayRetry, onRetry, signal, delayMs = backoffMs } = options;
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
