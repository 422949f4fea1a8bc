import type { Bugs } from './bugs';
import { Clients } from './clients';
import { endDays } from './day-end';
import { deedsOf } from './deeds';
import { findings } from './invariants/invariants';
import { offersToOne } from './invariants/offers';
import { whyAtRest, whyOfOne } from './invariants/why';
import { World } from './world';

/** What one seed did, and which invariants did not hold. */
export interface Run {
  readonly seed: number;
  readonly steps: number;
  readonly crashes: number;
  readonly collections: number;
  readonly orders: number;
  readonly delegations: number;
  readonly events: number;
  /** How often what the clients mean to play has come about. */
  readonly deeds: Readonly<Record<string, number>>;
  readonly findings: readonly string[];
}

const patienceMs = 3_600_000;
const settlingMs = 2_000;
const dayMs = 24 * 3_600_000;
/**
 * What happens at the end, each when all has come to rest: counters' days end, bills come, the limits of the
 * banks are over, and some banks find out what they did not know by then.
 */
const lastDays: readonly ((world: World, clients: Clients) => void)[] = [
  ...[1, 1, 8].map((days) => (world: World, clients: Clients) => {
    world.leap(days * dayMs);
    clients.endDay();
  }),
  (_, clients) => clients.endLimits(),
  (world) => world.leap(dayMs),
];
/** Looking whether everything has come to rest costs more than a step. */
const restCheckMs = 100;

/** One seed, played to its end, with the invariants. */
export const simulate = async (seed: number, bugs: Bugs = {}): Promise<Run> => {
  const { world, clients } = await play(seed, bugs);
  const told = await whyAtRest(world, clients.history);
  const dayEnd = await endDays(world, clients.history, bugs);
  const run = runOf(seed, world, clients);
  return { ...run, findings: [...run.findings, ...told, ...dayEnd] };
};

/** One seed: a phase with faults of every kind, then a calm one until everything has come to rest. */
export const play = async (
  seed: number,
  bugs: Bugs = {},
): Promise<{ readonly world: World; readonly clients: Clients }> => {
  const world = new World(seed, bugs);
  const { scheduler } = world;
  const clients = new Clients(world);
  const restore = scheduler.takeTimers();
  const setWeather = weatherOf(world);
  const moments: Promise<readonly string[]>[] = [];
  try {
    world.start();
    setWeather('storm');
    clients.begin(1 + scheduler.below(4), 2 + scheduler.below(4), 1 + scheduler.below(3), 8);
    let calmSinceMs: number | undefined;
    let checkedMs = 0;
    const daysLeft = world.playsTrueUps ? [...lastDays, () => clients.adjustTheRest()] : [...lastDays];
    const isOver = (): boolean => {
      if (calmSinceMs === undefined && clients.idle) {
        calmSinceMs = scheduler.nowMs;
        setWeather('calm');
      }
      if (calmSinceMs === undefined || scheduler.nowMs <= calmSinceMs + settlingMs) return false;
      if (scheduler.nowMs < checkedMs + restCheckMs) return false;
      checkedMs = scheduler.nowMs;
      const isTired = scheduler.nowMs > calmSinceMs + patienceMs;
      if (!isTired && !(clients.areHeard && world.atRest())) return false;
      const next = isTired ? undefined : daysLeft.shift();
      if (next === undefined) return true;
      next(world, clients);
      calmSinceMs = scheduler.nowMs;
      return false;
    };
    await scheduler.run(isOver, () => {
      world.perhapsCrash();
      if (!scheduler.chance(0.004)) return;
      clients.history.problems.push(...offersToOne(world));
      if (scheduler.steps % 3 === 0) moments.push(whyOfOne(world));
    });
    clients.history.problems.push(...(await Promise.all(moments)).flat());
    return { world, clients };
  } finally {
    world.stop();
    restore();
  }
};

/**
 * Each seed leaves out some kinds of fault (swarm testing): a bug that several faults mask may show under
 * one.
 */
const weatherOf = (world: World): ((weather: 'storm' | 'calm') => void) => {
  const { scheduler, broker, bureaus, refundChannel, wallets, debitBanks, tables } = world;
  const rate = (limit: number): number => (scheduler.chance(0.7) ? scheduler.random() * limit : 0);
  const rates = {
    crash: rate(0.004),
    broker: rate(0.2),
    bureau: rate(0.5),
    refusal: rate(0.2),
    database: rate(0.02),
    refunds: rate(0.5),
    wallets: rate(0.5),
    debits: rate(0.4),
  };
  // One that answers after a day, and one that needs its time.
  wallets.isSilentToday = scheduler.chance(0.1);
  wallets.silentUntilMs = scheduler.chance(0.2) ? scheduler.below(20_000) : 0;
  return (weather) => {
    const strength = weather === 'storm' ? 1 : 0;
    // Time that nothing but polling fills is passed over quickly.
    world.pollMs = weather === 'storm' ? 200 : 4_000;
    world.crashRate = rates.crash * strength;
    broker.faultRate = rates.broker * strength;
    refundChannel.faultRate = rates.refunds * strength;
    wallets.faultRate = rates.wallets * strength;
    debitBanks.faultRate = rates.debits * strength;
    for (const bureau of Object.values(bureaus)) {
      bureau.faultRate = rates.bureau * strength;
      bureau.refusalRate = rates.refusal * strength;
    }
    for (const table of Object.values(tables)) table.faultRate = rates.database * strength;
  };
};

const runOf = (seed: number, world: World, { history }: Clients): Run => ({
  seed,
  steps: world.scheduler.steps,
  crashes: world.crashes,
  collections: history.collections.length,
  orders: history.orders.length,
  delegations: history.delegations.size,
  events: Object.values(world.tables).reduce((total, { log }) => total + log.length, 0),
  deeds: deedsOf(world, history),
  findings: findings(world, history),
});
