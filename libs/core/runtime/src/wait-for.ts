import { pause } from './pause';

/** For how long to look, and how often. */
export interface WaitOptions {
  /** `Infinity` where the look itself decides when to give up. */
  readonly timeoutMs: number;
  /** Pause between two looks; 50 ms when left out. */
  readonly everyMs?: number;
}

/**
 * Looks until the result is defined; `undefined` once the time is over. Looks at least once, and once more at
 * the end.
 * @throws what `look` throws.
 */
export const waitFor = async <T>(
  look: () => Promise<T | undefined>,
  { timeoutMs, everyMs = 50 }: WaitOptions,
): Promise<T | undefined> => {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const isLastLook = performance.now() >= deadlineMs;
    const result = await look();
    if (result !== undefined || isLastLook) return result;
    await pause(Math.min(everyMs, Math.max(0, deadlineMs - performance.now())));
  }
};
