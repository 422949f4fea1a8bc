import { instant } from '@canbao/calendar';
import { News } from './news';

describe('a job that works on news', () => {
  let position: bigint;
  let seconds: number;
  let runs: number;
  let news: News;
  beforeEach(() => {
    [position, seconds, runs] = [1n, 0, 0];
    const now = () => instant(`2025-03-01T08:00:${String(seconds).padStart(2, '0')}.000+08:00`);
    news = new News({ lastPosition: async () => position }, { now });
  });
  const run = () =>
    news.unlessQuiet(async () => {
      runs += 1;
    });

  it('works once, and rests while nothing happens', async () => {
    await run();
    seconds = 14;
    await run();
    expect(runs).toBe(1);
  });

  it.each<[string, () => void]>([
    ['an event was stored', () => (position = 2n)],
    ['time has passed', () => (seconds = 15)],
  ])('works again when %s', async (_, happen) => {
    await run();
    happen();
    await run();
    expect(runs).toBe(2);
  });

  it('works again when the clock was set back', async () => {
    seconds = 40;
    await run();
    seconds = 0;
    await run();
    expect(runs).toBe(2);
  });

  it('works again after it has stored something itself', async () => {
    await news.unlessQuiet(async () => {
      position = 2n;
    });
    await run();
    expect(runs).toBe(1);
  });

  it('tries again at once what has failed', async () => {
    await run();
    position = 2n;
    await expect(news.unlessQuiet(() => Promise.reject(new Error('no connection')))).rejects.toThrow();
    await run();
    expect(runs).toBe(2);
  });
});
