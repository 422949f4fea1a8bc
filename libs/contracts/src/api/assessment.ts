import type { Operation } from './operation';

/** The HTTP calls of assessment. */
export const assessmentApi = {} as const satisfies Record<string, Operation>;
