/**
 * Times of change (变更期): where a scheme may be changed only at set times of the year, it is locked between
 * them. A bureau's word that somebody changed at another time stands, but no month is quoted on it: one of
 * the two is wrong, and the bureau knows which.
 */
import { day, yearOf, monthOf, type Day, type Month } from '@canbao/calendar';
import type { Scheme } from '@canbao/vocabulary';
import type { Dated } from '../row';

/** When a payer may change, every year; both days included, as `01-20`. */
export interface ChangeTimes {
  readonly of: 'scheme' | 'base';
  readonly from: string;
  readonly until: string;
}

/** What is changed, and when, in one line. */
export const showChangeTimes = ({ of, from, until }: ChangeTimes): string =>
  from === until ? `${of} on ${from}` : `${of} from ${from} to ${until}`;

/** A change of scheme at another time. */
export interface LockedScheme {
  /** The scheme of the year. */
  readonly scheme: Scheme;
  readonly changedOn: Day;
  /** When the change counts. */
  readonly changeableFrom: Day;
}

type Period = Partial<Dated<Day>> & { readonly scheme: Scheme };

/**
 * Whether the enrolment that a month falls under began with a change of scheme that does not count yet. The
 * first enrolment of the time between two openings is no change.
 */
export const lockedScheme = (
  times: ChangeTimes,
  enrolments: readonly Period[],
  current: Period,
  month: Month,
): LockedScheme | undefined => {
  const { from: changedOn } = current;
  if (times.of !== 'scheme' || changedOn === undefined) return undefined;
  const year = yearOf(monthOf(changedOn));
  const lastOpening = openingOf(times, year).from <= changedOn ? year : year - 1;
  const { until: lastDay } = openingOf(times, lastOpening);
  const { from: changeableFrom } = openingOf(times, lastOpening + 1);
  if (changedOn <= lastDay || monthOf(changeableFrom) <= month) return undefined;
  const inForce = enrolments.find(
    ({ from, until }) => isBy(from, lastDay) && (until === undefined || lastDay <= until),
  );
  const first = inForce ?? enrolments.find(({ from }) => !isBy(from, lastDay));
  return first === undefined || first.scheme === current.scheme
    ? undefined
    : { scheme: first.scheme, changedOn, changeableFrom };
};

const isBy = (from: Day | undefined, on: Day): boolean => from === undefined || from <= on;

const openingOf = (
  { from, until }: ChangeTimes,
  year: number,
): { readonly from: Day; readonly until: Day } => ({
  from: day(`${year}-${from}`),
  until: day(`${year}-${until}`),
});
