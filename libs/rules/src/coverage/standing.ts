import { monthsBetween, plusMonths, type Day, type Month } from '@canbao/calendar';
import type { CoverageRecord } from './coverage-facts';
import type { CoverageReading, CoverageRule } from './coverage-rules';

/** Months that closed unpaid, and what has been paid in turn since. */
export interface Gap {
  readonly first: Month;
  /** Unpaid months in a row; the last row, where months paid in turn lie between. */
  readonly months: number;
  /** A row was too long for arrears to make it good: three months must be paid in turn. */
  readonly mustWait: boolean;
  /** Months paid in turn since. */
  readonly inTurn: readonly Month[];
}

/** How cover stands when a month begins: none yet, running, or interrupted. */
export type Standing =
  | { readonly is: 'not-begun' }
  | { readonly is: 'covered' }
  | { readonly is: 'interrupted'; readonly gap: Gap };

/** Why cover changes on the first day of a month. */
export type CoverageCause =
  | {
      readonly code: 'first-payment' | 'carried-in' | 'employer-cover' | 'month-unpaid';
      readonly month: Month;
    }
  /** Every month of the gap is paid, late fees included; or enough months after it, in turn. */
  | { readonly code: 'arrears-paid' | 'waited'; readonly gap: Gap }
  /** The gap is too long for arrears to make it good, and months are paid in turn. */
  | { readonly code: 'gap-too-long'; readonly gap: Gap }
  | { readonly code: 'death'; readonly day: Day };

/** How cover stands after the close of the month, and why if that has changed. */
export interface Closed {
  readonly standing: Standing;
  readonly cause?: CoverageCause;
}

/** The close of a month. */
export const closeMonth = (
  standing: Standing,
  month: Month,
  record: CoverageRecord,
  rule: CoverageRule,
  reading: CoverageReading,
): Closed => {
  const isPaid = record.isPaidBy(month, month);
  if (standing.is === 'interrupted') return closeGap(standing.gap, month, isPaid, record, rule, reading);
  if (!isPaid) return standing.is === 'covered' ? interrupted(month) : { standing };
  return standing.is === 'covered'
    ? { standing }
    : { standing: { is: 'covered' }, cause: { code: 'first-payment', month } };
};

const interrupted = (month: Month): Closed => ({
  standing: { is: 'interrupted', gap: { first: month, months: 1, mustWait: false, inTurn: [] } },
  cause: { code: 'month-unpaid', month },
});

const closeGap = (
  gap: Gap,
  month: Month,
  isPaid: boolean,
  record: CoverageRecord,
  rule: CoverageRule,
  reading: CoverageReading,
): Closed => {
  const arrears = monthsBetween(gap.first, plusMonths(month, -1));
  if (!gap.mustWait && arrears.every((owed) => record.isPaidBy(owed, month)))
    return isPaid
      ? { standing: { is: 'covered' }, cause: { code: 'arrears-paid', gap } }
      : interrupted(month);
  if (isPaid) return paidInTurn({ ...gap, inTurn: [...gap.inTurn, month] }, rule, reading);
  const cause = { code: 'month-unpaid', month } as const;
  const months = record.isPaidBy(plusMonths(month, -1), plusMonths(month, -1)) ? 1 : gap.months + 1;
  const mustWait = gap.mustWait || months > rule.gapWithoutWait;
  const inTurn = reading.breakInWait === 'restart' ? [] : gap.inTurn;
  return { standing: { is: 'interrupted', gap: { ...gap, months, mustWait, inTurn } }, cause };
};

const paidInTurn = (
  gap: Gap,
  { waitMonths }: CoverageRule,
  { arrearsNeverPaid }: CoverageReading,
): Closed => {
  const mayWait = gap.mustWait || arrearsNeverPaid === 'as-gap-over-3';
  return mayWait && gap.inTurn.length >= waitMonths
    ? { standing: { is: 'covered' }, cause: { code: 'waited', gap } }
    : { standing: { is: 'interrupted', gap } };
};
