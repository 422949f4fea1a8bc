import type { Bugs } from './bugs';
import { Clients } from './clients';
import { findings } from './invariants';
import { World } from './world';

export interface Run {
  readonly seed: number;
  readonly steps: number;
  readonly crashes: number;
  readonly collections: number;
  readonly events: number;
  readonly findings: readonly string[];
}

const patienceMs = 3_600_000;

/**
 * One seed: a stormy part with faults of every kind, then calm until all has come to rest, then the
 * invariants.
 */
export const simulate = async (seed: number, bugs: Bugs = {}): Promise<Run> => {
  const world = new World(seed, bugs);
  const { scheduler, broker, bureaus } = world;
  const clients = new Clients(world);
  const restore = scheduler.takeTimers();
  // Each seed leaves out some kinds of fault: what several hide together, one alone may show.
  const rate = (most: number): number => (scheduler.chance(0.7) ? scheduler.random() * most : 0);
  const weather = { crash: rate(0.004), broker: rate(0.2), bureau: rate(0.5), database: rate(0.02) };
  const blow = (strength: 0 | 1): void => {
    world.crashRate = weather.crash * strength;
    broker.faultRate = weather.broker * strength;
    for (const bureau of Object.values(bureaus)) bureau.faultRate = weather.bureau * strength;
    for (const tables of Object.values(world.tables)) tables.faultRate = weather.database * strength;
  };
  try {
    world.start();
    blow(1);
    clients.begin(1 + scheduler.below(4), 2 + scheduler.below(4), 8);
    let calmSince: number | undefined;
    await scheduler.run(
      () => {
        if (calmSince === undefined && clients.idle) {
          calmSince = scheduler.nowMs;
          blow(0);
        }
        return (
          calmSince !== undefined &&
          scheduler.nowMs > calmSince + 2_000 &&
          (world.atRest() || scheduler.nowMs > calmSince + patienceMs)
        );
      },
      () => {
        world.perhapsCrash();
      },
    );
    return {
      seed,
      steps: scheduler.steps,
      crashes: world.crashes,
      collections: clients.history.collections.length,
      events: Object.values(world.tables).reduce((total, { log }) => total + log.length, 0),
      findings: findings(world, clients.history),
    };
  } finally {
    world.stop();
    restore();
  }
};
