import { join } from 'node:path';
import pg from 'pg';
import { LoadGenerator } from './load-generator';
import type { Loaded } from './load';
import { undisturbed, watchLoad, type Load } from './processes';
import { pause } from '@canbao/runtime';
import { withFolder, withStack } from './servers';
import type { Bench, BenchSettings } from './settings';
import { median, percentile, round, summaryOf, type Figure, type Round } from './stats';

const targetRate = 1500;
const sampleMs = 250;
const triedAtMost = 5;

interface Sustained {
  readonly rate: number;
  readonly postedPerSecond: number;
  readonly growthPerSecond: number;
  readonly holds: boolean;
  /** Over the whole round and the time until everything is booked. */
  readonly throughPerSecond: number;
}

/** Slope of the least-squares line through the samples, in units per second. */
const slope = (samples: readonly { readonly at: number; readonly value: number }[]): number => {
  const [at, value] = [
    samples.reduce((sum, sample) => sum + sample.at, 0) / samples.length,
    samples.reduce((sum, sample) => sum + sample.value, 0) / samples.length,
  ];
  const spread = samples.reduce((sum, sample) => sum + (sample.at - at) ** 2, 0);
  return spread === 0
    ? 0
    : samples.reduce((sum, sample) => sum + (sample.at - at) * (sample.value - value), 0) / spread;
};

class EndToEnd {
  constructor(
    private readonly generator: LoadGenerator,
    private readonly database: pg.Pool,
  ) {}

  /**
   * Offers collections at a rate and samples how many the bureau has booked. The lag is what was offered and
   * is not booked yet.
   */
  async offer(rate: number, seconds: number): Promise<Sustained> {
    await this.generator.prepare(rate * seconds);
    const before = await this.booked();
    const began = performance.now();
    const samples: { at: number; offered: number; posted: number }[] = [];
    const ended = new AbortController();
    const sampling = (async () => {
      while (!ended.signal.aborted) {
        const posted = (await this.booked()) - before;
        const at = (performance.now() - began) / 1000;
        if (at <= seconds) samples.push({ at, offered: at * rate, posted });
        await pause(sampleMs);
      }
    })();
    try {
      await this.generator.open(rate, seconds);
    } finally {
      ended.abort();
      await sampling;
    }
    await this.drained(before + Math.round(rate * seconds));
    const throughPerSecond = round((rate * seconds * 1000) / (performance.now() - began), 0);
    // The first third fills the pipeline; after that the lag must not grow.
    const late = samples.filter(({ at }) => at > seconds / 3);
    const growthPerSecond = slope(late.map(({ at, offered, posted }) => ({ at, value: offered - posted })));
    const postedPerSecond = slope(late.map(({ at, posted }) => ({ at, value: posted })));
    return {
      rate: round(rate, 0),
      postedPerSecond: round(postedPerSecond, 0),
      growthPerSecond: round(growthPerSecond, 0),
      holds: growthPerSecond <= rate * 0.05,
      throughPerSecond,
    };
  }

  /** Time for each payment from the answer to the caller until it is in the bureau's books. */
  async latencies(rate: number, seconds: number): Promise<Round> {
    await this.generator.prepare(rate * seconds);
    const before = await this.booked();
    const loaded: Loaded = await this.generator.open(rate, seconds);
    await this.drained(before + loaded.persons.length);
    const { rows } = await this.database.query<{ person: string; at: number }>(
      `select person_id::text as person, extract(epoch from booked_at)::float8 * 1000 as at
      from sandbox.booked where person_id = any($1::uuid[])`,
      [loaded.persons],
    );
    const bookedAt = new Map(rows.map(({ person, at }) => [person, at]));
    const latenciesMs = loaded.persons.map((person, index) =>
      Math.max(0, (bookedAt.get(person) ?? Number.NaN) - (loaded.acceptedAt[index] ?? 0)),
    );
    if (latenciesMs.some(Number.isNaN)) throw new Error("an accepted payment is not in the bureau's books");
    return { count: latenciesMs.length, seconds, latenciesMs };
  }

