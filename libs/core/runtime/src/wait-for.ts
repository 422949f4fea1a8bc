import { pause } from './pause';

/** How long to ask, and how often. */
export interface WaitOptions {
  readonly timeoutMs: number;
  readonly everyMs?: number;
}

/** Asks until the answer is defined; `undefined` once the time is over. Asks at least once. */
export const waitFor = async <T>(
  ask: () => Promise<T | undefined>,
  { timeoutMs, everyMs = 50 }: WaitOptions,
): Promise<T | undefined> => {
  for (let waitedMs = 0; ; waitedMs += everyMs) {
    const answer = await ask();
    if (answer !== undefined || waitedMs >= timeoutMs) return answer;
    await pause(everyMs);
  }
};
