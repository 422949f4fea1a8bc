export { Batcher, type BatcherOptions } from './batcher';
export { inParallel } from './in-parallel';
export { InTurn } from './in-turn';
export type { Log } from './log';
export { pause } from './pause';
export { backoffMs, retrying, type RetryOptions } from './retrying';
export { isTransient } from './transient';
export { untilReachable } from './until-reachable';
export { waitFor, type WaitOptions } from './wait-for';
