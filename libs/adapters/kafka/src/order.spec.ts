import { backoffMs, byKey, inParallel, judge, pause } from './order';

describe('the judgement of an event', () => {
  it.each([
    ['apply', 'the first of a stream', 1, 0, 0],
    ['apply', 'the successor of the cursor', 5, 3, 3],
    ['apply', 'one whose unpublished predecessors leave a hole in the versions', 9, 3, 3],
    ['duplicate', 'the version at the cursor', 3, 2, 3],
    ['duplicate', 'a version below the cursor', 1, 0, 3],
    ['gap', 'one whose predecessor was never seen', 5, 4, 3],
    ['gap', 'a later one on a stream never seen', 2, 1, 0],
  ] as const)('is %s for %s', (expected, _, version, previous, cursor) => expect(judge({ version, previous }, cursor)).toBe(expected));
});

describe('grouping by key', () => {
  it('keeps the order within a key', () =>
    expect([...byKey(['a1', 'b1', 'a2', 'b2', 'a3'], (item) => item.charAt(0)).values()]).toEqual([['a1', 'a2', 'a3'], ['b1', 'b2']]));
});

describe('work in parallel', () => {
  it('keeps to its limit and ends when all have ended', async () => {
    let now = 0;
    let most = 0;
    let done = 0;
    await inParallel(4, Array.from({ length: 20 }, () => async () => {
      most = Math.max(most, (now += 1));
      await pause(1);
      now -= 1;
      done += 1;
    }));
    expect({ most, done }).toEqual({ most: 4, done: 20 });
  });

  it('throws the first failure after those under way have ended, and begins no more', async () => {
    let ended = 0;
    const tasks = [async () => { throw new Error('first'); }, async () => { await pause(5); ended += 1; }, async () => { ended += 10; }];
    await expect(inParallel(2, tasks)).rejects.toThrow('first');
    expect(ended).toBe(1);
  });
});

describe('waiting', () => {
  it('ends early at the signal', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 5);
    const before = performance.now();
    await pause(10_000, stop.signal);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
  it('doubles up to five seconds', () => expect([0, 1, 2, 6, 50].map(backoffMs)).toEqual([100, 200, 400, 5_000, 5_000]));
});
