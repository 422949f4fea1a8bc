import type { Operation } from './operation';

/** The HTTP calls of payment. */
export const paymentApi = {} as const satisfies Record<string, Operation>;
