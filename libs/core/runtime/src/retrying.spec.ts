import { backoffMs, retrying } from './retrying';

/** Work that fails that many times and then succeeds. */
const failing = (times: number) => {
  const attempts: number[] = [];
  return {
    attempts,
    work: async (attempt: number): Promise<string> => {
      attempts.push(attempt);
      if (attempts.length <= times) throw new Error(`failure ${attempts.length}`);
      return 'done';
    },
  };
};
const always = (): boolean => true;
const delayMs = (): number => 0;

describe('the back-off', () => {
  it('doubles from 100 ms up to five seconds', () =>
    expect([0, 1, 2, 3, 4, 5, 6, 50].map((attempt) => backoffMs(attempt))).toEqual([
      100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000,
    ]));
  it('stays below another limit where one is set', () =>
    expect([0, 1, 2, 50].map((attempt) => backoffMs(attempt, 300))).toEqual([100, 200, 300, 300]));
});

describe('retrying', () => {
  it('runs the work until it succeeds, and reports every failure', async () => {
    const { work, attempts } = failing(3);
    const reported: unknown[] = [];
    const onRetry = (error: unknown, attempt: number): void => void reported.push([attempt, String(error)]);
    expect(await retrying(work, { mayRetry: always, onRetry, delayMs })).toBe('done');
    expect(attempts).toEqual([0, 1, 2, 3]);
    expect(reported).toEqual([
      [0, 'Error: failure 1'],
      [1, 'Error: failure 2'],
      [2, 'Error: failure 3'],
    ]);
  });

  it('throws the first failure that may not be retried', async () => {
    const { work, attempts } = failing(9);
    const mayRetry = (_: unknown, attempt: number): boolean => attempt < 2;
    await expect(retrying(work, { mayRetry, delayMs })).rejects.toThrow('failure 3');
    expect(attempts).toEqual([0, 1, 2]);
  });

  it('waits for what follows a failure before it tries again', async () => {
    const steps: string[] = [];
    const { work } = failing(1);
    await retrying(
      (attempt) => {
        steps.push(`attempt ${attempt}`);
        return work(attempt);
      },
      {
        mayRetry: always,
        onRetry: async () => {
          await Promise.resolve();
          steps.push('cleaned up');
        },
        delayMs,
      },
    );
    expect(steps).toEqual(['attempt 0', 'cleaned up', 'attempt 1']);
  });

  it.each([
    ['100 ms after the first failure, 200 after the second', {}, [100, 300]],
    ['after the delays it is given', { delayMs: (attempt: number) => 10 * (attempt + 1) }, [10, 30]],
  ])('tries again %s', async (_, options, expected) => {
    jest.useFakeTimers();
    const startedMs = performance.now();
    const triedAtMs: number[] = [];
    const { work } = failing(2);
    const done = retrying(
      (attempt) => {
        if (attempt > 0) triedAtMs.push(Math.round(performance.now() - startedMs));
        return work(attempt);
      },
      { mayRetry: always, ...options },
    );
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await done).toBe('done');
    expect(triedAtMs).toEqual(expected);
    jest.useRealTimers();
  });

  it('ends at the signal instead of trying again', async () => {
    const stopping = new AbortController();
    const { work, attempts } = failing(9);
    const onRetry = (): void => stopping.abort(new Error('stopping'));
    await expect(retrying(work, { mayRetry: always, onRetry, signal: stopping.signal })).rejects.toThrow(
      'stopping',
    );
    expect(attempts).toEqual([0]);
  });

  it('does not begin once the signal has aborted', async () => {
    const { work, attempts } = failing(0);
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(retrying(work, { mayRetry: always, signal })).rejects.toThrow('stopped');
    expect(attempts).toEqual([]);
  });

  it('throws the failure itself when the signal aborts during an attempt', async () => {
    const stopping = new AbortController();
    const work = async (): Promise<never> => {
      stopping.abort(new Error('stopping'));
      throw new Error('failed while stopping');
    };
    await expect(retrying(work, { mayRetry: always, signal: stopping.signal })).rejects.toThrow(
      'failed while stopping',
    );
  });
});
