/**
 * True-up (多退少补): when final limits follow provisional ones, months paid on a base outside the new limits are
 * charged
 * or refunded the difference: new limit × rate − amount paid (domain §9). A new assessment, never a change of
 * the old one.
 */
import { month, type Month } from '@canbao/calendar';
import { compare, multiply, negate, subtract, sum, zero, type Rate, type Yuan } from '@canbao/money';
import type { Row } from '../row';

/** Whether a difference is charged, refunded, both or neither. */
export type TrueUpMode = 'none' | 'charge' | 'charge-and-refund';

/** The mode, by contribution month. */
export const pensionTrueUps: readonly Row<Month, TrueUpMode>[] = [
  {
    from: month('2022-01'),
    until: month('2022-12'),
    value: 'charge-and-refund',
    configuration: true,
    source: { sources: ['pension.trueUp', 'liaocheng-limits-2022', 'shandong-notice-2021-12-28'] },
  },
  {
    from: month('2023-01'),
    until: month('2023-12'),
    value: 'charge-and-refund',
    source: { sources: ['jinan-limits-2023'] },
  },
];

/** The difference in yuan, a month and in all. */
export interface TrueUp {
  readonly direction: 'none' | 'charge' | 'refund';
  readonly perMonth: Yuan;
  readonly total: Yuan;
}

/** The difference for months paid on one base. `newUpper` absent: only the lower limit changed. */
export const trueUp = (
  mode: TrueUpMode,
  paidOn: Yuan,
  of: Rate,
  limits: { lower: Yuan; upper?: Yuan },
  months: readonly Month[],
): TrueUp => {
  const none: TrueUp = { direction: 'none', perMonth: zero, total: zero };
  const paid = multiply(paidOn, of, 'half-up');
  const differ = (limit: Yuan): Yuan => subtract(multiply(limit, of, 'half-up'), paid);
  const times = (amount: Yuan): Yuan => sum(months.map(() => amount));
  if (mode === 'none') return none;
  if (compare(paidOn, limits.lower) < 0)
    return { direction: 'charge', perMonth: differ(limits.lower), total: times(differ(limits.lower)) };
  if (mode === 'charge' || limits.upper === undefined || compare(paidOn, limits.upper) <= 0) return none;
  const back = negate(differ(limits.upper));
  return { direction: 'refund', perMonth: back, total: times(back) };
};
