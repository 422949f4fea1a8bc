import type { Day } from '@canbao/calendar';
import {
  bankMayCollect,
  channelOf,
  districtRefusal,
  type ChannelCaller,
  type Condition,
} from '@canbao/rules';
import type { Bank, Channel } from '@canbao/vocabulary';
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

/**
 * Whether a bank may read about a person: the guide ticks it for the district that the first of the accounts
 * with an enrolment is in. A person without any enrolment is nobody's customer yet.
 */
export const isServedBy = (bank: Bank, accounts: readonly AccountState[], today: Day): boolean => {
  const [district] = accounts.flatMap((state) => enrolmentAround(state, today)?.district ?? []);
  return district !== undefined && bankMayCollect(district, bank);
};

/**
 * Whether a quote is the caller's to read, as far as it was given to somebody: a counter reads those of its
 * own channel, a payer none that was given to another payer. Access to the person is a question of its own.
 */
export const mayReadQuote = (
  caller: ChannelCaller & { readonly subject: string },
  quote: { readonly channel?: Channel | undefined; readonly payerId?: string | undefined },
): boolean => {
  if (caller.role === 'operator' || caller.role === 'auditor') return true;
  if (caller.role === 'payer') return (quote.payerId ?? caller.subject) === caller.subject;
  return quote.channel !== undefined && quote.channel === channelOf(caller);
};
