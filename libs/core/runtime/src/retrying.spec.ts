import { pause } from './pause';
import { backoffMs, retrying } from './retrying';

describe('waiting', () => {
  it('ends early at the signal', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 5);
    const before = performance.now();
    await pause(10_000, stop.signal);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
  it('doubles up to five seconds', () =>
    expect([0, 1, 2, 6, 50].map((attempt) => backoffMs(attempt))).toEqual([100, 200, 400, 5_000, 5_000]));
});

describe('retrying', () => {
  const failing = (times: number): { work: () => Promise<string>; calls: () => number } => {
    let calls = 0;
    return {
      work: async () => {
        calls += 1;
        if (calls <= times) throw new Error(`failure ${calls}`);
        return 'done';
      },
      calls: () => calls,
    };
  };
  const delayMs = (): number => 0;

  it('runs until the work succeeds, and tells of every failure', async () => {
    const { work, calls } = failing(3);
    const told: unknown[] = [];
    const onRetry = (error: unknown, attempt: number): void => void told.push([attempt, String(error)]);
    expect(await retrying(work, { mayRetry: () => true, onRetry, delayMs })).toBe('done');
    expect(calls()).toBe(4);
    expect(told).toEqual([
      [0, 'Error: failure 1'],
      [1, 'Error: failure 2'],
      [2, 'Error: failure 3'],
    ]);
  });
  it('throws the first failure that may not be retried', async () => {
    const { work, calls } = failing(9);
    await expect(retrying(work, { mayRetry: (_, attempt) => attempt < 2, delayMs })).rejects.toThrow(
      'failure 3',
    );
    expect(calls()).toBe(3);
  });
  it('ends at the signal instead of trying again', async () => {
    const stop = new AbortController();
    const { work, calls } = failing(9);
    const onRetry = (): void => stop.abort(new Error('stopping'));
    await expect(retrying(work, { mayRetry: () => true, onRetry, signal: stop.signal })).rejects.toThrow(
      'stopping',
    );
    expect(calls()).toBe(1);
  });
});
