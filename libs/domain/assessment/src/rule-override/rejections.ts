import type { RejectionTable } from '@canbao/contracts';
import type { RuleOverrideReason } from './rule-overrides';

/** The texts of refusals about overrides. */
export const ruleOverrideRejections: RejectionTable<RuleOverrideReason> = {
  'second-person-required': {
    status: 403,
    detail: 'An override is approved by another operator than the one who proposed it.',
    userMessage: '提议人不能审批自己的提议，请由另一名操作员审批。',
    retryable: false,
  },
  'source-required': {
    status: 422,
    detail: 'The override names no document that it rests on.',
    userMessage: '请填写依据文件。',
    retryable: false,
  },
  'nothing-to-override': {
    status: 422,
    detail: 'The override sets neither a start nor a value.',
    userMessage: '请填写起始日期或标准，至少一项。',
    retryable: false,
  },
  'not-configuration': {
    status: 422,
    detail: 'There is no such row, or it has a source: only configuration rows can be overridden.',
    userMessage: '该标准不存在或已有依据文件，不能调整。',
    retryable: false,
  },
  'start-out-of-range': {
    status: 422,
    detail: 'The row would not begin between its neighbours, or limits would leave their year.',
    userMessage: '起始日期超出允许范围，请核对前后标准的起止日期。',
    retryable: true,
  },
  'value-not-valid': {
    status: 422,
    detail: 'The value is not an amount of a month, or not a lower and an upper limit.',
    userMessage: '标准的金额无效，请核对。',
    retryable: false,
  },
  'override-not-found': {
    status: 404,
    detail: 'No override with this id.',
    userMessage: '未找到该调整提议。',
    retryable: false,
  },
  'override-closed': {
    status: 409,
    detail: 'The proposal has been decided; a new one can be made.',
    userMessage: '该提议已有审批结果，如需变更请重新提议。',
    retryable: false,
  },
};
