import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Limit } from './limit-table';

/** How a counter stands after a call. */
export interface Standing {
  readonly limit: Limit;
  readonly isOver: boolean;
  readonly remaining: number;
  /** Until the window ends. */
  readonly seconds: number;
}

/** Something that was counted and may turn out not to count. */
export interface Taken {
  giveBack(): void;
}

/** What this instance has counted since it last told the others. */
export interface Share {
  /** Of the counter: its limit and its key. */
  readonly name: string;
  readonly added: number;
  readonly seconds: number;
  /** When the window ends for which it was counted, in milliseconds of the machine's clock. */
  readonly untilMs: number;
}
/** What all instances together have counted, and until when it counts. */
export interface Total {
  readonly name: string;
  readonly count: number;
  readonly milliseconds: number;
}

interface Counter {
  readonly limit: Limit;
  readonly key: string;
}
/** The total of all instances, and how much of this window's count it covers. */
interface Known {
  readonly count: number;
  readonly untilMs: number;
}

/** Configuration: below this share of a limit an instance keeps its count to itself. */
const toldFrom = 1 / 20;

/**
 * Counts in memory, so that a call waits for no server. About once a second `told` and `heard` exchange the
 * counters that matter with the other instances: until then each instance allows at most the whole limit.
 */
export class Counters {
  private readonly limiters = new Map<string, RateLimiterMemory>();
  private changed = new Map<string, Counter>();
  private readonly known = new Map<string, Known>();

  /** Counts one. */
  async take(limit: Limit, key: string): Promise<Standing> {
    this.changed.set(nameOf(limit, key), { limit, key });
    const counted = await this.limiterOf(limit)
      .consume(key)
      .catch((over: unknown) => over as RateLimiterRes);
    return {
      limit,
      isOver: counted.consumedPoints > limit.most,
      remaining: counted.remainingPoints,
      seconds: Math.ceil(counted.msBeforeNext / 1000),
    };
  }

  /** Counts one less. */
  giveBack(limit: Limit, key: string): void {
    this.changed.set(nameOf(limit, key), { limit, key });
    void this.limiterOf(limit).reward(key);
  }

  /** What the others must hear of. */
  async told(): Promise<readonly Share[]> {
    const changed = this.changed;
    this.changed = new Map();
    const shares: Share[] = [];
    for (const [name, { limit, key }] of changed) {
      const counted = await this.limiterOf(limit).get(key);
      if (counted === null || counted.consumedPoints < limit.most * toldFrom) continue;
      const added = counted.consumedPoints - this.knownOf(name);
      const untilMs = Date.now() + counted.msBeforeNext;
      shares.push({ name, added, seconds: limit.seconds, untilMs });
    }
    return shares;
  }

  /** Takes over the totals of what was told. */
  async heard(shares: readonly Share[], totals: readonly Total[]): Promise<void> {
    const told = new Map(shares.map((share) => [share.name, share]));
    for (const { name, count, milliseconds } of totals) {
      const [limit, key] = counterOf(name);
      const [limiter, share] = [this.limiters.get(limit), told.get(name)];
      // What was told of a window that is over by now says nothing about the next.
      if (limiter === undefined || share === undefined || share.untilMs <= Date.now()) continue;
      const now = (await limiter.get(key))?.consumedPoints ?? 0;
      const since = now - this.knownOf(name) - share.added;
      await limiter.set(key, count + since, milliseconds / 1000);
      this.known.set(name, { count, untilMs: Date.now() + milliseconds });
    }
    for (const [name, { untilMs }] of this.known) if (untilMs <= Date.now()) this.known.delete(name);
  }

  private knownOf(name: string): number {
    const { count, untilMs } = this.known.get(name) ?? { count: 0, untilMs: 0 };
    return untilMs > Date.now() ? count : 0;
  }

  private limiterOf({ name, most: points, seconds: duration }: Limit): RateLimiterMemory {
    const known = this.limiters.get(name);
    if (known !== undefined) return known;
    const limiter = new RateLimiterMemory({ points, duration });
    this.limiters.set(name, limiter);
    return limiter;
  }
}

const nameOf = ({ name }: Limit, key: string): string => `${name} ${key}`;

const counterOf = (name: string): readonly [limit: string, key: string] => {
  const end = name.indexOf(' ');
  return [name.slice(0, end), name.slice(end + 1)];
};
