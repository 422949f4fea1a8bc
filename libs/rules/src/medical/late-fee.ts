/**
 * Late fee (滞纳金): 0.05 % a day on the amount owed, from the first day of the month after the owed month.
 * The late fee of the agency's bill is what counts; this computation only checks it.
 */
import { day, daysBetween, type Day } from '@canbao/calendar';
import { fromFen, rate, toFen, type Rate, type Yuan } from '@canbao/money';
import type { Row } from '../row';

/** Whether the day of payment counts. */
export type DayCount = 'inclusive' | 'exclusive';

/** Rates a day. */
export const lateFeeRates: readonly Row<Day, Rate>[] = [
  {
    from: day('2022-01-01'),
    value: rate('0.0005'),
    configuration: true,
    source: { sources: ['social-insurance-law', 'medical.lateFee', 'late-fee-days'], article: '第八十六条' },
  },
];

/** Days for which the fee runs; none before the first. */
export const lateFeeDays = (from: Day, paidOn: Day, count: DayCount): number =>
  Math.max(0, daysBetween(from, paidOn) + (count === 'inclusive' ? 1 : 0));

/** principal × daily rate × days, rounded half-up once. */
export const lateFee = (principal: Yuan, daily: Rate, days: number): Yuan => {
  const millionths = BigInt(daily.split('.')[1]?.padEnd(6, '0') ?? '0');
  return fromFen((toFen(principal) * millionths * BigInt(days) + 500_000n) / 1_000_000n);
};
