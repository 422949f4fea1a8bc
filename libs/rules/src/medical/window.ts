/**
 * Medical payment window: the payer declares the current month only (guide G1.4). A past month is payable
 * once the agency has pushed its bill (推送补缴数据, guide G3.3.2.1). Jinan takes no prepayment.
 */
import { currentMonth, type Instant, type Month } from '@canbao/calendar';
import type { Reference } from '../citation';

/** The rule that past months need a pushed bill. */
export const medicalArrearsSource: Reference = { guide: 'G3.3.2.1' };
/** The rule that later months cannot be paid. */
export const medicalPrepaymentSource: Reference = { sources: ['jinan-hrss-2021'], guide: 'G1.4' };

/** How a medical month stands in the window. */
export type MedicalWindow = 'open' | 'billed' | 'prepayment-not-allowed' | 'arrears-push-required';

/** How the month stands at the instant, given the months that the agency has billed. */
export const medicalWindow = (
  bills: readonly { readonly month: Month }[],
  month: Month,
  at: Instant,
): MedicalWindow => {
  const current = currentMonth(at);
  if (month > current) return 'prepayment-not-allowed';
  if (month === current) return 'open';
  return bills.some((bill) => bill.month === month) ? 'billed' : 'arrears-push-required';
};
