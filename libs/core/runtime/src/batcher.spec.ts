import { Batcher } from './batcher';

/** A batcher that doubles numbers, and the batches it was given. */
const doubling = (check: (items: readonly number[]) => void | Promise<void> = () => undefined) => {
  const batches: number[][] = [];
  const processBatch = async (items: readonly number[]): Promise<number[]> => {
    batches.push([...items]);
    await check(items);
    return items.map((n) => n * 2);
  };
  return { batches, processBatch };
};
const gate = () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
};
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
const fail = (error: Error) => (): never => {
  throw error;
};
const statuses = (results: readonly PromiseSettledResult<unknown>[]): string[] =>
  results.map(({ status }) => status);

describe('a batcher', () => {
  it('processes items of one turn together and gives each submitter its own result', async () => {
    const { batches, processBatch } = doubling();
    const batcher = new Batcher(processBatch);
    expect(await Promise.all([1, 2, 3].map((n) => batcher.submit(n)))).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('collects items while a batch is in flight', async () => {
    const { opened, open } = gate();
    const { batches, processBatch } = doubling((items) => (items[0] === 1 ? opened : undefined));
    const batcher = new Batcher(processBatch);
    const first = batcher.submit(1);
    await nextTurn();
    const rest = [batcher.submit(2), batcher.submit(3)];
    open();
    expect(await Promise.all([first, ...rest])).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it.each([
    [1, [[1]]],
    [2, [[1], [2]]],
  ])('has at most %i batches in flight, as configured', async (maxInFlight, expected) => {
    const { opened, open } = gate();
    const { batches, processBatch } = doubling(() => opened);
    const batcher = new Batcher(processBatch, { maxInFlight });
    const results: Promise<number>[] = [];
    for (const n of [1, 2, 3]) {
      results.push(batcher.submit(n));
      await nextTurn();
    }
    expect(batches).toEqual(expected);
    open();
    expect(await Promise.all(results)).toEqual([2, 4, 6]);
  });

  it('takes at most 200 items into one batch', async () => {
    const { batches, processBatch } = doubling();
    const batcher = new Batcher(processBatch);
    await Promise.all(Array.from({ length: 450 }, (_, n) => batcher.submit(n)));
    expect(batches.map(({ length }) => length)).toEqual([200, 200, 50]);
  });

  it('rejects only the bad item of a batch', async () => {
    const { processBatch } = doubling((items) => {
      if (items.includes(2)) throw new Error('two');
    });
    const batcher = new Batcher(processBatch);
    const results = await Promise.allSettled([1, 2, 3].map((n) => batcher.submit(n)));
    expect(statuses(results)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it.each([
    ['a server is unavailable', Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }), {}],
    ['failures are shared', new Error('the coordinator moved'), { failures: 'shared' as const }],
  ])('rejects the whole batch without trying its items one by one when %s', async (_, error, options) => {
    const { batches, processBatch } = doubling(fail(error));
    const batcher = new Batcher(processBatch, options);
    const results = await Promise.allSettled([1, 2, 3].map((n) => batcher.submit(n)));
    expect(statuses(results)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it.each(Array.from({ length: 12 }, (_, n) => n))(
    'processes an item that is submitted %i microtasks after a result',
    async (microtasks) => {
      const batcher = new Batcher(doubling().processBatch);
      await batcher.submit(1);
      for (let n = 0; n < microtasks; n += 1) await Promise.resolve();
      expect(await batcher.submit(2)).toBe(4);
    },
    1_000,
  );

  it('is idle once every item has its result', async () => {
    const results: number[] = [];
    const batcher = new Batcher(doubling().processBatch);
    void batcher.submit(1).then((n) => results.push(n));
    await batcher.idle();
    await Promise.resolve();
    expect(results).toEqual([2]);
  });
});
