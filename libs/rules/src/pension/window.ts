/**
 * Pension payment window (补缴规定): any selection of months from January of the current year to the current
 * month. Later months cannot be prepaid, and earlier years cannot be paid unless a deferral row allows it
 * (guide G3.3.1.1).
 */
import { currentMonth, yearOf, type Instant, type Month } from '@canbao/calendar';
import { deferralOf, type Deferral } from './deferral';
import type { Reference } from '../citation';
import type { Row } from '../row';

/** Where the window is written. */
export const pensionWindowSource: Reference = { guide: 'G3.3.1.1' };

/** How a pension month stands in the window. */
export type PensionWindow =
  'open' | 'deferral' | 'prepayment-not-allowed' | 'deferral-closed' | 'prior-year-not-allowed';

/** How the month stands in the window at the instant; the current month is that of Asia/Shanghai. */
export const pensionWindow = (
  deferrals: readonly Row<Month, Deferral>[],
  month: Month,
  at: Instant,
): PensionWindow => {
  const current = currentMonth(at);
  if (month > current) return 'prepayment-not-allowed';
  if (yearOf(month) === yearOf(current)) return 'open';
  const deferral = deferralOf(deferrals, month);
  if (deferral === undefined || at < deferral.value.openAt) return 'prior-year-not-allowed';
  return at < deferral.value.closeAt ? 'deferral' : 'deferral-closed';
};

/** The deferral that makes the month payable at the instant; nothing for a month that is open without it. */
export const openDeferral = (
  deferrals: readonly Row<Month, Deferral>[],
  month: Month,
  at: Instant,
): Row<Month, Deferral> | undefined =>
  pensionWindow(deferrals, month, at) === 'deferral' ? deferralOf(deferrals, month) : undefined;
