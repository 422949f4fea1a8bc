export {
  answerIntake,
  answerIntakeEvents,
  type AnswerIntakeEvent,
  type NoteAnswerParked,
} from './bureau/answer-intake';
export { answerCommand, bureauFor, insuranceOf, type BureauName } from './bureau/answer-on-wire';
export {
  areSameTotals,
  askTotalsMinutes,
  bureauDay,
  bureauDayStream,
  firstAskedAfterMinutes,
  namedMax,
  unansweredHours,
  type BureauDay,
  type BureauDayCommand,
} from './bureau/bureau-day';
export {
  bureauDayEvents,
  type BureauDayEvent,
  type DayDifference,
  type DayLine,
  type DayTotals,
} from './bureau/bureau-day.events';
export { dayLineOf, dayTotalsOf } from './bureau/day-on-wire';
export { dayDifferences } from './bureau/day-differences';
export { contactBureau, type DuePosting } from './bureau/contact-bureau';
export type { Bureau, BureauAnswer, BureauBooks, PostingRequest, ToldTotals } from './bureau/bureau';
export { ledgerSyncEvents } from './events';
export { mayPost, unmetConditions } from './posting/conditions';
export {
  posting,
  postingStream,
  type NoteReceivedItems,
  type PostingCommand,
  type RequestPosting,
  type RequestReversal,
} from './posting/posting';
export { obligationNamed, postingIdOf } from './posting/posting-id';
export { postingOf, reportOf, type Posting, type PostingReport } from './posting/posting-report';
export type { PostingState, ReceivedItems } from './posting/posting-state';
export {
  postingEvents,
  type Obligation,
  type PostedItem,
  type PostingEvent,
  type RefundReason,
  type RequestedPosting,
} from './posting/posting.events';
export type { RecordAnswer, RecordProgress, TakeAnswer } from './posting/taken-answer';
export type {
  NoteRefundCase,
  PostAgain,
  RequestRefund,
  WayOutCommand,
  WayOutReason,
  WithdrawRefund,
} from './posting/ways-out';
export { hasWork, leavesWork, workEndingTypes, workLeavingTypes } from './posting/work';
export { published } from './published';
export { reactions, requestIdOf } from './reactions';
export { ledgerSyncRejections, type LedgerSyncReason } from './rejections';
export { subscriptions } from './subscriptions';
