/**
 * Which banks take cash. The guide's table (G2.1.3) has two headings over its columns, of which the text lost
 * how far each spans. Columns are spanned in order, so one number tells it: the first so many banks take cash
 * or their own card, the others their own card only. It is for the bank to interpret: a counter is told, and
 * never refused for it.
 */
import { day, type Day } from '@canbao/calendar';
import { banks, type Bank } from '@canbao/vocabulary';
import { rowOn, type Row } from '../row';
import { bankHeaderGroups } from './bank-matrix';

/** The number of columns of the first heading, or that nobody knows. */
export type CashGroupSize = number | 'unset';

/** Configuration, unset until the printed table is seen. */
export const cashGroupSizes: readonly Row<Day, CashGroupSize>[] = [
  {
    from: day('2022-01-01'),
    value: 'unset',
    configuration: true,
    source: { sources: ['bankMatrix.cashGroupSize'] },
  },
];

/** What is said where the number is not known. */
export const asTheBankSays = '以银行解释为准';

/** What a payer is told about cash at a bank's counter on a day. */
export const cashNoteOf = (
  bank: Bank,
  on: Day,
  rows: readonly Row<Day, CashGroupSize>[] = cashGroupSizes,
): string => {
  const size = rowOn(rows, on)?.value ?? 'unset';
  if (size === 'unset') return asTheBankSays;
  return bankHeaderGroups[banks.indexOf(bank) < size ? 0 : 1];
};
