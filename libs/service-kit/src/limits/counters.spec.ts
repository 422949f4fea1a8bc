import { Counters, type Share, type Total } from './counters';
import type { Limit } from './limit-table';

const limit: Limit = { name: 'some', counts: 'calls', most: 100, seconds: 60 };

/** What the instances of a service tell each other, as the table keeps it. */
class Shared {
  private readonly counts = new Map<string, { count: number; endsMs: number }>();

  private add({ name, added, seconds }: Share): Total {
    const now = Date.now();
    const stored = this.counts.get(name);
    const isOver = stored === undefined || stored.endsMs <= now;
    const next = isOver
      ? { count: added, endsMs: now + seconds * 1000 }
      : { count: stored.count + added, endsMs: stored.endsMs };
    this.counts.set(name, next);
    return { name, count: next.count, milliseconds: next.endsMs - now };
  }

  async exchange(counters: Counters): Promise<number> {
    const told = await counters.told();
    await counters.heard(
      told,
      told.map((share) => this.add(share)),
    );
    return told.length;
  }
}

const take = async (counters: Counters, count: number, key = 'a'): Promise<number> => {
  let refused = 0;
  for (let n = 0; n < count; n += 1) if ((await counters.take(limit, key)).isOver) refused += 1;
  return refused;
};

describe('counters', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 0 }));
  afterEach(() => void jest.useRealTimers());

  it('say what remains, and refuse what is beyond the limit until its window ends', async () => {
    const counters = new Counters();
    expect(await counters.take(limit, 'a')).toMatchObject({ isOver: false, remaining: 99, seconds: 60 });
    expect(await take(counters, 99)).toBe(0);
    expect(await counters.take(limit, 'a')).toMatchObject({ isOver: true, remaining: 0 });
    expect(await counters.take(limit, 'b')).toMatchObject({ isOver: false });
    jest.advanceTimersByTime(60_001);
    expect(await counters.take(limit, 'a')).toMatchObject({ isOver: false, remaining: 99 });
  });

  it('of two instances know after an exchange what both have counted', async () => {
    const [one, other, shared] = [new Counters(), new Counters(), new Shared()];
    await take(one, 60);
    await take(other, 30);
    await shared.exchange(one);
    await shared.exchange(other);
    expect((await other.take(limit, 'a')).remaining).toBe(9);
    expect((await one.take(limit, 'a')).remaining).toBe(39);
    await shared.exchange(one);
    await shared.exchange(other);
    expect((await other.take(limit, 'a')).remaining).toBe(7);
  });

  it('that go on counting during an exchange lose nothing', async () => {
    const [one, other, shared] = [new Counters(), new Counters(), new Shared()];
    await take(other, 50);
    await shared.exchange(other);
    await take(one, 10);
    const told = await one.told();
    await take(one, 5);
    await one.heard(told, [{ name: 'some a', count: 60, milliseconds: 30_000 }]);
    expect((await one.take(limit, 'a')).remaining).toBe(34);
    jest.advanceTimersByTime(30_001);
    expect((await one.take(limit, 'a')).remaining).toBe(99);
  });

  it('give back what turned out not to count, in an exchange too', async () => {
    const [one, other, shared] = [new Counters(), new Counters(), new Shared()];
    await take(one, 50);
    await shared.exchange(one);
    for (let n = 0; n < 40; n += 1) one.giveBack(limit, 'a');
    await shared.exchange(one);
    await take(other, 5);
    await shared.exchange(other);
    expect((await other.take(limit, 'a')).remaining).toBe(84);
  });

  it('do not tell what was counted in a window that is over', async () => {
    const counters = new Counters();
    await take(counters, 50);
    const told = await counters.told();
    jest.advanceTimersByTime(60_001);
    await take(counters, 1);
    await counters.heard(told, [{ name: 'some a', count: 50, milliseconds: 60_000 }]);
    expect((await counters.take(limit, 'a')).remaining).toBe(98);
  });

  it('keep small counts to themselves: an exchange of payers who come once writes nothing', async () => {
    const [counters, shared] = [new Counters(), new Shared()];
    for (let n = 0; n < 1000; n += 1) await counters.take(limit, `payer-${n}`);
    expect(await shared.exchange(counters)).toBe(0);
    await take(counters, 4, 'payer-1');
    expect(await shared.exchange(counters)).toBe(1);
    expect(await shared.exchange(counters)).toBe(0);
  });
});
