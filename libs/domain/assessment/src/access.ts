import type { Day } from '@canbao/calendar';
import { channelOf, counterServes, districtRefusal, type ChannelCaller, type Condition } from '@canbao/rules';
import type { Channel } from '@canbao/vocabulary';
import { enrolmentAround, type AccountState } from './account/account-state';

const isCounter = ({ role }: ChannelCaller): boolean => role === 'bank' || role === 'tax-desk';

/**
 * Why the caller may not act for the person of this account; undefined when they may. A counter is limited to
 * its own district and to those of its bank; before the enrolment is known there is no district to check.
 */
export const tellerRefusal = (
  caller: ChannelCaller,
  state: AccountState,
  today: Day,
): Condition<'bank-not-in-district'> | undefined => {
  const enrolment = enrolmentAround(state, today);
  return isCounter(caller) && enrolment !== undefined
    ? districtRefusal(enrolment.district, caller)
    : undefined;
};

/**
 * Whether a counter may read about a person: it serves the district that the first of the accounts with an
 * enrolment is in. Who has no enrolment is nobody’s customer yet, except of a tax desk of no district.
 */
export const isServedBy = (
  counter: ChannelCaller,
  accounts: readonly AccountState[],
  today: Day,
): boolean => {
  if (!isCounter(counter) || (counter.role === 'tax-desk' && counter.district === undefined)) return true;
  const [district] = accounts.flatMap((state) => enrolmentAround(state, today)?.district ?? []);
  return district !== undefined && counterServes(counter, district);
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
