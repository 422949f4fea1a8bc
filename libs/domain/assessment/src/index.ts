export { isServedBy, mayReadQuote, tellerRefusal } from './access';
export type { AccountEnrolment, AccountState, ReceivedItems } from './account/account-state';
export {
  accountStream,
  contributionAccount,
  type AccountCommand,
  type AccountReason,
} from './account/contribution-account';
export { assessmentEvents } from './events';
export {
  accountEvents,
  QuoteIssued,
  type AccountEvent,
  type BilledMonth,
  type EmployerCover,
  type NotedEnrolment,
  type ReceivedItem,
  type Revised,
} from './account/contribution-account.events';
export type { RefundCase, RefundOutcome, RefundReason } from './account/refund-cases.events';
export { recorded } from './account/recorded';
export type { NoteDeath, NoteDeathWithdrawal } from './account/death';
export type { NoteEmployerCover, NoteEmployerCoverWithdrawal } from './account/employer-cover';
export type { NoteEnrolment, NoteEnrolmentEnd } from './account/enrolment';
export type { NoteItemsSuspended, NotePaid, NoteReceivedItems, NoteReopened } from './account/settled-months';
export {
  billOf,
  monthsOf,
  type BillReason,
  type ExpireBill,
  type PushBill,
  type ReplaceBill,
  type WithdrawBill,
} from './bill/bill';
export { billMessageStream, type BillAct, type TakeBillMessage } from './bill/bill-message';
export { billIntake, type NoteIntake } from './intake/bill-intake';
export { billIntakeEvents, type BillFileFault, type BillIntakeEvent } from './intake/bill-intake.events';
export type { PushedMonth, PushedTerms } from '@canbao/rules';
export { billDifferences, billView, billViews, type BillView } from './bill/bill-view';
export { evidenceOf } from './evidence';
export { mayPay, payables, type EvidencedMonth } from './payables';
export { published } from './published';
export { estimate, type Estimate, type EstimateRequest } from './quote/estimate';
export { medicalFacts, pensionFacts } from './quote/facts';
export type { IssuedQuote } from './quote/issued-quote';
export { quoteStream, type IssueQuote } from './quote/quote';
export { reactions } from './reactions';
export { assessmentRejections, type AssessmentReason } from './rejections';
export { listedOverrides, packInForce, type ListedOverride } from './rule-override/listed-overrides';
export { ruleChanges, settableRows, whatIf, type RuleChange, type WhatIf } from './rule-override/what-if';
export { ruleOverrideRejections } from './rule-override/rejections';
export {
  ruleOverrides,
  ruleOverridesStream,
  type ApproveRuleOverride,
  type ProposeRuleOverride,
  type RejectRuleOverride,
  type RuleOverrideCommand,
  type RuleOverrideReason,
  type RuleOverridesState,
} from './rule-override/rule-overrides';
export {
  RuleOverrideApproved,
  RuleOverrideProposed,
  RuleOverrideRejected,
  ruleOverrideEvents,
  type ProposedOverride,
  type RuleOverrideEvent,
} from './rule-override/rule-overrides.events';
export { debitSubscriptions, subscribedTopics, subscriptions } from './subscriptions';
export {
  coverageOfAccount,
  coverageReport,
  type CoverageItem,
  type CoverageQuestion,
  type CoverageReport,
  type CoverageWay,
} from './coverage/report';
export { mayUse } from './coverage/may-use';
export { mayCount } from './record/may-count';
export { knownAt, type KnownAccount } from './coverage/known-account';
export type { NoteTreasuryReceipt } from './account/settled-months';
export {
  contributionRecord,
  stillHolds,
  type AccountsOfPerson,
  type InsuranceRecord,
  type PersonRecord,
  type StillPayable,
} from './record/contribution-record';
export { endOf } from './coverage/known-account';
