import type { RejectionTable } from '@canbao/contracts';
import type { BillReason } from './bill';

/** The texts of refusals about back-pay bills (推送补缴数据). */
export const billRejections = {
  'bill-exists': {
    status: 422,
    detail: 'Another bill for a month is in force; replace or withdraw it.',
    userMessage: '该所属期已有补缴数据，请更正或撤回原数据。',
    retryable: true,
  },
  'bill-number-reused': {
    status: 409,
    detail: 'The number names another bill of this person; a correction replaces it under its id.',
    userMessage: '该补缴数据编号已被使用，更正请替换原数据。',
    retryable: false,
  },
  'bill-file-refused': {
    status: 422,
    detail: 'Lines of the file are wrong, and nothing of it was taken; every wrong line is named.',
    userMessage: '文件中存在错误行，整份文件未被受理，请更正后重新上传。',
    retryable: true,
  },
  'late-fee-not-charged': {
    status: 422,
    detail: 'The rules charge no late fee, and the bill has one.',
    userMessage: '当前规则不收取滞纳金，请核对。',
    retryable: true,
  },
  'total-mismatch': {
    status: 422,
    detail: 'The lines of the bill do not add up to its total.',
    userMessage: '补缴数据明细与合计金额不一致，请核对。',
    retryable: false,
  },
  'already-expired': {
    status: 422,
    detail: 'The last day on which the bill could be paid is over.',
    userMessage: '补缴数据的有效期已过，请更正有效期。',
    retryable: false,
  },
  'bill-not-found': {
    status: 404,
    detail: 'No bill with this id.',
    userMessage: '未找到该补缴数据。',
    retryable: false,
  },
  'bill-paid': {
    status: 422,
    detail:
      'Every month of the bill has been paid, or paid in part; none can be withdrawn. Its money goes back ' +
      'by a refund (POST /refunds), which two people approve.',
    userMessage: '该补缴数据的月份均已缴费，不能撤回；如需退费请按退费流程办理。',
    retryable: true,
  },
  'duplicate-item': {
    status: 422,
    detail: 'An item is listed more than once in a month.',
    userMessage: '同一所属期的险种有重复，请核对。',
    retryable: false,
  },
  'mixed-schemes': {
    status: 422,
    detail: 'A month has items of two medical schemes.',
    userMessage: '同一所属期不能同时包含两种医保缴费方式的险种。',
    retryable: false,
  },
  'nothing-to-pay': {
    status: 422,
    detail: 'Every amount of a month is zero.',
    userMessage: '补缴金额不能全部为零，请核对。',
    retryable: false,
  },
  'amount-out-of-range': {
    status: 422,
    detail: 'An amount or the total of the bill is out of range.',
    userMessage: '金额超出允许范围，请核对。',
    retryable: false,
  },
  'month-not-past': {
    status: 422,
    detail: 'A back-payment bill may contain past months only.',
    userMessage: '补缴数据只能包含当月以前的月份。',
    retryable: true,
  },
} satisfies Partial<RejectionTable<BillReason | 'bill-file-refused'>>;
