export { counterRefusal } from './counter';
export type { CorrectIdentityNumber, CorrectName } from './correction';
export type { DeathReason, RecordDeath, WithdrawDeath } from './death';
export type { EmployerCoverReason, NoteEmployerCover, WithdrawEmployerCover } from './employer-cover';
export type { EndEnrolment, Enrol, EnrolmentReason } from './enrolment';
export { messageIntake } from './feed/intake';
export { intakeEvents, type IntakeEvent, type MessageFault } from './feed/intake.events';
export { insuranceOf } from './feed/effective';
export type {
  BureauMessage,
  Change,
  ChangeKind,
  ContradictionReason,
  RegistrationCase,
  ToldFact,
  WayOut,
} from './feed/message.events';
export type { MessageReason, TakeMessage } from './feed/take-message';
export { identityRefusal, type Identity, type IdentityReason } from './identity';
export {
  identityChecks,
  lockedFor,
  type CheckReason,
  type CheckState,
  type IdentityDigests,
  type RecordCheck,
} from './identity-check';
export {
  checkEvents,
  IdentityCheckFailed,
  IdentityCheckPassed,
  type CheckEvent,
} from './identity-check.events';
export { birthOf, canonicalNumber, isIdentityNumber } from './identity-number';
export { canonicalName, isName, maskedName } from './names';
export { registrationEvents } from './events';
export { payer, type PayerCommand, type PayerReason, type PayerState } from './payer';
export {
  BeneficiariesCounted,
  BeneficiaryAdded,
  BeneficiaryRemoved,
  payerEvents,
  type PayerEvent,
} from './payer.events';
export { person, type PersonCommand, type PersonReason } from './person';
export type { Correction, DeathReport, Enrolment, MedicalEnrolment, PersonState } from './person-state';
export {
  IdentityErased,
  IdentityNumberCorrected,
  IdentityRestricted,
  MedicalEnrolmentEnded,
  NameDifferenceSettled,
  PensionEnrolled,
  PensionEnrolmentEnded,
  personEvents,
  type Bureau,
  type EmployerCover,
  type PersonEvent,
  type RemovalReason,
} from './person.events';
export { published } from './published';
export { subscriptions } from './subscriptions';
export { registrationRejections, type RegistrationReason } from './rejections';
