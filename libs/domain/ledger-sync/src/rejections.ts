import type { RejectionTable } from '@canbao/contracts';

/** Every code that ledger-sync refuses with. */
export type LedgerSyncReason = 'person-not-found';

/** The texts of ledger-sync's refusals. */
export const ledgerSyncRejections: RejectionTable<LedgerSyncReason> = {
  'person-not-found': {
    status: 404,
    detail: 'No such person, or the caller has no access to this person.',
    userMessage: '未找到该参保人，请先添加参保人信息。',
    retryable: true,
  },
};
