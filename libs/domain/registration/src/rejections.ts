import type { RejectionTable } from '@canbao/contracts';
import type { IdentityReason } from './identity';
import type { PayerReason } from './payer';
import type { PersonReason } from './person';

/** Every code that registration refuses with. */
export type RegistrationReason =
  PersonReason | PayerReason | IdentityReason | 'name-mismatch' | 'no-matching-person' | 'version-changed';

/** The texts of registration's refusals. */
export const registrationRejections: RejectionTable<RegistrationReason> = {
  'person-not-found': {
    status: 404,
    detail: 'No person with this id.',
    userMessage: '未找到该参保人。',
    retryable: false,
  },
  'person-deceased': {
    status: 422,
    detail: 'The death of the person has been reported; no enrolment can follow.',
    userMessage: '该人员已办理死亡减员，无法再办理参保登记。',
    retryable: false,
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
  'nothing-to-correct': {
    status: 422,
    detail: 'No enrolment begins on the day that is to be corrected.',
    userMessage: '未找到需要更正的参保记录，请核对原参保日期。',
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
  'name-invalid': {
    status: 422,
    detail: 'A name has 1 to 50 characters, starts with a letter, and has no control or invisible ones.',
    userMessage: '姓名填写有误，请核对后重新填写。',
    retryable: false,
  },
  'name-mismatch': {
    status: 409,
    detail: 'This identity number is registered under another name.',
    userMessage: '姓名与已登记信息不一致，请核对后重新填写。',
    retryable: false,
  },
  'no-matching-person': {
    status: 422,
    detail: 'No registered person has this identity number and name.',
    userMessage: '姓名或身份证号码与参保登记信息不符，请先到人社或医保部门办理参保登记。',
    retryable: true,
  },
};
