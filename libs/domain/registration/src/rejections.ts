import type { RejectionTable } from '@canbao/contracts';
import type { PayerReason } from './payer';
import type { PersonReason } from './person';

/** Every code that registration refuses with. */
export type RegistrationReason =
  | PersonReason
  | PayerReason
  | 'identity-number-invalid'
  | 'name-invalid'
  | 'name-differs'
  | 'no-matching-person'
  | 'version-changed';

/** What the refusals of registration say. */
export const registrationRejections: RejectionTable<RegistrationReason> = {
  'unknown-person': {
    status: 404,
    detail: 'No person with this id.',
    userMessage: '未找到该参保人。',
    retryable: false,
  },
  'person-removed': {
    status: 422,
    detail: 'The person has been removed because of death.',
    userMessage: '该人员已办理减员，不能再参保。',
    retryable: false,
  },
  'not-enrolled': {
    status: 422,
    detail: 'There is no enrolment to end.',
    userMessage: '该人员没有可终止的参保登记。',
    retryable: false,
  },
  'ends-before-start': {
    status: 422,
    detail: 'An enrolment cannot end before it starts.',
    userMessage: '终止日期早于参保日期。',
    retryable: false,
  },
  'too-many-beneficiaries': {
    status: 422,
    detail: 'The payer has added as many persons as allowed.',
    userMessage: '代缴人员数量已达上限。',
    retryable: false,
  },
  'version-changed': {
    status: 412,
    detail: 'The enrolments have changed since the version in If-Match; read them again.',
    userMessage: '参保登记信息已变更，请刷新后重新办理。',
    retryable: false,
  },
  'identity-number-invalid': {
    status: 422,
    detail: 'Not a resident identity number after GB 11643.',
    userMessage: '身份证号码有误，请核对后重新填写。',
    retryable: false,
  },
  'name-invalid': {
    status: 422,
    detail: 'A name has 1 to 50 letters without control or invisible characters.',
    userMessage: '姓名填写有误，请核对后重新填写。',
    retryable: false,
  },
  'name-differs': {
    status: 409,
    detail: 'The person is registered under another name.',
    userMessage: '姓名与已登记信息不一致，请核对。',
    retryable: false,
  },
  'no-matching-person': {
    status: 422,
    detail: 'No registered person has this number and name.',
    userMessage: '姓名或身份证号码与参保登记信息不符，请先到人社或医保部门办理参保登记。',
    retryable: true,
  },
};
