import {
  currentMonth,
  dayBefore,
  dayOf,
  firstDayOf,
  lastDayOf,
  month as monthFrom,
  startOf,
  yearOf,
  type Day,
  type Instant,
  type Month,
} from '@canbao/calendar';
import type { Insurance } from '@canbao/vocabulary';
import type { Pack } from '../packs/pack';
import { deferralOf } from '../pension/deferral';

/** A month that can be paid, and the bill that it can be paid by, if any. */
export interface OpenMonth {
  readonly insurance: Insurance;
  readonly month: Month;
  readonly bill?: { readonly payableUntil?: Day } | undefined;
}

/** The last day on which a month that can be paid at the instant still can; none where nothing ends it. */
export const payableUntil = (
  { pensionDeferrals }: Pick<Pack, 'pensionDeferrals'>,
  { insurance, month, bill }: OpenMonth,
  at: Instant,
): Day | undefined => {
  const last = lastDayOf(insurance === 'pension' ? monthFrom(`${yearOf(month)}-12`) : month);
  if (insurance === 'medical') {
    if (bill === undefined) return last;
    const { payableUntil: billed } = bill;
    return billed !== undefined && billed < last && month >= currentMonth(at) ? last : billed;
  }
  const deferral = deferralOf(pensionDeferrals, month)?.value;
  // Months that are deferred later, after a time in which they are closed, are another story.
  const isDeferred = deferral !== undefined && deferral.openAt <= startOf(dayAfterYear(month));
  return isDeferred ? dayBefore(dayOf(deferral.closeAt)) : last;
};

const dayAfterYear = (month: Month): Day => firstDayOf(monthFrom(`${yearOf(month) + 1}-01`));
