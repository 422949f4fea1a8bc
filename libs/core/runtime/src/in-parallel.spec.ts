import { inParallel } from './in-parallel';

/** Tasks that wait for their turn to end, and what has become of them. */
const controlled = (count: number) => {
  const started: number[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const tasks = Array.from({ length: count }, (_, n) => () => {
    started.push(n);
    return new Promise<void>((resolve, reject) => {
      ends[n] = (error) => (error === undefined ? resolve() : reject(error));
    });
  });
  /** Lets everything run that is ready to. */
  const settle = (): Promise<void> =>
    new Promise((resolve) => {
      setImmediate(resolve);
    });
  return { tasks, started, end: (n: number, error?: Error) => ends[n]?.(error), settle };
};

describe('work in parallel', () => {
  it('begins as many tasks as allowed, and another when one ends', async () => {
    const { tasks, started, end, settle } = controlled(4);
    const done = inParallel(2, tasks);
    expect(started).toEqual([0, 1]);
    end(1);
    await settle();
    expect(started).toEqual([0, 1, 2]);
    for (const n of [0, 2, 3]) {
      end(n);
      await settle();
    }
    await done;
    expect(started).toEqual([0, 1, 2, 3]);
  });

  it('begins no further task after a failure, and throws it once the running ones have ended', async () => {
    const { tasks, started, end, settle } = controlled(3);
    let outcome: unknown = 'running';
    const done = inParallel(2, tasks).catch((error: unknown) => {
      outcome = error;
    });
    end(0, new Error('first'));
    await settle();
    expect(outcome).toBe('running');
    end(1, new Error('second'));
    await done;
    expect(outcome).toEqual(new Error('first'));
    expect(started).toEqual([0, 1]);
  });

  it('is done at once without tasks', () => expect(inParallel(3, [])).resolves.toBeUndefined());
});
