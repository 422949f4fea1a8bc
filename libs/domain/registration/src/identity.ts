import type { Day } from '@canbao/calendar';
import { isIdentityNumber } from './identity-number';
import { isName } from './names';

/** How a person is identified: resident identity number (公民身份号码) and name, as typed. */
export interface Identity {
  readonly idNumber: string;
  readonly name: string;
}

/** Why a typed identity cannot be right; it is never repeated in an answer. */
export type IdentityReason = 'identity-number-invalid' | 'name-invalid';

/** The first fault of a typed identity; undefined when it can be right. */
export const identityRefusal = ({ idNumber, name }: Identity, today: Day): IdentityReason | undefined => {
  if (!isIdentityNumber(idNumber, today)) return 'identity-number-invalid';
  return isName(name) ? undefined : 'name-invalid';
};
