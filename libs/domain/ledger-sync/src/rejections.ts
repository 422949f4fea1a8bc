import type { RejectionTable } from '@canbao/contracts';
import type { WayOutReason } from './posting/ways-out';

/** Every code that ledger-sync refuses with. */
export type LedgerSyncReason = 'person-not-found' | 'bureau-day-not-found' | WayOutReason;

/** The texts of ledger-sync's refusals. */
export const ledgerSyncRejections: RejectionTable<LedgerSyncReason> = {
  'person-not-found': {
    status: 404,
    detail: 'No such person, or the caller has no access to this person.',
    userMessage: '未找到该参保人，请先添加参保人信息。',
    retryable: true,
  },
  'bureau-day-not-found': {
    status: 404,
    detail: 'Nothing is known of this day of the bureau, or the caller is another bureau.',
    userMessage: '未找到经办机构当日的记账对账记录。',
    retryable: true,
  },
  'posting-not-found': {
    status: 404,
    detail: 'Nothing was posted, or is waiting to be posted, under this id.',
    userMessage: '未找到该记账记录。',
    retryable: true,
  },
  'posting-not-refused': {
    status: 409,
    detail: 'Only what its bureau has refused can be asked again or refunded; details.status says more.',
    userMessage: '该月份未被经办机构退回，无需重新记账或退费。',
    retryable: true,
  },
  'refund-case-open': {
    status: 409,
    detail: 'The money of the month is to go back, see details.because; it is not posted as well.',
    userMessage: '该月份已登记退费，不能重新记账。',
    retryable: true,
  },
  'refund-case-not-found': {
    status: 404,
    detail: 'No operator has opened a refund case for this posting.',
    userMessage: '该月份没有可撤回的退费登记。',
    retryable: true,
  },
};
