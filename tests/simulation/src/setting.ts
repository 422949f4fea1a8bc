import { Clock, instant, type Instant } from '@canbao/calendar';
import type { Broker } from './broker';
import type { Bugs } from './bugs';
import type { SimulatedBureau } from './bureau';
import type { Scheduler } from './scheduler';
import type { ServiceName } from './services';
import type { Tables } from './tables';

/** What survives every crash, and what all processes share. */
export interface Setting {
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly broker: Broker;
  readonly bureaus: Readonly<Record<'pension' | 'medical', SimulatedBureau>>;
  readonly tables: Readonly<Record<ServiceName, Tables>>;
  readonly bugs: Bugs;
  /** Errors of programs that no weather explains: any one fails the simulation. */
  readonly faults: string[];
}

const beganMs = Date.parse('2022-05-18T09:00:00+08:00');
const shanghaiOffsetMs = 8 * 3_600_000;

/** The instant that many virtual milliseconds after the simulation began. */
export const instantAt = (elapsedMs: number): Instant =>
  instant(new Date(beganMs + elapsedMs + shanghaiOffsetMs).toISOString().replace('Z', '+08:00'));

/** The clock of every simulated process. */
export class VirtualClock extends Clock {
  constructor(private readonly scheduler: Scheduler) {
    super();
  }

  override now(): Instant {
    return instantAt(this.scheduler.nowMs);
  }
}
