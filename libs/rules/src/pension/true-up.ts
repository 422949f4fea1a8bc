/**
 * True-up (多退少补): when final limits follow provisional ones, months paid on a base outside the new limits
 * are charged or refunded the difference: new limit × rate − amount paid. It is a new assessment and never
 * changes the old one.
 */
import { month, type Month } from '@canbao/calendar';
import { compare, multiply, subtract, sum, zero, type Rate, type Yuan } from '@canbao/money';
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

/** The mode of medical insurance, whose base follows the contribution month and never changes afterwards. */
export const medicalTrueUps: readonly Row<Month, TrueUpMode>[] = [
  {
    from: month('2022-01'),
    value: 'none',
    configuration: true,
    source: { sources: ['medical.trueUp'] },
  },
];

/** The difference in yuan, for each month and in all; never below zero. */
export interface TrueUp {
  readonly direction: 'none' | 'charge' | 'refund';
  readonly perMonth: Yuan;
  readonly total: Yuan;
}

/** The difference for months paid on one base. Without an upper limit only the lower one has changed. */
export const trueUp = (
  mode: TrueUpMode,
  basePaid: Yuan,
  rate: Rate,
  { lower, upper }: { lower: Yuan; upper?: Yuan },
  months: readonly Month[],
): TrueUp => {
  const amount = (base: Yuan): Yuan => multiply(base, rate, 'half-up');
  const inAll = (direction: 'charge' | 'refund', perMonth: Yuan): TrueUp => ({
    direction,
    perMonth,
    total: sum(months.map(() => perMonth)),
  });
  if (mode !== 'none' && compare(basePaid, lower) < 0)
    return inAll('charge', subtract(amount(lower), amount(basePaid)));
  if (mode === 'charge-and-refund' && upper !== undefined && compare(basePaid, upper) > 0)
    return inAll('refund', subtract(amount(basePaid), amount(upper)));
  return { direction: 'none', perMonth: zero, total: zero };
};
