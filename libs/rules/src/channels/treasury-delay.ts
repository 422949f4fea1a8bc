/**
 * How long money is on its way to the treasury (入库). Payers see one to three, up to five working days; no
 * rule names a time, hence configuration.
 */
import { day, plusWorkdays, type Day } from '@canbao/calendar';
import { rowOn, type Row } from '../row';

/** Working days after the day of payment. */
export const treasuryDelays: readonly Row<Day, { readonly earliest: number; readonly latest: number }>[] = [
  {
    from: day('2022-01-01'),
    value: { earliest: 1, latest: 5 },
    configuration: true,
    source: { sources: ['treasuryDelay'] },
  },
];

/**
 * When money of a day may be expected in the treasury: not before the first, as a rule by the second day.
 * Undefined where no row holds.
 */
export const treasuryExpected = (
  paidOn: Day,
): { readonly earliest: Day; readonly latest: Day } | undefined => {
  const row = rowOn(treasuryDelays, paidOn);
  if (row === undefined) return undefined;
  const { earliest, latest } = row.value;
  return { earliest: plusWorkdays(paidOn, earliest), latest: plusWorkdays(paidOn, latest) };
};
