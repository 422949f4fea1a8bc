/**
 * How long the law has a payment kept with whose it is. Vouchers and books are kept for whole years from the
 * first day after the year of the payment; until then a person's key is not destroyed (ADR 66).
 */
import { day, monthOf, yearOf, type Day } from '@canbao/calendar';
import type { Reference } from '../citation';
import { rowOn, type Row } from '../row';

/** What allows a person to have their data erased, and what puts that off. */
export const erasureSource: Reference = { sources: ['pipl-2021'], article: '第四十七条' };

/** Where it is written how long vouchers are kept. */
export const retentionSource: Reference = {
  sources: ['accounting-archives-2015', 'pipl-2021'],
  article: '第十四条、附表; 第四十七条',
};

/** By the day of the payment. */
export const retentions: readonly Row<Day, { readonly years: number }>[] = [
  {
    from: day('2016-01-01'),
    value: { years: 30 },
    source: retentionSource,
  },
];

/** The last day on which a payment is kept with whose it is; undefined where no row holds. */
export const keptUntil = (paidOn: Day): Day | undefined => {
  const row = rowOn(retentions, paidOn);
  return row === undefined ? undefined : day(`${yearOf(monthOf(paidOn)) + row.value.years}-12-31`);
};
