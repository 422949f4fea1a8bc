import type { RejectionTable } from '@canbao/contracts';
import type { AccountReason } from './account/contribution-account';
import { billRejections } from './bill/rejections';
import { ruleOverrideRejections } from './rule-override/rejections';
import type { RuleOverrideReason } from './rule-override/rule-overrides';

/** Every code that assessment refuses with. */
export type AssessmentReason =
  | AccountReason
  | RuleOverrideReason
  | 'person-not-found'
  | 'bank-not-in-district'
  | 'no-declared-base'
  | 'bill-file-refused'
  | 'no-benefit-rule-for-month'
  | 'day-passed'
  | 'day-in-future'
  | 'paper-not-genuine';

/** The texts of assessment's refusals. */
export const assessmentRejections: RejectionTable<AssessmentReason> = {
  'person-not-found': {
    status: 404,
    detail: 'No such person, or the caller has no access to this person.',
    userMessage: '未找到该参保人，请先添加参保人信息。',
    retryable: true,
  },
  'bank-not-in-district': {
    status: 403,
    detail: "This counter does not take payments for the person's district of registration.",
    userMessage: '该参保登记所在地不在本柜台受理范围，请到参保地税务窗口或缴费指引所列银行办理。',
    retryable: false,
  },
  'no-declared-base': {
    status: 404,
    detail: 'No pension base had been declared at that instant.',
    userMessage: '该参保人尚未登记养老保险缴费基数。',
    retryable: true,
  },
  'no-benefit-rule-for-month': {
    status: 422,
    detail:
      'The rule pack has no rule of medical benefits for the month in details.month, and the medical ' +
      'bureau has not told through which month cover was paid before.',
    userMessage: '该时段的医保待遇规则未收录，请向医保经办机构查询。',
    retryable: true,
  },
  'day-passed': {
    status: 422,
    detail: 'The day of payment lies before the day on which cover is looked at.',
    userMessage: '缴费日期不能早于查询日期，请重新选择。',
    retryable: false,
  },
  'day-in-future': {
    status: 422,
    detail: 'The record is asked for as it stands on a day that has not come.',
    userMessage: '查询日期不能晚于今天，请重新选择。',
    retryable: true,
  },
  'paper-not-genuine': {
    status: 404,
    detail: 'No record has this code: it was mistyped, or the paper is not genuine.',
    userMessage: '未查到该凭证：防伪码输入有误，或凭证系伪造、变造。',
    retryable: false,
  },
  'months-required': {
    status: 422,
    detail: 'The request names no month.',
    userMessage: '请选择费款所属期。',
    retryable: false,
  },
  'duplicate-month': {
    status: 422,
    detail: 'The request names a month twice.',
    userMessage: '所选费款所属期有重复，请重新选择。',
    retryable: false,
  },
  'field-not-applicable': {
    status: 422,
    detail: 'A field has no meaning for this insurance.',
    userMessage: '所填项目不适用于该险种，请删除后重试。',
    retryable: false,
  },
  'person-deceased': {
    status: 422,
    detail: 'The person has died; months after the month of death are not payable.',
    userMessage:
      '该参保人已登记死亡，死亡次月起的费款不能缴纳；已多缴的可申请退费，登记有误的请到人社或医保部门更正。',
    retryable: true,
  },
  'not-registered': {
    status: 422,
    detail: 'The person is not enrolled for this insurance at this time.',
    userMessage: '所选月份不在参保期内；需要缴费的，请先到人社或医保部门办理参保登记。',
    retryable: true,
  },
  'prepayment-not-allowed': {
    status: 422,
    detail: 'Months after the current one cannot be paid in advance.',
    userMessage: '不允许预缴之后月份的费用。',
    retryable: true,
  },
  'deferral-closed': {
    status: 422,
    detail: 'The deferral window for these months has closed.',
    userMessage: '所选月份的缓缴补缴期限已过，无法缴纳。',
    retryable: false,
  },
  'deferral-closed-at-channel': {
    status: 422,
    detail: 'This channel has closed for deferred months; details.openChannels still take them.',
    userMessage: '该渠道已停止受理缓缴月份的补缴，请通过其他仍开放的渠道缴纳。',
    retryable: true,
  },
  'prior-year-not-allowed': {
    status: 422,
    detail: 'Months of earlier years cannot be paid.',
    userMessage: '不允许补缴以往年度的费用。',
    retryable: false,
  },
  'month-in-payment': {
    status: 409,
    detail:
      'The time of an order of one of the months is over, and its channel has not said yet whether it was ' +
      'paid.',
    userMessage: '所选月份上一笔缴费的结果尚未确认，请稍后再试，以免重复缴费。',
    retryable: true,
  },
  'month-in-debit-run': {
    status: 409,
    detail:
      'At least one of the months is in a batch debit; it is free again when the bank has answered, ' +
      'which is due by the day in the condition.',
    userMessage: '所选月份正在按月批扣，扣款结果返回前不能自行缴费，请稍后再试。',
    retryable: true,
  },
  'already-paid': {
    status: 422,
    detail: 'A month is already paid.',
    userMessage: '所选月份已缴费，请勿重复缴费。',
    retryable: true,
  },
  'covered-by-employer': {
    status: 422,
    detail: 'A month is covered through an employer.',
    userMessage: '所选月份已由用人单位参保，无需以灵活就业身份缴费。',
    retryable: true,
  },
  'arrears-push-required': {
    status: 422,
    detail: 'Past medical months are payable only after the agency has pushed a bill for them.',
    userMessage: '医保补缴请先联系经办机构推送补缴数据。',
    retryable: true,
  },
  'scheme-locked': {
    status: 422,
    detail:
      'The scheme was changed outside the times of change; the change does not count for this month yet.',
    userMessage: '本医保年度内不得变更参保方式，请联系医保经办机构核对参保登记。',
    retryable: true,
  },
  'bill-expired': {
    status: 422,
    detail: 'The last day of the bill for a month is over; the agency may push another.',
    userMessage: '该所属期的补缴数据已过有效期，请联系经办机构重新推送。',
    retryable: true,
  },
  'bill-not-debited': {
    status: 422,
    detail: 'Arrears are not debited under an agreement; the payer pays them at any other channel.',
    userMessage: '补缴不支持按月批扣，请通过其他渠道缴纳。',
    retryable: false,
  },
  'unknown-item': {
    status: 422,
    detail: "An item does not belong to the person's scheme, or is not due for the month.",
    userMessage: '所选险种与参保类型不符。',
    retryable: true,
  },
  'bundle-incomplete': {
    status: 422,
    detail: 'All three items of a pooled month must be paid together; some are missing.',
    userMessage: '单建统筹须同时选中三项险种一并缴费，请勿漏选。',
    retryable: false,
  },
  'base-required': {
    status: 422,
    detail: 'The request has no base, and none is registered.',
    userMessage: '请填写缴费基数。',
    retryable: true,
  },
  'base-not-multiple-of-step': {
    status: 422,
    detail: 'The base is not a multiple of the required step.',
    userMessage: '缴费基数须为整数元，请重新填写。',
    retryable: false,
  },
  'no-limits-for-date': {
    status: 422,
    detail: 'The rule pack has no limits for this date.',
    userMessage: '该日期的缴费基数标准尚未公布。',
    retryable: true,
  },
  'base-below-lower-limit': {
    status: 422,
    detail: 'The base is below the lower limit.',
    userMessage: '缴费基数低于下限，请重新填写。',
    retryable: false,
  },
  'base-above-upper-limit': {
    status: 422,
    detail: 'The base is above the upper limit.',
    userMessage: '缴费基数高于上限，请重新填写。',
    retryable: true,
  },
  'base-not-a-tier': {
    status: 422,
    detail: 'The base is none of the tiers that may be chosen.',
    userMessage: '缴费基数须为规定档次之一，请重新选择。',
    retryable: false,
  },
  'no-rate-for-month': {
    status: 422,
    detail: 'The rule pack has no rate for this month.',
    userMessage: '该所属期的缴费标准尚未公布。',
    retryable: true,
  },
  ...billRejections,
  ...ruleOverrideRejections,
};
