/**
 * Pension payment window (补缴规定): any selection of months from January of the current year to the current
 * month.
 * Later months cannot be prepaid, earlier years cannot be back-paid unless a deferral row allows it (guide
 * G3.3.1.1, domain §6).
 */
import { currentMonth, yearOf, type Instant, type Month } from '@canbao/calendar';
import { deferralOf, type Deferral } from './deferral';
import type { Row, Source } from '../packs/row';

/** Where the window stands. */
export const pensionWindowSource: Source = { document: '缴费指南', guide: 'G3.3.1.1' };

/** How a pension month stands in the window. */
export type PensionWindow =
  'open' | 'deferral' | 'prepayment-not-allowed' | 'deferral-closed' | 'prior-year-not-allowed';

/** How the month stands in the window at the instant; the current month is that of Asia/Shanghai. */
export const pensionWindow = (
  deferrals: readonly Row<Month, Deferral>[],
  value: Month,
  at: Instant,
): PensionWindow => {
  const now = currentMonth(at);
  if (value > now) return 'prepayment-not-allowed';
  if (yearOf(value) === yearOf(now)) return 'open';
  const deferral = deferralOf(deferrals, value);
  if (deferral === undefined || at < deferral.value.openAt) return 'prior-year-not-allowed';
  return at < deferral.value.closeAt ? 'deferral' : 'deferral-closed';
};
