/**
 * Medical cover (医保待遇) from what was paid, and when. The close of a month decides the cover of the next: a
 * month that closes unpaid suspends it; arrears paid in full, or months paid in turn, bring it back. Days
 * that have passed without cover stay without it, whatever is paid later.
 */
import {
  dayAfter,
  firstDayOf,
  lastDayOf,
  monthOf,
  monthsBetween,
  plusMonths,
  type Day,
  type Month,
} from '@canbao/calendar';
import type { Pack } from '../packs/pack';
import { rowOn } from '../row';
import { recordOn, type CoverageFacts, type CoverageRecord } from './coverage-facts';
import type { RulingClock } from './coverage-rules';
import { closeMonth, type CoverageCause, type Gap, type Standing } from './standing';

/** Waiting is suspended, too; the month counts towards the wait. */
export type CoverageStatus = 'active' | 'suspended' | 'waiting' | 'ended';

/** Days of one status, both included; without a last day, as far as is known. */
export interface CoverageInterval {
  readonly from: Day;
  readonly until?: Day;
  readonly status: CoverageStatus;
  /** What led to it, first to last. */
  readonly because: readonly CoverageCause[];
}

/** A person's cover as the facts of a day tell it. */
export interface Coverage {
  readonly intervals: readonly CoverageInterval[];
  /** What has to be made good, at the start of the month after `asOf` if that is known. */
  readonly gap?: Gap;
  readonly rulingClock: RulingClock;
  readonly asOf: Day;
}

/** No rule of the time is loaded: nothing is said. */
export interface CoverageUnknown {
  readonly unknown: 'no-rule-loaded';
  /** The month that no rule decides. */
  readonly month: Month;
}

/** What cover needs of a pack. */
export type CoveragePack = Pick<Pack, 'coverageRules' | 'coverageReadings'>;

/**
 * Cover through the month of the day, and from the first of the next as far as it is certain: the month that
 * is open counts once it is paid.
 */
export const coverageOn = (
  facts: CoverageFacts,
  asOf: Day,
  { coverageRules, coverageReadings }: CoveragePack,
): Coverage | CoverageUnknown => {
  const reading = rowOn(coverageReadings, asOf)?.value;
  if (reading === undefined) return { unknown: 'no-rule-loaded', month: monthOf(asOf) };
  const record = recordOn(facts, asOf, reading.rulingClock);
  const open = monthOf(asOf);
  const intervals: CoverageInterval[] = [];
  let standing = startOf(record);
  let cause = startCause(record);
  for (const month of monthsBetween(beginOf(record, open), open)) {
    const isPaid = record.isPaidBy(month, month);
    addMonth(intervals, standing, { month, isPaid, isOpen: month === open }, cause);
    cause = undefined;
    if (month === open && !isPaid) break;
    const rule = rowOn(coverageRules, standing.is === 'not-begun' ? month : plusMonths(month, 1));
    if (rule === undefined) {
      if (standing.is === 'covered' && isPaid) continue;
      return { unknown: 'no-rule-loaded', month };
    }
    ({ standing, cause } = closeMonth(standing, month, record, rule.value, reading));
    if (month === open)
      addMonth(intervals, standing, { month: plusMonths(month, 1), isPaid: false, isOpen: true }, cause);
  }
  const { endsOn } = facts;
  return {
    intervals: endsOn === undefined ? openEnded(intervals) : endedOn(intervals, endsOn),
    ...(standing.is === 'interrupted' ? { gap: standing.gap } : {}),
    rulingClock: reading.rulingClock,
    asOf,
  };
};

/** True if the day is covered: what is paid later never covers it. */
export const isCovered = ({ intervals }: Coverage, date: Day): boolean =>
  statusOn(intervals, date) === 'active';

/** The status of the day; none before the record begins. */
export const statusOn = (intervals: readonly CoverageInterval[], date: Day): CoverageStatus | undefined =>
  intervals.find(({ from, until }) => from <= date && (until === undefined || date <= until))?.status;

const startOf = ({ beginsWith }: CoverageRecord): Standing =>
  beginsWith === 'nothing' ? { is: 'not-begun' } : { is: 'covered' };

/** What the bureau has carried in runs on the day of its word, too, if that comes before the next month. */
const beginOf = ({ beginsWith, first }: CoverageRecord, open: Month): Month => {
  if (first === undefined) return open;
  if (beginsWith !== 'carried-in') return first;
  const next = plusMonths(first, 1);
  return next < open ? next : open;
};

const startCause = ({ beginsWith, first }: CoverageRecord): CoverageCause | undefined =>
  first === undefined || beginsWith === 'nothing' ? undefined : { code: beginsWith, month: first };

/** A month, and whether it counts towards a wait: it is paid, or it has not closed yet. */
interface CoveredMonth {
  readonly month: Month;
  readonly isPaid: boolean;
  readonly isOpen: boolean;
}

const statusOf = (
  standing: Standing,
  { month, isPaid, isOpen }: CoveredMonth,
): CoverageStatus | undefined => {
  if (standing.is === 'not-begun') return undefined;
  if (standing.is === 'covered') return 'active';
  const { mustWait, inTurn } = standing.gap;
  const goesOn = isOpen && inTurn.at(-1) === plusMonths(month, -1);
  return mustWait && (isPaid || goesOn) ? 'waiting' : 'suspended';
};

const addMonth = (
  intervals: CoverageInterval[],
  standing: Standing,
  covered: CoveredMonth,
  cause: CoverageCause | undefined,
): void => {
  const status = statusOf(standing, covered);
  if (status === undefined) return;
  const until = lastDayOf(covered.month);
  const causes = [...(cause === undefined ? [] : [cause]), ...gapTooLong(standing)];
  const last = intervals.at(-1);
  if (last?.status !== status)
    intervals.push({ from: firstDayOf(covered.month), until, status, because: causes });
  else {
    // Told once, as the gap is now.
    const former = last.because.filter(({ code }) => code !== 'gap-too-long');
    intervals.splice(-1, 1, { ...last, until, because: [...former, ...causes] });
  }
};

const gapTooLong = (standing: Standing): CoverageCause[] =>
  standing.is === 'interrupted' && standing.gap.mustWait ? [{ code: 'gap-too-long', gap: standing.gap }] : [];

const openEnded = (intervals: readonly CoverageInterval[]): CoverageInterval[] =>
  intervals.map(({ until, ...interval }, index) =>
    index === intervals.length - 1 || until === undefined ? interval : { ...interval, until },
  );

/** Cover ends with the day, whatever has been paid for later. */
const endedOn = (intervals: readonly CoverageInterval[], endsOn: Day): CoverageInterval[] => [
  ...intervals
    .filter(({ from }) => from <= endsOn)
    .map((interval) => ({
      ...interval,
      until: interval.until === undefined || interval.until > endsOn ? endsOn : interval.until,
    })),
  { from: dayAfter(endsOn), status: 'ended', because: [{ code: 'death', day: endsOn }] },
];
