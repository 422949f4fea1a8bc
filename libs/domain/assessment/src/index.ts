export {
  contributionAccount,
  medicalFacts,
  pensionFacts,
  type AccountCommand,
  type AccountReason,
  type AccountState,
} from './contribution-account';
export type { AccountEvent, BilledMonth, GivenQuote } from './contribution-account.events';
export { evidenceOf } from './evidence';
export { reactions } from './reactions';
export { published } from './published';
export { assessmentRejections, type AssessmentReason } from './rejections';
