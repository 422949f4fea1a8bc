/**
 * A person's contributions to one insurance, month by month (缴费记录): which count, for how many years, what
 * they brought to the personal account, and where the gaps are. A month counts as the month that was paid
 * for, whenever that was; one whose money went back does not count.
 */
import {
  lastDayOf,
  monthOf,
  monthsBetween,
  plusMonths,
  yearOf,
  type Day,
  type Month,
  type Period,
} from '@canbao/calendar';
import { negate, sum, type Yuan } from '@canbao/money';
import type { Insurance } from '@canbao/vocabulary';
import type { Pack } from '../packs/pack';
import { rowOn } from '../row';
import { contributionYears, gapMonths, personalAccountOf } from './record-rules';

/** A month that is settled now. */
export interface PaidContribution {
  readonly month: Month;
  readonly paidOn?: Day;
  /** Why it does not count: its bureau has refused to book it, or its money has to go back. */
  readonly because?: 'not-booked' | 'goes-back';
  /** Yuan that were paid, late fee apart; absent where it was stored without. */
  readonly amount?: Yuan;
  /** The base of what goes into the personal account; `unknown` where none was stored, absent without one. */
  readonly accountBase?: Yuan | 'unknown';
}

/**
 * What final limits have changed about a paid month (多退少补): an addition that is owed or paid, or a part that
 * went back. Amounts in yuan.
 */
export interface Adjustment {
  readonly state: 'owed' | 'paid' | 'refunded';
  readonly on: Day;
  readonly amount: Yuan;
  /** Of the amount, where its parts were stored. */
  readonly personalAccount?: Yuan;
}

/** What was paid for a month and went back whole: by refund (退费) or reversal (冲正). Amount in yuan. */
export interface ReturnedContribution {
  readonly paidOn: Day;
  readonly returnedOn: Day;
  readonly amount: Yuan;
}

/** What decides a record. */
export interface RecordFacts {
  readonly insurance: Insurance;
  /** One after another, without overlaps. */
  readonly enrolments: readonly Period[];
  readonly paid: readonly PaidContribution[];
  readonly adjustments?: ReadonlyMap<Month, readonly Adjustment[]>;
  readonly returned?: ReadonlyMap<Month, readonly ReturnedContribution[]>;
  /** The bureau's word: paid through this month before the platform's record began. */
  readonly carriedThrough?: Month;
  /** Months covered by an employer (职工参保). */
  readonly elsewhere?: readonly Month[];
  readonly diedOn?: Day;
}

/**
 * How a month stands. Counted are `paid` and `carried`, the bureau's word; `prepaid` has not begun yet; an
 * `elsewhere` month is in the record of an employer; a `gap` has closed unpaid; of a `returned` one there is
 * nothing else to say than that its money went back.
 */
export type MonthState =
  'paid' | 'carried' | 'prepaid' | 'not-booked' | 'goes-back' | 'elsewhere' | 'gap' | 'returned';

/** A month of a record; amounts in yuan. */
export interface RecordedMonth {
  readonly month: Month;
  readonly state: MonthState;
  readonly paidOn?: Day;
  /** As it was paid: what final limits have changed stands in `adjustments`. */
  readonly amount?: Yuan;
  readonly personalAccount?: Yuan;
  readonly adjustments?: readonly Adjustment[];
  readonly returned?: readonly ReturnedContribution[];
}

/** What counts, and its sums in yuan as far as the figures are known, with what final limits have changed. */
export interface RecordSums {
  readonly counted: number;
  readonly amount: Yuan;
  readonly personalAccount: Yuan;
}

/** A calendar year of a record. */
export interface RecordedYear extends RecordSums {
  readonly year: number;
  readonly months: readonly RecordedMonth[];
}

/** Months in a row, both included. */
export interface MonthRange {
  readonly from: Month;
  readonly until: Month;
  readonly months: number;
}

/** The record of one insurance. */
export interface ContributionRecord extends RecordSums {
  readonly years: readonly RecordedYear[];
  /** 缴费年限; absent where no rule of the day says what a year is. */
  readonly cumulative?: { readonly years: number; readonly months: number };
  /** Of those counted, the months that are the bureau's word. */
  readonly carried: number;
  /** Counted months whose figures were stored without: they are in no sum. */
  readonly withoutAmount: number;
  readonly withoutAccount: number;
  readonly gaps: readonly MonthRange[];
  /** Unpaid months of the enrolment before this one are not judged. */
  readonly judgedFrom?: Month;
}

/** The record as the facts of a day tell it. */
export const recordOf = (
  pack: Pick<Pack, 'medicalAccountSplits'>,
  facts: RecordFacts,
  asOf: Day,
): ContributionRecord => {
  const accounts = new Map(facts.paid.map((paid) => [paid.month, accountOf(pack, facts.insurance, paid)]));
  const months = monthsOf(facts, asOf).map((month) => withAccount(month, accounts.get(month.month)));
  const counted = months.filter(isCounted);
  const paid = counted.filter(({ state }) => state === 'paid');
  const judgedFrom = firstJudged(facts);
  const perYear = rowOn(contributionYears, asOf)?.value.months;
  return {
    ...sumsOf(months),
    ...(perYear === undefined
      ? {}
      : {
          cumulative: {
            years: Math.floor(counted.length / perYear),
            months: counted.length % perYear,
          },
        }),
    carried: counted.length - paid.length,
    withoutAmount: paid.filter(({ amount }) => amount === undefined).length,
    withoutAccount: paid.filter(({ month }) => accounts.get(month) === 'unknown').length,
    gaps: rangesOf(months.filter(({ state }) => state === 'gap').map(({ month }) => month)),
    ...(judgedFrom === undefined ? {} : { judgedFrom }),
    years: [...Map.groupBy(months, ({ month }) => yearOf(month))].map(([year, own]) => ({
      year,
      ...sumsOf(own),
      months: own,
    })),
  };
};

