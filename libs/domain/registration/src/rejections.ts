import type { RejectionTable } from '@canbao/contracts';
import type { IdentityReason } from './identity';
import type { CheckReason } from './identity-check';
import type { PayerReason } from './payer';
import type { PersonReason } from './person';

/** Every code that registration refuses with. */
export type RegistrationReason =
  | PersonReason
  | PayerReason
  | IdentityReason
  | CheckReason
  | 'name-mismatch'
  | 'search-reason-required'
  | 'identity-number-in-use'
  | 'identity-number-corrected'
  | 'no-matching-person'
  | 'version-changed'
  | 'bank-not-in-district'
  | 'message-file-refused';

/** The texts of registration's refusals. */
export const registrationRejections: RejectionTable<RegistrationReason> = {
  'person-not-found': {
    status: 404,
    detail: 'No person with this id.',
    userMessage: '未找到该参保人。',
    retryable: false,
  },
  'bank-not-in-district': {
    status: 403,
    detail: "This counter does not take payments for the person's district of registration.",
    userMessage: '该参保登记所在地不在本柜台受理范围，请到参保地税务窗口或缴费指引所列银行办理。',
    retryable: false,
  },
  'person-deceased': {
    status: 422,
    detail:
      'The death of the person has been reported; no enrolment and no employer cover can follow unless it ' +
      'is withdrawn.',
    userMessage: '该人员已办理死亡减员，不能再登记此后的参保；登记有误的请先撤销死亡减员。',
    retryable: true,
  },
  'not-enrolled': {
    status: 422,
    detail: 'The person has no current enrolment to end.',
    userMessage: '该人员当前没有参保，无需办理停保。',
    retryable: true,
  },
  'ends-before-start': {
    status: 422,
    detail: 'An enrolment cannot end before it starts.',
    userMessage: '停保日期不能早于参保日期，请核对。',
    retryable: true,
  },
  'death-in-future': {
    status: 422,
    detail: 'A death can be recorded on any day up to today, not later.',
    userMessage: '死亡日期不能晚于今天，请核对。',
    retryable: true,
  },
  'date-before-records': {
    status: 422,
    detail: 'The business date lies before the records of people insured on their own (1992-01-01).',
    userMessage: '业务日期早于系统可登记的最早日期，请核对。',
    retryable: false,
  },
  'date-in-future': {
    status: 422,
    detail: 'A change is told at most until the end of the next month.',
    userMessage: '业务日期过晚，请核对。',
    retryable: true,
  },
  'scheme-required': {
    status: 422,
    detail: 'A medical enrolment is under one of the two schemes.',
    userMessage: '请选择医疗保险参保方式（单建统筹或统账结合）。',
    retryable: false,
  },
  'not-of-this-insurance': {
    status: 422,
    detail: 'Only medical enrolments are under a scheme.',
    userMessage: '养老保险登记不涉及医疗保险参保方式，请核对。',
    retryable: false,
  },
  'names-no-message': {
    status: 422,
    detail: 'A withdrawal names the message that it takes back, and no message corrects itself.',
    userMessage: '未指明需要更正或撤销的业务流水号，请核对。',
    retryable: false,
  },
  'message-file-refused': {
    status: 422,
    detail: 'Lines of the file are wrong; all of them are named, and nothing of it has been taken.',
    userMessage: '文件中有错误，未登记任何信息，请更正后重新上传。',
    retryable: true,
  },
  'nothing-to-correct': {
    status: 422,
    detail: 'No enrolment or cover begins on the day or month that is to be corrected.',
    userMessage: '未找到需要更正的参保记录，请核对原起始时间。',
    retryable: true,
  },
  'nothing-to-withdraw': {
    status: 404,
    detail: 'Nothing has been reported that could be withdrawn.',
    userMessage: '未找到可以撤回的登记信息，请核对。',
    retryable: true,
  },
  'given-by-other-bureau': {
    status: 403,
    detail: 'Only the bureau that reported this can correct or withdraw it.',
    userMessage: '该信息由其他部门登记，请联系登记部门更正或撤回。',
    retryable: true,
  },
  'too-many-beneficiaries': {
    status: 422,
    detail: 'The payer has reached the maximum number of beneficiaries.',
    userMessage: '代缴人员数量已达上限，无法继续添加。',
    retryable: true,
  },
  'version-changed': {
    status: 412,
    detail: 'The enrolments have changed since the version in If-Match; read them again and retry.',
    userMessage: '参保登记信息已发生变更，请刷新后重新办理。',
    retryable: false,
  },
  'identity-number-invalid': {
    status: 422,
    detail: 'Not a valid resident identity number (GB 11643).',
    userMessage: '身份证号码填写有误，请核对后重新填写。',
    retryable: false,
  },
  'search-reason-required': {
    status: 422,
    detail: 'An operator who finds a person by identity number says why, in at least four signs.',
    userMessage: '按身份证号码查找须填写理由（至少四个字），例如工单号。',
    retryable: false,
  },
  'name-invalid': {
    status: 422,
    detail: 'A name has 1 to 50 characters, starts with a letter, and has no control or invisible ones.',
    userMessage: '姓名填写有误，请核对后重新填写。',
    retryable: false,
  },
  'name-mismatch': {
    status: 409,
    detail: 'The bureau has registered this identity number under another name; it can correct that name.',
    userMessage: '姓名与已登记信息不一致，请核对后重新填写。',
    retryable: true,
  },
  'identity-number-in-use': {
    status: 409,
    detail: 'Another person is registered with this identity number.',
    userMessage: '该身份证号码已登记在其他人员名下，请核对。',
    retryable: true,
  },
  'identity-number-corrected': {
    status: 409,
    detail: 'The identity number of this person has been corrected; the former one is no longer accepted.',
    userMessage: '该人员的身份证号码已更正，请使用更正后的号码。',
    retryable: true,
  },
  'no-matching-person': {
    status: 422,
    detail: 'No registered person has this identity number and name.',
    userMessage: '姓名或身份证号码与参保登记信息不符，请先到人社或医保部门办理参保登记。',
    retryable: true,
  },
  'too-many-misses': {
    status: 429,
    detail: 'Too many names and numbers that do not belong together; nothing is compared for some time.',
    userMessage: '姓名与身份证号码多次核对不符，请核对证件并稍后再试。',
    retryable: true,
  },
};
