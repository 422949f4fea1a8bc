import type { Day } from '@canbao/calendar';
import { districtRefusal, type ChannelCaller, type Condition } from '@canbao/rules';
import { enrolmentAround, type AccountState } from './account/account-state';

/**
 * Why the caller may not act for the person of this account; undefined when they may. A teller is limited to
 * the districts of the bank; before the enrolment is known there is no district to check.
 */
export const tellerRefusal = (
  { role, bank }: ChannelCaller,
  state: AccountState,
  today: Day,
): Condition<'bank-not-in-district'> | undefined => {
  const enrolment = enrolmentAround(state, today);
  return role === 'bank' && enrolment !== undefined ? districtRefusal(enrolment.district, bank) : undefined;
};
