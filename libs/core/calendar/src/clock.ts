import type { Instant } from './instant';

/** Time: the system clock in production, a fixed one in specs, a settable one in the sandbox. */
export abstract class Clock {
  abstract now(): Instant;
}
