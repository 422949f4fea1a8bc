/**
 * Money that comes for a quote whose time is over pays its months only where a new quote would have said the
 * same when it was paid: in the same month, on the same limits, in an open window.
 */
import { currentMonth, dayOf, type Instant, type Month } from '@canbao/calendar';
import type { Insurance } from '@canbao/vocabulary';
import { pensionDeferrals } from '../pension/deferral';
import { pensionLimits } from '../pension/limits';
import { pensionWindow } from '../pension/window';
import { rowOn } from '../row';

/** Whether the window of the months was open, on the rules of the quote, when the money was paid. */
export const windowIsOpen = (
  insurance: Insurance,
  months: readonly Month[],
  quotedAt: Instant,
  paidAt: Instant,
): boolean => {
  if (currentMonth(quotedAt) !== currentMonth(paidAt)) return false;
  if (insurance === 'medical') return true;
  const hasSameLimits = rowOn(pensionLimits, dayOf(quotedAt)) === rowOn(pensionLimits, dayOf(paidAt));
  const isOpen = (month: Month): boolean =>
    ['open', 'deferral'].includes(pensionWindow(pensionDeferrals, month, paidAt));
  return hasSameLimits && months.every(isOpen);
};
