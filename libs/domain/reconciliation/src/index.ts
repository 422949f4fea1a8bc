export {
  differenceClasses,
  differenceOf,
  isCarried,
  standingOf,
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
export {
  bureauAnswer,
  bureauReactions,
  bureauStream,
  type BureauState,
  type NoteBureauAnswer,
} from './bureau/bureau-answer';
export {
  bureauDayNote,
  bureauDayReactions,
  type BureauDayState,
  type NoteBureauDay,
} from './bureau/bureau-day';
export {
  bureauAnswers,
  bureauDayEvents,
  bureauEvents,
  type BureauDayNotedEvent,
  type BureauEvent,
} from './bureau/bureau.events';
export {
  bureauClasses,
  bureauDifferenceOf,
  type BureauClass,
  type HeldByBureau,
  type OfFund,
} from './bureau/bureau-difference';
export { provingKinds } from './cases/proofs';
export { channelDayEvents, type ChannelDayEvent, type Tally } from './day/channel-day.events';
export { channelDay, channelDayStream, type ChannelDay, type ChannelDayCommand } from './day/channel-day';
export { reconciliationRejections, type ReconciliationReason } from './rejections';
