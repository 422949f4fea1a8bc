import type { Operation } from './operation';

/** The HTTP calls of ledger-sync. */
export const ledgerSyncApi = {} as const satisfies Record<string, Operation>;
