/**
 * Registration (参保登记): a person must be registered with the pension or the medical agency before paying
 * through any
 * tax channel; each insurance by itself (guide G3.1, domain §3). The place of registration decides the
 * district.
 */
import { dayOf, type Instant } from '@canbao/calendar';
import type { AccountFacts } from './assessment';
import type { Source } from '../packs/row';

/** Where the rule stands. */
export const registrationSource: Source = { document: '缴费指南', guide: 'G3.1' };

/**
 * True when the enrolment is in force at the instant. It does not limit the months: those follow the payment
 * window.
 */
export const enrolmentCovers = (
  facts: Pick<AccountFacts, 'registered' | 'enrolledFrom' | 'enrolledUntil'>,
  at: Instant,
): boolean => {
  const today = dayOf(at);
  if (!facts.registered) return false;
  if (facts.enrolledFrom !== undefined && today < facts.enrolledFrom) return false;
  return facts.enrolledUntil === undefined || today <= facts.enrolledUntil;
};
