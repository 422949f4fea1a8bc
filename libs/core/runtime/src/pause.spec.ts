import { pause } from './pause';

/** Whether the promise has resolved by now. */
const watched = (promise: Promise<void>) => {
  const state = { resolved: false };
  void promise.then(() => {
    state.resolved = true;
  });
  return state;
};

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('a pause', () => {
  it('lasts as long as it says', async () => {
    const pausing = watched(pause(1_000));
    await jest.advanceTimersByTimeAsync(999);
    expect(pausing.resolved).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(pausing.resolved).toBe(true);
  });

  it('ends at the signal and leaves neither timer nor listener behind', async () => {
    const stopping = new AbortController();
    const removed = jest.spyOn(stopping.signal, 'removeEventListener');
    const pausing = watched(pause(1_000, stopping.signal));
    stopping.abort();
    await jest.advanceTimersByTimeAsync(0);
    expect(pausing.resolved).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
    expect(removed).toHaveBeenCalledTimes(1);
  });

  it('is over at once when the signal has aborted before', async () => {
    await pause(1_000, AbortSignal.abort());
    expect(jest.getTimerCount()).toBe(0);
  });
});
