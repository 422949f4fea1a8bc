/** What to do with an event, given the highest version of its stream that was handled (0 for none). */
export type Judgement = 'apply' | 'duplicate' | 'gap';

/**
 * Kafka may repeat, never skip: a version at or below the cursor was handled; a predecessor above it was lost on the way.
 * Versions need not be consecutive, because not every stored event is published.
 */
export const judge = (event: { readonly version: number; readonly previous: number }, cursor: number): Judgement => {
  if (event.version <= cursor) return 'duplicate';
  return event.previous > cursor ? 'gap' : 'apply';
};

/** Items by key, each in the order given. */
export const byKey = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
};

/** Runs the tasks, at most `limit` at a time. All have ended when it returns; the first failure is thrown then. */
export const inParallel = async (limit: number, tasks: readonly (() => Promise<void>)[]): Promise<void> => {
  const waiting = [...tasks];
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      await task().catch((error: unknown) => { failures.push(error); waiting.length = 0; });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, tasks.length) }, work));
  if (failures.length > 0) throw failures[0];
};

/** Waits, but no longer than until the signal. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });

/** 100 ms, doubled each time, at most 5 s. */
export const backoffMs = (attempt: number): number => Math.min(5_000, 100 * 2 ** Math.min(attempt, 10));
