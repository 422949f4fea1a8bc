export {
  differenceClasses,
  differenceOf,
  isCarried,
  standingOf,
  wordsFor,
  type DifferenceClass,
  type Ours,
  type Standing,
  type Theirs,
} from './difference';
export {
  caseEvents,
  caseKinds,
  caseOwners,
  proofKinds,
  type CaseEvent,
  type CaseKind,
  type CaseOwner,
  type CaseSubject,
  type Evidence,
  type ProofKind,
} from './cases/case.events';
export { cases, caseStream, type CaseCommand, type CaseState, type OpenCase } from './cases/case';
export { deadlineOf, firstOwner, nextProbe } from './cases/schedule';
export { channelDayEvents, type ChannelDayEvent, type Tally } from './day/channel-day.events';
export { channelDay, channelDayStream, type ChannelDay, type ChannelDayCommand } from './day/channel-day';
export { reconciliationRejections, type ReconciliationReason } from './rejections';
