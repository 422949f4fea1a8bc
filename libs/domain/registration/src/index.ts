export type { EndEnrolment, Enrol, EnrolmentReason } from './enrolment';
export { identityRefusal, type Identity, type IdentityReason } from './identity';
export { canonicalNumber, isIdentityNumber } from './identity-number';
export { canonicalName, isName, maskedName } from './names';
export { payer, type PayerCommand, type PayerEvent, type PayerReason } from './payer';
export {
  person,
  type NoteEmployerCover,
  type PersonCommand,
  type PersonReason,
  type RecordDeath,
} from './person';
export type { Enrolment, MedicalEnrolment, PersonState } from './person-state';
export type { EmployerCover, PersonEvent, RemovalReason } from './person.events';
export { published } from './published';
export { registrationRejections, type RegistrationReason } from './rejections';
