/**
 * Medical payment window: the payer declares the current month only (guide G1.4). A past month is payable
 * once the agency has pushed its bill (推送补缴数据, guide G3.3.2.1), through the last day of the bill. Jinan
 * takes no prepayment; elsewhere the later months of the year can be prepaid.
 */
import { currentMonth, month, yearOf, type Day, type Instant, type Month } from '@canbao/calendar';
import type { Reference } from '../citation';
import { rowOn, type Row } from '../row';
import { isExpired } from './bill';

/** Whether a month can be paid before it begins: not at all, or from January of its year on (预缴). */
export type Prepayment = 'none' | 'within-year';

/** The rule that past months need a pushed bill. */
export const medicalArrearsSource: Reference = { guide: 'G3.3.2.1' };
/** The rule that later months cannot be paid. */
export const medicalPrepaymentSource: Reference = { sources: ['jinan-hrss-2021'], guide: 'G1.4' };

/** Jinan's, by the month that would be prepaid. */
export const medicalPrepayments: readonly Row<Month, Prepayment>[] = [
  { from: month('2022-01'), value: 'none', source: medicalPrepaymentSource },
];

/** How a medical month stands in the window. */
export type MedicalWindow =
  'open' | 'prepayment' | 'billed' | 'prepayment-not-allowed' | 'arrears-push-required' | 'bill-expired';

/** How the month stands at the instant, given the months that the agency has billed. */
export const medicalWindow = (
  prepayments: readonly Row<Month, Prepayment>[],
  bills: readonly { readonly month: Month; readonly payableUntil?: Day }[],
  month: Month,
  at: Instant,
): MedicalWindow => {
  const current = currentMonth(at);
  if (month > current)
    return rowOn(prepayments, month)?.value === 'within-year' && yearOf(month) === yearOf(current)
      ? 'prepayment'
      : 'prepayment-not-allowed';
  if (month === current) return 'open';
  const bill = bills.find((each) => each.month === month);
  if (bill === undefined) return 'arrears-push-required';
  return isExpired(bill, at) ? 'bill-expired' : 'billed';
};
