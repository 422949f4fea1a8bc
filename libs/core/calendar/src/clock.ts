import type { Instant } from './instant';

/**
 * Where time comes from. Production reads the system clock, the sandbox one that can be set, tests a fixed
 * one.
 */
export abstract class Clock {
  abstract now(): Instant;
}
