import { pause } from '@canbao/runtime';
import { FactsInFlight } from './facts-in-flight';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const asked = { subject: 'person-1', caller: 'payer:wechat:1' };
/** A fact that arrives, and how often it was looked for. */
const fact = () => {
  const seen = { here: false, looks: 0 };
  return {
    seen,
    look: async (): Promise<'fact' | undefined> => {
      seen.looks += 1;
      return seen.here ? 'fact' : undefined;
    },
  };
};
/** The result, and the milliseconds that it took. */
const timed = async <T>(work: Promise<T>): Promise<[T, number]> => {
  const startedMs = performance.now();
  const done = work.then((result): [T, number] => [result, performance.now() - startedMs]);
  await jest.advanceTimersByTimeAsync(20_000);
  return done;
};

describe('a refusal', () => {
  it('does not wait for a fact that is there', async () => {
    const { seen, look } = fact();
    seen.here = true;
    expect(await new FactsInFlight(2000, () => false).waitFor(look, asked)).toBe('fact');
    expect(seen.looks).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('waits a quarter of a second where nothing is known to be on its way, with a handful of looks', async () => {
    const { seen, look } = fact();
    const [found, tookMs] = await timed(new FactsInFlight(2000, () => false).waitFor(look, asked));
    expect(found).toBeUndefined();
    expect(tookMs).toBeLessThan(300);
    expect(seen.looks).toBeLessThanOrEqual(4);
  });

  it('ends when the fact is handled here, at once', async () => {
    const { seen, look } = fact();
    const facts = new FactsInFlight(2000, () => false);
    setTimeout(() => {
      seen.here = true;
      facts.handled('person-1');
    }, 40);
    expect(await timed(facts.waitFor(look, asked))).toEqual(['fact', 40]);
  });

  it('ends when another instance has handled the fact, a little later', async () => {
    const { seen, look } = fact();
    setTimeout(() => {
      seen.here = true;
    }, 130);
    const [found, tookMs] = await timed(new FactsInFlight(2000, () => false).waitFor(look, asked));
    expect(found).toBe('fact');
    expect(tookMs).toBeLessThanOrEqual(250);
  });

  it('waits on while facts about the person keep coming', async () => {
    const { seen, look } = fact();
    const facts = new FactsInFlight(2000, () => false);
    for (const atMs of [150, 300, 450, 600]) setTimeout(() => facts.handled('person-1'), atMs);
    setTimeout(() => {
      seen.here = true;
      facts.handled('person-1');
    }, 750);
    expect(await timed(facts.waitFor(look, asked))).toEqual(['fact', 750]);
  });

  it('waits a second where other facts were handled a moment ago, and then no longer', async () => {
    const { look } = fact();
    const facts = new FactsInFlight(2000, () => false);
    facts.handled('person-2');
    const others = setInterval(() => facts.handled('person-2'), 50);
    const [, lively] = await timed(facts.waitFor(look, asked));
    clearInterval(others);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(lively).toBeGreaterThan(900);
    expect(lively).toBeLessThan(1_100);
    const [, quiet] = await timed(facts.waitFor(look, asked));
    expect(quiet).toBeLessThan(300);
  });

  it('waits while this process is behind the topics', async () => {
    const { seen, look } = fact();
    let behind = true;
    setTimeout(() => {
      seen.here = true;
      behind = false;
    }, 1500);
    const [found, tookMs] = await timed(new FactsInFlight(2000, () => behind).waitFor(look, asked));
    expect(found).toBe('fact');
    expect(tookMs).toBeLessThan(1700);
  });

  it('waits for a fact that the caller can prove, though the relay is slow', async () => {
    const { seen, look } = fact();
    const facts = new FactsInFlight(2000, () => false);
    setTimeout(() => {
      seen.here = true;
      facts.handled('person-1');
    }, 1000);
    expect(await timed(facts.waitFor(look, { ...asked, isKnown: true }))).toEqual(['fact', 1000]);
  });

  it('never waits longer than it may', async () => {
    const { look } = fact();
    const [found, tookMs] = await timed(new FactsInFlight(2000, () => true).waitFor(look, asked));
    expect(found).toBeUndefined();
    expect(tookMs).toBeLessThanOrEqual(2000);
    expect((await timed(new FactsInFlight(0, () => true).waitFor(look, asked)))[1]).toBe(0);
  });

  it('waits longer where everything is slow', async () => {
    const slow = async (): Promise<undefined> => {
      await pause(40);
    };
    const [, tookMs] = await timed(new FactsInFlight(2000, () => false).waitFor(slow, asked));
    expect(tookMs).toBeGreaterThan(600);
    expect(tookMs).toBeLessThan(1_200);
  });

  it('does not wait beside 32 others of its caller, and those do not keep another caller from it', async () => {
    const facts = new FactsInFlight(2000, () => false);
    const flood = Array.from({ length: 200 }, () => fact());
    const refused = flood.map(({ look }) => facts.waitFor(look, asked));
    await jest.advanceTimersByTimeAsync(0);
    const other = fact();
    const waiting = facts.waitFor(other.look, { ...asked, caller: 'payer:wechat:2' });
    await jest.advanceTimersByTimeAsync(1);
    expect(flood.filter(({ seen }) => seen.looks === 1)).toHaveLength(200);
    other.seen.here = true;
    facts.handled('person-1');
    expect(await waiting).toBe('fact');
    await jest.advanceTimersByTimeAsync(20_000);
    await Promise.all(refused);
    expect(flood.filter(({ seen }) => seen.looks > 1)).toHaveLength(32);
    expect(jest.getTimerCount()).toBe(0);
  });
});
