import type { Counterpart } from './counterpart';

/** Every counterpart of the sandbox. */
export const all: readonly Counterpart[] = [];
