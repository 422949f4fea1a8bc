import type { Instant } from './instant';

/** The source of time: the system clock in production, a settable one in the sandbox, a fixed one in specs. */
export abstract class Clock {
  abstract now(): Instant;
}
