import type { Operation } from './operation';

/** The HTTP calls of registration. */
export const registrationApi = {} as const satisfies Record<string, Operation>;
