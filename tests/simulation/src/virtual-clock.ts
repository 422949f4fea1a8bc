import {
  Clock,
  dayAfter,
  dayOf,
  instant,
  millisecondsBetween,
  startOf,
  type Instant,
} from '@canbao/calendar';
import type { Scheduler } from './scheduler';

const shanghaiOffsetMs = 8 * 3_600_000;
const ordinary = '2022-05-18T09:00:00+08:00';
/** The end of a day, of a month, of the limits of a year, and of the year itself. */
const midnights = ['2022-05-19', '2022-06-01', '2022-09-01', '2023-01-01'];
/** The day from which on the limits of 2022 are final. */
export const finalFrom = '2022-09-01';
/** Most clients are at work for a few seconds: midnight is to come among them. */
const beforeMidnightMsMax = 6_000;

/** The clock of every simulated process; it begins on an ordinary morning, or shortly before a midnight. */
export class VirtualClock extends Clock {
  private beganMs: number;

  /** With a day that is to come, it begins long enough before it for months to be paid. */
  constructor(
    private readonly scheduler: Scheduler,
    toCome?: string,
  ) {
    super();
    const midnightOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
    if (toCome !== undefined)
      this.beganMs = midnightOf(toCome) - beforeMidnightMsMax - scheduler.below(beforeMidnightMsMax);
    else
      this.beganMs = scheduler.chance(0.6)
        ? Date.parse(ordinary)
        : midnightOf(scheduler.pick(midnights)) - scheduler.below(beforeMidnightMsMax);
  }

  override now(): Instant {
    return this.at(this.scheduler.nowMs);
  }

  /** Time that nobody lives through: days pass at once. */
  leap(ms: number): void {
    this.beganMs += ms;
  }

  /** The instant that many virtual milliseconds after the simulation began. */
  at(elapsedMs: number): Instant {
    const local = new Date(this.beganMs + elapsedMs + shanghaiOffsetMs);
    return instant(local.toISOString().replace('Z', '+08:00'));
  }

  /** The virtual milliseconds from the beginning of the simulation to an instant. */
  elapsedMs(moment: Instant): number {
    return Date.parse(moment) - this.beganMs;
  }

  /** Milliseconds to the next midnight. */
  msToMidnight(): number {
    return millisecondsBetween(this.now(), startOf(dayAfter(dayOf(this.now()))));
  }
}
