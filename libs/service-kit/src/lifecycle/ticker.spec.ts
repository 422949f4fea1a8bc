import { Ticker } from './ticker';

const lines: object[] = [];
const log = { info: jest.fn(), warn: jest.fn(), error: (fields: object) => void lines.push(fields) };

/** Work that takes as long as the spec wants. */
const work = (): {
  readonly begun: () => number;
  readonly end: () => void;
  readonly run: () => Promise<void>;
} => {
  let begun = 0;
  let end = (): void => undefined;
  return {
    begun: () => begun,
    end: () => end(),
    run: () => {
      begun += 1;
      return new Promise((resolve) => {
        end = resolve;
      });
    },
  };
};

describe('a ticker', () => {
  beforeEach(() => {
    lines.length = 0;
    jest.useFakeTimers();
  });
  afterEach(() => jest.useRealTimers());

  it('runs its work at every interval, the first time after one', async () => {
    const run = jest.fn(async () => undefined);
    const ticker = new Ticker('count', 1_000, run, log);
    ticker.start();
    await jest.advanceTimersByTimeAsync(999);
    expect(run).toHaveBeenCalledTimes(0);
    await jest.advanceTimersByTimeAsync(2_001);
    expect(run).toHaveBeenCalledTimes(3);
    await ticker.stop();
  });

  it('never overlaps itself, and continues once a slow run has ended', async () => {
    const slow = work();
    const ticker = new Ticker('slow', 1_000, slow.run, log);
    ticker.start();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(slow.begun()).toBe(1);
    slow.end();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(slow.begun()).toBe(2);
    slow.end();
    await ticker.stop();
  });

  it('waits for the run in progress when stopped, and begins no other', async () => {
    const slow = work();
    const ticker = new Ticker('slow', 1_000, slow.run, log);
    ticker.start();
    await jest.advanceTimersByTimeAsync(1_000);
    let stopped = false;
    const stop = ticker.stop().then(() => {
      stopped = true;
    });
    await jest.advanceTimersByTimeAsync(5_000);
    expect({ stopped, begun: slow.begun() }).toEqual({ stopped: false, begun: 1 });
    slow.end();
    await stop;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(slow.begun()).toBe(1);
  });

  it('can be stopped before it was started', () =>
    expect(new Ticker('idle', 1_000, async () => undefined, log).stop()).resolves.toBeUndefined());

  it('ticks once per interval however often it is started', async () => {
    const run = jest.fn(async () => undefined);
    const ticker = new Ticker('count', 1_000, run, log);
    ticker.start();
    ticker.start();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(run).toHaveBeenCalledTimes(1);
    await ticker.stop();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('ticks four times as often at a pace of four', async () => {
    const run = jest.fn(async () => undefined);
    const ticker = new Ticker('count', 1_000, run, log);
    ticker.start(4);
    await jest.advanceTimersByTimeAsync(1_000);
    await ticker.stop();
    expect(run).toHaveBeenCalledTimes(4);
  });

  it('logs a run that fails and continues', async () => {
    const run = jest.fn(async () => {
      if (run.mock.calls.length === 1) throw new Error('connection lost');
    });
    const ticker = new Ticker('expire-orders', 1_000, run, log);
    ticker.start();
    await jest.advanceTimersByTimeAsync(2_000);
    await ticker.stop();
    expect(run).toHaveBeenCalledTimes(2);
    expect(lines).toEqual([{ alarm: 'job-failed', job: 'expire-orders', error: 'Error: connection lost' }]);
  });
});
