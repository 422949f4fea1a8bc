import { districtRefusal, type ChannelCaller, type Condition } from '@canbao/rules';
import type { AccountState } from './account/account-state';

/**
 * Why the caller may not act for the person of this account; undefined when they may. A teller is limited to
 * the districts of the bank; before the enrolment is known there is no district to check.
 */
export const tellerRefusal = (
  { role, bank }: ChannelCaller,
  { enrolment }: AccountState,
): Condition<'bank-not-in-district'> | undefined =>
  role === 'bank' && enrolment !== undefined ? districtRefusal(enrolment.district, bank) : undefined;
