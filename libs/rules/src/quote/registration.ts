/**
 * Registration (参保登记): a person must be registered with the pension or the medical agency before paying
 * through any tax channel; each insurance by itself (guide G3.1). The place of registration decides the
 * district.
 */
import {
  currentMonth,
  dayOf,
  firstDayOf,
  lastDayOf,
  monthOf,
  yearOf,
  type Day,
  type Instant,
  type Month,
} from '@canbao/calendar';
import type { Insurance } from '@canbao/vocabulary';
import type { Reference } from '../citation';
import type { Enrolment, QuoteRequest, Registration } from './quote-request';
import { refuse, type Refused } from './refusal';

/** Where the rule is written. */
export const registrationSource: Reference = { guide: 'G3.1' };

/** The enrolment in force on the day. A future change is a period of its own and does not touch it. */
export const enrolmentOn = <E extends Enrolment>(enrolments: readonly E[], on: Day): E | undefined =>
  enrolments.find((enrolment) => begins(enrolment, on) && lasts(enrolment, on));

/**
 * The enrolment that a month belongs to. The current month belongs to the one in force on the day of the
 * quote, a past month to the one in force on its last day. A month before an enrolment belongs to the next
 * one: any month from January may be paid (guide G3.3.1.1).
 */
export const enrolmentFor = <E extends Enrolment>(
  { enrolments, diedOn }: Registration<E>,
  month: Month,
  at: Instant,
): E | undefined => {
  const today = dayOf(at);
  const isPast = month < currentMonth(at);
  const decisive = isPast ? lastDayOf(month) : today;
  // Death ends the enrolment after its month, whatever end a bureau has told.
  const inForce = enrolmentOn(enrolments, diedOn !== undefined && diedOn < decisive ? diedOn : decisive);
  if (inForce !== undefined || !isPast) return inForce;
  return enrolments.find((period) => !begins(period, decisive) && begins(period, today));
};

const begins = ({ from }: Enrolment, by: Day): boolean => from === undefined || from <= by;

const lasts = ({ until }: Enrolment, to: Day): boolean => until === undefined || to <= until;

/** The last day that an enrolment pays for: the month of retirement or death is payable, whatever its day. */
export const lastPayableDay = (on: Day, reason: string | undefined): Day =>
  reason === 'retired' || reason === 'death' ? lastDayOf(monthOf(on)) : on;

/** Nothing is payable for months after the month of death. */
export const deathRefusal = ({ diedOn }: Registration, months: readonly Month[]): Refused | undefined => {
  if (diedOn === undefined) return undefined;
  const rejectedMonths = months.filter((month) => month > monthOf(diedOn));
  return rejectedMonths.length === 0 ? undefined : refuse('person-deceased', { rejectedMonths, diedOn });
};

/**
 * Names the months without an enrolment; no months when it is all of them. Names also the day from which the
 * next enrolment holds, if one is planned.
 */
export const enrolmentRefusal = (
  { months, at, facts }: Pick<QuoteRequest, 'months' | 'at' | 'facts'>,
  isEnrolled: (month: Month) => boolean,
): Refused | undefined => {
  const rejectedMonths = months.filter((month) => !isEnrolled(month));
  if (rejectedMonths.length === 0) return undefined;
  const planned = facts.enrolments.find((period) => !begins(period, dayOf(at)));
  return refuse('not-registered', {
    ...(rejectedMonths.length === months.length ? {} : { rejectedMonths }),
    ...(planned === undefined ? {} : { enrolledFrom: planned.from }),
  });
};

/** The first day on which a planned enrolment makes the month payable; nothing if it does not. */
export const plannedOpening = (insurance: Insurance, month: Month, enrolledFrom: Day): Day | undefined => {
  const firstMonth = monthOf(enrolledFrom);
  if (month > firstMonth) return firstDayOf(month);
  const isEarlierOfYear = insurance === 'pension' && yearOf(month) === yearOf(firstMonth);
  return month === firstMonth || isEarlierOfYear ? enrolledFrom : undefined;
};

/** A month that an employer covers is not payable. */
export const employerRefusal = (
  { employerMonths = [] }: Registration,
  months: readonly Month[],
): Refused | undefined => {
  const rejectedMonths = months.filter((month) => employerMonths.includes(month));
  return rejectedMonths.length === 0 ? undefined : refuse('covered-by-employer', { rejectedMonths });
};