/** Whether a month counts (计入缴费年限). */
export const isCounted = ({ state }: Pick<RecordedMonth, 'state'>): boolean =>
  state === 'paid' || state === 'carried';

const accountOf = (
  pack: Pick<Pack, 'medicalAccountSplits'>,
  insurance: Insurance,
  { month, accountBase }: PaidContribution,
): Yuan | 'unknown' | undefined => {
  if (accountBase === undefined) return undefined;
  return accountBase === 'unknown'
    ? 'unknown'
    : (personalAccountOf(pack, insurance, { month, base: accountBase }) ?? 'unknown');
};

const withAccount = (month: RecordedMonth, account: Yuan | 'unknown' | undefined): RecordedMonth =>
  account === undefined || account === 'unknown' ? month : { ...month, personalAccount: account };

/** Every month that there is something to say of, in order. */
const monthsOf = (facts: RecordFacts, asOf: Day): RecordedMonth[] => {
  const { paid, elsewhere = [], enrolments } = facts;
  const open = monthOf(asOf);
  const paidIn = new Map(paid.map((each) => [each.month, each]));
  const covered = new Set(elsewhere.filter((month) => month <= open));
  const beside = [...(facts.adjustments?.keys() ?? []), ...(facts.returned?.keys() ?? [])];
  const begun = enrolments.map(({ from }) => monthOf(from));
  const known = [...paidIn.keys(), ...covered, ...begun, ...beside].toSorted();
  const [first] = known;
  if (first === undefined) return [];
  const last = [...paidIn.keys(), ...beside, open].toSorted().at(-1) ?? open;
  return monthsBetween(first, last).flatMap((month): RecordedMonth | RecordedMonth[] => {
    const money = moneyOf(facts, month);
    const contribution = paidIn.get(month);
    if (contribution !== undefined) return { ...paidMonth(contribution, open), ...money };
    const state =
      month > open ? undefined : covered.has(month) ? 'elsewhere' : unpaidState(month, facts, open);
    const isSilent = state === undefined && Object.keys(money).length === 0;
    return isSilent ? [] : { month, state: state ?? 'returned', ...money };
  });
};

const moneyOf = (
  { adjustments, returned }: RecordFacts,
  month: Month,
): Pick<RecordedMonth, 'adjustments' | 'returned'> => {
  const [changed, gone] = [adjustments?.get(month), returned?.get(month)];
  return {
    ...(changed === undefined ? {} : { adjustments: changed }),
    ...(gone === undefined ? {} : { returned: gone }),
  };
};

const paidMonth = ({ month, paidOn, because, amount }: PaidContribution, open: Month): RecordedMonth => ({
  month,
  state: because ?? (month > open ? 'prepaid' : 'paid'),
  ...(paidOn === undefined ? {} : { paidOn }),
  ...(amount === undefined ? {} : { amount }),
});

/** For a past month, the enrolment counts that was in force on its last day, as for a quote. */
const unpaidState = (
  month: Month,
  { enrolments, carriedThrough, diedOn }: RecordFacts,
  open: Month,
): MonthState | undefined => {
  const last = lastDayOf(month);
  if (!enrolments.some(({ from, until = last }) => from <= last && last <= until)) return undefined;
  if (carriedThrough !== undefined && month <= carriedThrough) return 'carried';
  const isAfterDeath = diedOn !== undefined && month > monthOf(diedOn);
  const isClosed = month < open;
  return isClosed && !isAfterDeath && rowOn(gapMonths, month) !== undefined ? 'gap' : undefined;
};

/** The first month that is judged, where enrolment began before it and the bureau has not told of it all. */
const firstJudged = ({ enrolments, carriedThrough }: RecordFacts): Month | undefined => {
  const first = enrolments.map(({ from }) => monthOf(from)).toSorted()[0];
  const [rule] = gapMonths;
  if (first === undefined || rule === undefined || first >= rule.from) return undefined;
  return carriedThrough !== undefined && plusMonths(carriedThrough, 1) >= rule.from ? undefined : rule.from;
};

const sumsOf = (months: readonly RecordedMonth[]): RecordSums => {
  const counted = months.filter(isCounted);
  return {
    counted: counted.length,
    amount: sum(counted.flatMap((month) => amountsOf(month, 'amount'))),
    personalAccount: sum(counted.flatMap((month) => amountsOf(month, 'personalAccount'))),
  };
};

/** What the month has brought: as it was paid, with what was added, less what went back. */
const amountsOf = (month: RecordedMonth, of: 'amount' | 'personalAccount'): Yuan[] => [
  ...(month[of] === undefined ? [] : [month[of]]),
  ...(month.adjustments ?? []).flatMap(({ state, [of]: changed }) =>
    state === 'owed' || changed === undefined ? [] : [state === 'paid' ? changed : negate(changed)],
  ),
];

/** Months in order as ranges. */
const rangesOf = (months: readonly Month[]): MonthRange[] =>
  months.reduce<MonthRange[]>((ranges, month) => {
    const last = ranges.at(-1);
    return last !== undefined && plusMonths(last.until, 1) === month
      ? [...ranges.slice(0, -1), { ...last, until: month, months: last.months + 1 }]
      : [...ranges, { from: month, until: month, months: 1 }];
  }, []);
