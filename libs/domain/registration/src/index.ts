export { identityRefusal, type Identity, type IdentityReason } from './identity';
export { canonicalNumber, isIdentityNumber } from './identity-number';
export { canonicalName, isName, maskedName } from './names';
export { payer, type PayerCommand, type PayerEvent, type PayerReason } from './payer';
export {
  person,
  type EndEnrolment,
  type Enrol,
  type Enrolment,
  type MedicalEnrolment,
  type PersonCommand,
  type PersonReason,
  type PersonState,
} from './person';
export type { PersonEvent, RemovalReason } from './person.events';
export { published } from './published';
export { registrationRejections, type RegistrationReason } from './rejections';
