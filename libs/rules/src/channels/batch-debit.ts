/**
 * Monthly batch debit (按月批扣): on which day of the month the batch is made, and for how long a bank may
 * debit an item of it. Neither was found for Jinan, hence configuration.
 */
import {
  dayAfter,
  day,
  monthOf,
  plusWorkdays,
  startOf,
  yearOf,
  type Day,
  type Instant,
} from '@canbao/calendar';
import type { Insurance } from '@canbao/vocabulary';
import { rowOn, type Row } from '../row';
import { monthCloseAfter } from './month-close';

/** When batches are made, and their limit. */
export interface DebitTerms {
  /** The batch of a month is made on this day of it, or as soon after it as can be. */
  readonly dayOfMonth: number;
  /** Items that a bank still does not know about after so many working days are void. */
  readonly workingDays: number;
}

export const debitTerms: readonly Row<Day, DebitTerms>[] = [
  {
    from: day('2022-01-01'),
    value: { dayOfMonth: 15, workingDays: 5 },
    configuration: true,
    source: { sources: ['debit.terms'] },
  },
];

/** The terms in force on a day. @throws RangeError before the first row. */
export const debitTermsOn = (on: Day): DebitTerms => {
  const row = rowOn(debitTerms, on);
  if (row === undefined) throw new RangeError(`no terms of batch debit on ${on}`);
  return row.value;
};

/** The last day on which a bank may debit what is entrusted on the day. Public holidays are not known. */
export const debitLimit = (entrustDate: Day): Day =>
  plusWorkdays(entrustDate, debitTermsOn(entrustDate).workingDays);

/**
 * The instant before which a debit pays its month: the end of the bank's limit, but never past the closing of
 * a medical month, of the year of a pension month, or of the rows that the figures rest on.
 */
export const debitExpiry = (
  insurance: Insurance,
  at: Instant,
  until: Day,
  closings: readonly Instant[] = [],
): Instant => {
  const closing =
    insurance === 'medical'
      ? monthCloseAfter(at)
      : startOf(day(`${yearOf(monthOf(day(at.slice(0, 10)))) + 1}-01-01`));
  return [...closings, closing].reduce(
    (earliest, each) => (each < earliest ? each : earliest),
    startOf(dayAfter(until)),
  );
};
