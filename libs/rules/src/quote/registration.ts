/**
 * Registration (参保登记): a person must be registered with the pension or the medical agency before paying
 * through any tax channel; each insurance by itself (guide G3.1). The place of registration decides the
 * district.
 */
import { dayOf, type Instant } from '@canbao/calendar';
import type { Reference } from '../citation';
import type { Enrolment } from './quote-request';

/** Where the rule is written. */
export const registrationSource: Reference = { guide: 'G3.1' };

/**
 * The enrolment if it is in force at the instant. It does not limit the months: those follow the payment
 * window.
 */
export const enrolmentAt = <E extends Enrolment>(enrolment: E | undefined, at: Instant): E | undefined => {
  if (enrolment === undefined) return undefined;
  const today = dayOf(at);
  const { from = today, until = today } = enrolment;
  return from <= today && today <= until ? enrolment : undefined;
};
