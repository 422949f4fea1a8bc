import {
  dayBefore,
  firstDayOf,
  lastDayOf,
  monthOf,
  monthsBetween,
  plusMonths,
  startOf,
} from '@canbao/calendar';
import type { Day, Month } from '@canbao/calendar';
import { treasuryExpected } from '../channels/treasury-delay';
import { rowOn } from '../row';
import { coverageOn, statusOn, type CoveragePack } from './coverage';
import type { CoverageFacts, PaidMonth } from './coverage-facts';

/** Pay these months by this day, and the later ones in turn, and cover runs from that day. */
export interface WayToCover {
  readonly pay: readonly Month[];
  /** The last day on which paying is in time. */
  readonly by: Day;
  /** Months to be paid afterwards, each while it is open. */
  readonly inTurn: readonly Month[];
  readonly coveredFrom: Day;
}

/** Nobody waits longer under any reading: a way that has not led to cover by then leads nowhere. */
const longestWait = 12;

/**
 * The ways that are open on the day: to pay the open month alone, and to pay what is owed with it where that
 * brings cover sooner. None where no rule of the time is loaded.
 */
export const waysToCover = (facts: CoverageFacts, today: Day, pack: CoveragePack): WayToCover[] => {
  const coverage = coverageOn(facts, today, pack);
  if ('unknown' in coverage) return [];
  const open = monthOf(today);
  const { payments, elsewhere = [] } = facts;
  const isPaid = (month: Month): boolean =>
    elsewhere.includes(month) ||
    payments.some((payment) => payment.month === month && payment.owesLateFee !== true);
  const now = isPaid(open) ? [] : [open];
  const owed = monthsBetween(coverage.gap?.first ?? open, plusMonths(open, -1)).filter(
    (month) => !isPaid(month),
  );
  const alone = wayOf(now, facts, today, pack);
  const withArrears = owed.length === 0 ? undefined : wayOf([...owed, ...now], facts, today, pack);
  const isSooner =
    withArrears !== undefined && (alone === undefined || withArrears.coveredFrom < alone.coveredFrom);
  return [...(isSooner ? [withArrears] : []), ...(alone === undefined ? [] : [alone])];
};

const wayOf = (
  pay: readonly Month[],
  facts: CoverageFacts,
  today: Day,
  pack: CoveragePack,
): WayToCover | undefined => {
  const open = monthOf(today);
  for (let later = 0; later <= longestWait; later += 1) {
    const last = plusMonths(open, later);
    const inTurn = monthsBetween(plusMonths(open, 1), last);
    const coverage = coverageOn(factsAlong(facts, { pay, inTurn }, today), lastDayOf(last), pack);
    const coveredFrom = firstDayOf(plusMonths(last, 1));
    if (!('unknown' in coverage) && statusOn(coverage.intervals, coveredFrom) === 'active')
      return { pay, by: lastDayInTime(today, pack), inTurn, coveredFrom };
  }
  return undefined;
};

/** The facts if the way were gone: what it says paid on the day, the later months on their first days. */
export const factsAlong = (
  facts: CoverageFacts,
  { pay, inTurn }: Pick<WayToCover, 'pay' | 'inTurn'>,
  today: Day,
): CoverageFacts => ({
  ...facts,
  payments: [
    ...facts.payments,
    ...pay.map((month) => paidOn(month, today)),
    ...inTurn.map((month) => paidOn(month, firstDayOf(month))),
  ],
});

const paidOn = (month: Month, date: Day): PaidMonth => {
  const received = treasuryExpected(date)?.latest;
  return { month, paidAt: startOf(date), ...(received === undefined ? {} : { treasuryOn: received }) };
};

/** The last day of the month whose money rules within it. */
const lastDayInTime = (today: Day, { coverageReadings }: CoveragePack): Day => {
  const end = lastDayOf(monthOf(today));
  if (rowOn(coverageReadings, today)?.value.rulingClock !== 'treasury-receipt-date') return end;
  let date = end;
  while (date > today && (treasuryExpected(date)?.latest ?? date) > end) date = dayBefore(date);
  return date;
};