  /**
   * Waits until the bureaus have booked that many; gives up when nothing more is booked for half a minute.
   */
  private async drained(wanted: number): Promise<void> {
    let [last, since] = [-1, Date.now()];
    for (let booked = await this.booked(); booked < wanted; booked = await this.booked()) {
      if (booked !== last) [last, since] = [booked, Date.now()];
      if (Date.now() - since > 30_000)
        throw new Error(`${wanted - booked} of the accepted payments did not reach the bureau`);
      await pause(sampleMs);
    }
  }

  private async booked(): Promise<number> {
    const { rows } = await this.database.query<{ n: number }>(
      "select count(*)::int as n from sandbox.booked where outcome = 'accepted'",
    );
    return rows[0]?.n ?? 0;
  }
}

/**
 * Searches for the highest rate at which the lag does not grow: first the target, then the rate that came
 * through, then halving between the highest rate that held and the lowest that did not. Finally runs the
 * rounds that count, at the rate found.
 */
const sustained = async (
  bench: EndToEnd,
  { seconds, rounds, asIs }: BenchSettings,
): Promise<{
  held: readonly Sustained[];
  tried: readonly Sustained[];
  load: Load | undefined;
  disturbed: number;
}> => {
  const tried: Sustained[] = [];
  let [load, disturbed] = [undefined as Load | undefined, 0];
  const offer = async (rate: number): Promise<Sustained> => {
    const seen = await undisturbed(asIs, () => bench.offer(rate, seconds));
    load = seen.load;
    disturbed += seen.disturbed ? 1 : 0;
    tried.push(seen.result);
    return seen.result;
  };
  let [low, high, rate] = [0, Number.POSITIVE_INFINITY, targetRate];
  for (let attempt = 1; attempt <= triedAtMost && high > low * 1.15; attempt += 1) {
    const { holds, throughPerSecond } = await offer(rate);
    if (holds) low = rate;
    else high = rate;
    rate =
      high === Number.POSITIVE_INFINITY
        ? low * 1.4
        : low === 0
          ? Math.max(10, Math.min(rate * 0.7, throughPerSecond))
          : Math.sqrt(low * high);
  }
  for (; low >= 10; low *= 0.85) {
    const held: Sustained[] = [];
    while (held.length < rounds && held.every(({ holds }) => holds)) held.push(await offer(low));
    if (held.every(({ holds }) => holds)) return { held, tried, load, disturbed };
  }
  return { held: [], tried, load, disturbed };
};

/** From "collection accepted" to "posted at the bureau", over the whole system. */
export const endToEndBench: Bench = {
  names: ['end-to-end'],
  run: (settings) =>
    withFolder((data) =>
      withStack(join(data, 'stack'), async ({ credentials, port, data: stackData }): Promise<Figure[]> => {
        const generator = LoadGenerator.start(stackData, credentials.tokens.banks['ccb'] ?? '', port + 3);
        const database = new pg.Pool({ connectionString: credentials.postgres.url, max: 2 });
        try {
          const bench = new EndToEnd(generator, database);
          // Warms up every process on the way: code that is not compiled yet is several times slower.
          await bench.latencies(300, 12);
          const { held, tried, load, disturbed } = await sustained(bench, settings);
          const value = held.length === 0 ? 0 : median(held.map(({ postedPerSecond }) => postedPerSecond));
          const halfRate = round(Math.min(targetRate, value === 0 ? 100 : value) / 2, 0);
          const rounds: Round[] = [];
          const seen = watchLoad();
          for (let index = 0; index < settings.rounds; index += 1)
            rounds.push(await bench.latencies(halfRate, settings.seconds));
          const { p50Ms, p99Ms } = summaryOf(rounds);
          const worst = percentile(
            Float64Array.from(rounds.flatMap(({ latenciesMs }) => [...latenciesMs])).sort(),
            1,
          );
          return [
            {
              name: 'end-to-end',
              value,
              unit: 'payments/s',
              p50Ms,
              p99Ms,
              target: `≥ ${targetRate}/s with lag not growing; p99 ≤ 2000 ms at half rate`,
              detail: {
                tried,
                halfRate,
                longestMs: round(worst, 0),
                loads: { sustained: load, halfRate: seen() },
                disturbed,
              },
            },
          ];
        } finally {
          await generator.stop();
          await database.end();
        }
      }),
    ),
};
