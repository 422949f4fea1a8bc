import type { RejectionTable } from '@canbao/contracts';
import type { CaseReason } from './cases/case';
import type { ChannelDayReason } from './day/channel-day';

/** Every code that the day end rejects a call with. */
export type ReconciliationReason =
  | CaseReason
  | ChannelDayReason
  | 'statement-refused'
  | 'statement-under-way'
  | 'proof-not-found'
  | 'statement-of-another-channel'
  | 'day-not-over'
  | 'reconciliation-not-found';

/** The texts of the day end's rejections. */
export const reconciliationRejections: RejectionTable<ReconciliationReason> = {
  'case-not-found': {
    status: 404,
    detail: 'No such case.',
    userMessage: '未找到该差错案件。',
    retryable: false,
  },
  'case-closed': {
    status: 409,
    detail: 'The case is closed already, by another proof.',
    userMessage: '该差错案件已结案。',
    retryable: false,
  },
  'proof-missing': {
    status: 422,
    detail: 'A case is closed only by a proof: an event, a line of a statement or an answer.',
    userMessage: '结案必须提供凭据。',
    retryable: false,
  },
  'proof-of-another-kind': {
    status: 422,
    detail: 'A proof of this kind does not close a case of this kind.',
    userMessage: '该类凭据不能用于此类差错结案。',
    retryable: false,
  },
  'proof-of-another-amount': {
    status: 422,
    detail: 'The proof is about another amount than the case.',
    userMessage: '凭据金额与差错金额不符。',
    retryable: false,
  },
  'statement-superseded': {
    status: 409,
    detail: 'Another statement of the day is in force.',
    userMessage: '当日已有更新的对账文件。',
    retryable: true,
  },
  'day-not-matched': {
    status: 409,
    detail: 'The statement in force is not matched yet.',
    userMessage: '当日对账尚未完成。',
    retryable: true,
  },
  'differences-open': {
    status: 409,
    detail: 'Some differences of the day are not explained yet.',
    userMessage: '当日仍有未核对清楚的差异。',
    retryable: true,
  },
  'statement-refused': {
    status: 422,
    detail:
      'The file is refused whole; `because` says whether hash, totals, encoding, form or a repeated line.',
    userMessage: '对账文件校验未通过，请核对后重新上传。',
    retryable: false,
  },
  'statement-under-way': {
    status: 409,
    detail: 'Another upload of the day is under way.',
    userMessage: '当日对账文件正在上传，请稍后再试。',
    retryable: true,
  },
  'proof-not-found': {
    status: 422,
    detail: 'There is no such event or line, or it is about another item.',
    userMessage: '未找到所提供的凭据，或凭据与该案件无关。',
    retryable: false,
  },
  'statement-of-another-channel': {
    status: 403,
    detail: 'A counter sends its own statements only.',
    userMessage: '只能上传本机构的对账文件。',
    retryable: false,
  },
  'day-not-over': {
    status: 422,
    detail: 'A statement is of a day that has begun.',
    userMessage: '对账日期不能晚于今天。',
    retryable: true,
  },
  'reconciliation-not-found': {
    status: 404,
    detail: 'Nothing is known of this day of the channel.',
    userMessage: '未找到该渠道当日的对账记录。',
    retryable: true,
  },
};
