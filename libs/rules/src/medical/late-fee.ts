/**
 * Late fee (滞纳金): 0.05 % a day on the amount owed, from the first day of the month after the owed month.
 * Jinan takes the late fee of the agency's bill; this computation then only checks it. A city may also have
 * it computed on the day of payment, or charge none.
 */
import { day, daysBetween, firstDayOf, plusMonths, type Day, type Month } from '@canbao/calendar';
import { compare, fromFen, rate, toFen, zero, type Rate, type Yuan } from '@canbao/money';
import type { Row } from '../row';

/** Whether the day of payment counts. */
export type DayCount = 'inclusive' | 'exclusive';

/** How a late fee comes to be, and how it is counted. */
export interface LateFeeTerms {
  /** Taken from the agency's bill, computed on the day of payment, or never charged. */
  readonly source: 'agency-pushed' | 'compute' | 'none';
  readonly dailyRate: Rate;
  readonly dayCount: DayCount;
  /** Whether it stops growing at the amount owed. */
  readonly cap: 'none' | 'principal';
}

/** Terms, by the day up to which the fee is counted; what no source gives is configuration. */
export const lateFeeTerms: readonly Row<Day, LateFeeTerms>[] = [
  {
    from: day('2022-01-01'),
    value: { source: 'agency-pushed', dailyRate: rate('0.0005'), dayCount: 'inclusive', cap: 'none' },
    configuration: true,
    source: { sources: ['social-insurance-law', 'medical.lateFee', 'late-fee-days'], article: '第八十六条' },
  },
];

const termsPattern = /^(agency-pushed|compute|none) (0\.\d{1,6}) (inclusive|exclusive) (none|principal)$/;

/** The terms in words, as {@link readTerms} takes them: source, daily rate, day count, cap. */
export const showTerms = ({ source, dailyRate, dayCount, cap }: LateFeeTerms): string =>
  `${source} ${dailyRate} ${dayCount} ${cap}`;

/** The terms that the words stand for; undefined where they stand for none. */
export const readTerms = (text: string): LateFeeTerms | undefined => {
  const [, source, daily = '', dayCount, cap] = termsPattern.exec(text) ?? [];
  if (source === undefined) return undefined;
  return { source, dailyRate: rate(daily), dayCount, cap } as LateFeeTerms;
};

/** A late fee with what it was counted from. */
export interface LateFee {
  readonly amount: Yuan;
  readonly days: number;
}

/** The late fee that an amount owed for the month has come to on the day. */
export const lateFeeOn = (terms: LateFeeTerms, principal: Yuan, owed: Month, on: Day): LateFee => {
  const days = lateFeeDays(firstDayOf(plusMonths(owed, 1)), on, terms.dayCount);
  if (terms.source === 'none') return { amount: zero, days };
  const fee = lateFee(principal, terms.dailyRate, days);
  const isCapped = terms.cap === 'principal' && compare(fee, principal) > 0;
  return { amount: isCapped ? principal : fee, days };
};

/** Days for which the fee runs; none before the first. */
export const lateFeeDays = (from: Day, paidOn: Day, count: DayCount): number =>
  Math.max(0, daysBetween(from, paidOn) + (count === 'inclusive' ? 1 : 0));

/** principal × daily rate × days, rounded half-up once. */
export const lateFee = (principal: Yuan, daily: Rate, days: number): Yuan => {
  const millionths = BigInt(daily.split('.')[1]?.padEnd(6, '0') ?? '0');
  return fromFen((toFen(principal) * millionths * BigInt(days) + 500_000n) / 1_000_000n);
};
