import { inParallel } from './in-parallel';
import { pause } from './pause';

describe('work in parallel', () => {
  it('keeps to its limit and ends when all have ended', async () => {
    let now = 0;
    let most = 0;
    let done = 0;
    await inParallel(
      4,
      Array.from({ length: 20 }, () => async () => {
        most = Math.max(most, (now += 1));
        await pause(1);
        now -= 1;
        done += 1;
      }),
    );
    expect({ most, done }).toEqual({ most: 4, done: 20 });
  });

  it('throws the first failure after those under way have ended, and begins no more', async () => {
    let ended = 0;
    const tasks = [
      async () => {
        throw new Error('first');
      },
      async () => {
        await pause(5);
        ended += 1;
      },
      async () => {
        ended += 10;
      },
    ];
    await expect(inParallel(2, tasks)).rejects.toThrow('first');
    expect(ended).toBe(1);
  });
});
