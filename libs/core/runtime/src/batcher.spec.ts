import { Batcher } from './batcher';

const rounds: number[][] = [];
const gate = () => {
  let open = (): void => undefined;
  const wait = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { wait, open: () => open() };
};

beforeEach(() => {
  rounds.length = 0;
});

describe('Batcher', () => {
  it('takes callers of one turn together and gives each their own answer', async () => {
    const batcher = new Batcher(async (asked: readonly number[]) => {
      rounds.push([...asked]);
      return asked.map((n) => n * 2);
    });
    expect(await Promise.all([1, 2, 3].map((n) => batcher.submit(n)))).toEqual([2, 4, 6]);
    expect(rounds).toEqual([[1, 2, 3]]);
  });

  it('gathers those who come while a round trip is under way', async () => {
    const { wait, open } = gate();
    const batcher = new Batcher(async (asked: readonly number[]) => {
      rounds.push([...asked]);
      if (asked[0] === 1) await wait;
      return asked;
    });
    const first = batcher.submit(1);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    const rest = [batcher.submit(2), batcher.submit(3)];
    open();
    expect(await Promise.all([first, ...rest])).toEqual([1, 2, 3]);
    expect(rounds).toEqual([[1], [2, 3]]);
  });

  it('refuses only the one at fault', async () => {
    const batcher = new Batcher(async (asked: readonly number[]) => {
      if (asked.includes(2)) throw new Error('two');
      return asked;
    });
    const results = await Promise.allSettled([1, 2, 3].map((n) => batcher.submit(n)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('refuses all at once when the database is away, instead of trying each', async () => {
    const batcher = new Batcher((asked: readonly number[]): Promise<number[]> => {
      rounds.push([...asked]);
      return Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
    });
    const results = await Promise.allSettled([1, 2, 3].map((n) => batcher.submit(n)));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(rounds).toHaveLength(1);
  });

  it("refuses all at once where a fault is everybody's", async () => {
    const batcher = new Batcher(
      (asked: readonly number[]): Promise<number[]> => {
        rounds.push([...asked]);
        return Promise.reject(new Error('the coordinator moved'));
      },
      { failures: 'shared' },
    );
    const results = await Promise.allSettled([1, 2, 3].map((n) => batcher.submit(n)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(rounds).toHaveLength(1);
  });

  it.each(Array.from({ length: 12 }, (_, n) => n))(
    'answers who asks again %i microtasks after an answer',
    async (microtasks) => {
      const batcher = new Batcher(async (asked: readonly number[]) => asked);
      await batcher.submit(1);
      for (let n = 0; n < microtasks; n += 1) await Promise.resolve();
      const late = new Promise((resolve) => {
        setTimeout(() => {
          resolve('never');
        }, 50);
      });
      expect(await Promise.race([batcher.submit(2), late])).toBe(2);
    },
  );

  it('has nobody left when idle', async () => {
    const answered: number[] = [];
    const batcher = new Batcher(async (asked: readonly number[]) => asked);
    void batcher.submit(1).then((n) => answered.push(n));
    await batcher.idle();
    await Promise.resolve();
    expect(answered).toEqual([1]);
  });
});
