import { waitFor } from './wait-for';

/** Succeeds at the nth look. */
const foundAt = (n: number) => {
  let looks = 0;
  return {
    look: async (): Promise<string | undefined> => {
      looks += 1;
      return looks >= n ? 'found' : undefined;
    },
    looks: () => looks,
  };
};

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('waiting for a result', () => {
  it('does not pause when the first look succeeds', async () =>
    expect(await waitFor(foundAt(1).look, { timeoutMs: 0 })).toBe('found'));

  it('looks again at the given interval until there is one', async () => {
    const { look, looks } = foundAt(4);
    const waiting = waitFor(look, { timeoutMs: 1_000, everyMs: 100 });
    await jest.advanceTimersByTimeAsync(299);
    expect(looks()).toBe(3);
    await jest.advanceTimersByTimeAsync(1);
    expect(await waiting).toBe('found');
    expect(looks()).toBe(4);
  });

  it('gives up at the deadline, after a last look', async () => {
    const { look, looks } = foundAt(Infinity);
    const waiting = waitFor(look, { timeoutMs: 250, everyMs: 100 });
    await jest.advanceTimersByTimeAsync(250);
    expect(await waiting).toBeUndefined();
    expect(looks()).toBe(4);
  });

  it('counts the time that a look takes', async () => {
    let looks = 0;
    const slowLook = async (): Promise<undefined> => {
      looks += 1;
      await new Promise((resolve) => {
        setTimeout(resolve, 200);
      });
    };
    const waiting = waitFor(slowLook, { timeoutMs: 250, everyMs: 100 });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await waiting).toBeUndefined();
    expect(looks).toBe(2);
  });

  it('passes on what a look throws', () =>
    expect(waitFor(() => Promise.reject(new Error('gone')), { timeoutMs: 1_000 })).rejects.toThrow('gone'));
});
