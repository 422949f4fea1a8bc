export { canonicalNumber, isIdentityNumber } from './identity-number';
export { canonicalName, isName, maskedName } from './names';
export { person, type PersonCommand, type PersonReason, type PersonState } from './person';
export { payer, type PayerCommand, type PayerEvent } from './payer';
export type { PersonEvent } from './person.events';
export { published } from './published';
export { registrationRejections, type RegistrationReason } from './rejections';
