import { dayOf, month, type Day, type Instant, type Month } from '@canbao/calendar';
import { multiply, subtract, zero, type Rate, type Yuan } from '@canbao/money';
import type { Insurance } from '@canbao/vocabulary';
import type { Pack } from '../packs/pack';
import { rowOn, type Row } from '../row';
import type { PensionLimits } from './limits';
import { splitPension } from './rate';
import { trueUp, type TrueUpMode } from './true-up';

/** What the months of a year are adjusted to. */
export interface TrueUpTerms {
  readonly insurance: Insurance;
  readonly year: number;
  readonly mode: Exclude<TrueUpMode, 'none'>;
  /** The final limits of the year, and since when payers are held to them. */
  readonly lower: Yuan;
  readonly upper: Yuan;
  readonly finalFrom: Day;
}

/** Why a year is not adjusted. */
export type TrueUpRefusal = 'no-true-up' | 'limits-not-final';

/**
 * What the months of the year are adjusted to under the pack's rules, or why they are not. Final limits count
 * once they are in force and a source gives them: nobody is charged on a configured figure.
 */
export const trueUpTerms = (
  pack: Pack,
  insurance: Insurance,
  year: number,
  at: Instant,
): TrueUpTerms | TrueUpRefusal => {
  // Nothing is added to a bundle that is paid: `npm run pack -- check` says so of a city that would.
  if (insurance !== 'pension') return 'no-true-up';
  const mode = rowOn(pack.pensionTrueUps, month(`${year}-01`))?.value;
  if (mode === undefined || mode === 'none') return 'no-true-up';
  const final = finalLimits(pack, year);
  if (final === undefined || final.configuration === true || dayOf(at) < final.from)
    return 'limits-not-final';
  const { lower, upper } = final.value;
  return { insurance, year, mode, lower, upper, finalFrom: final.from };
};

const finalLimits = ({ pensionLimits }: Pack, year: number): Row<Day, PensionLimits> | undefined =>
  pensionLimits.find(({ status, value }) => status === 'final' && value.limitYear === year);

/** A pension month as it was paid, in yuan: what was paid is base × rate. */
export interface PaidPensionMonth {
  readonly month: Month;
  readonly base: Yuan;
  readonly rate: Rate;
  readonly parts?: Readonly<Record<string, Yuan>> | undefined;
}

/** What final limits change about a paid month: `base` × `rate` is the difference. Amounts in yuan. */
export interface MonthTrueUp {
  readonly month: Month;
  readonly direction: 'charge' | 'refund';
  /** The limit that the month is adjusted to. */
  readonly limit: Yuan;
  /** Between the limit and the base that was paid. */
  readonly base: Yuan;
  readonly rate: Rate;
  readonly amount: Yuan;
  /** By fund, as the month itself was split. */
  readonly parts?: Readonly<Record<string, Yuan>>;
}

/** What the terms change about a paid month; nothing where its base lies inside the final limits. */
export const monthTrueUp = (
  pack: Pack,
  { mode, lower, upper }: TrueUpTerms,
  paid: PaidPensionMonth,
): MonthTrueUp | undefined => {
  const { month: ofMonth, base, rate } = paid;
  const { direction, perMonth } = trueUp(mode, base, rate, { lower, upper }, [ofMonth]);
  if (direction === 'none') return undefined;
  const limit = direction === 'charge' ? lower : upper;
  const between = direction === 'charge' ? subtract(limit, base) : subtract(base, limit);
  const parts = partsBetween(pack, paid, limit, direction);
  return {
    month: ofMonth,
    direction,
    limit,
    base: between,
    rate,
    amount: perMonth,
    ...(parts === undefined ? {} : { parts }),
  };
};

/** What each fund is due less what it has got, or the other way round: the parts add up as the amounts do. */
const partsBetween = (
  pack: Pack,
  { month: ofMonth, rate, parts }: PaidPensionMonth,
  limit: Yuan,
  direction: MonthTrueUp['direction'],
): Readonly<Record<string, Yuan>> | undefined => {
  const split = rowOn(pack.pensionSplits, ofMonth);
  if (split === undefined || parts === undefined) return undefined;
  const due = splitPension(multiply(limit, rate, 'half-up'), limit, split.value);
  return Object.fromEntries(
    Object.entries(due).map(([fund, amount]) => {
      const got = parts[fund] ?? zero;
      return [fund, direction === 'charge' ? subtract(amount, got) : subtract(got, amount)];
    }),
  );
};
