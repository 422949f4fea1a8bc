import { dayBefore, type Day } from './day';

/** What holds from a day on, until its last day if that is known; both days are included. */
export interface Period {
  readonly from: Day;
  readonly until?: Day;
}

/**
 * The periods with one more, in the order of their first days, whatever order they became known in. Each
 * holds from its first day until the next begins; of two from the same day the later known counts. A period
 * that begins while another is in force changes it and keeps its planned end; one that begins after an end,
 * or is told again as it was from its first day, begins anew.
 */
export const withPeriod = <P extends Period>(periods: readonly P[], period: P): P[] => {
  const others = periods.filter(({ from }) => from !== period.from);
  const changed = changedBy(period, periods);
  const changes = changed?.until !== undefined && changed.until >= period.from;
  return [...others, changes ? { ...changed, ...period } : period].toSorted(byFirstDay);
};

/** The period that the new one changes, if it is in force then: the last one that begins by its first day. */
const changedBy = <P extends Period>(period: P, periods: readonly P[]): P | undefined =>
  periods.findLast(
    (other) => other.from < period.from || (other.from === period.from && !repeats(period, other)),
  );

const repeats = <P extends Period>(period: P, other: P): boolean =>
  (Object.keys(period) as (keyof P)[]).every((name) => period[name] === other[name]);

const byFirstDay = (first: Period, second: Period): number => (first.from < second.from ? -1 : 1);

/**
 * The periods with the one that began on `formerFrom` put right; it keeps what the new one does not say, such
 * as its last day, and the others stay.
 */
export const withCorrectedPeriod = <P extends Period>(
  periods: readonly P[],
  formerFrom: Day,
  period: P,
): P[] => {
  const former = periods.find(({ from }) => from === formerFrom);
  return [
    ...periods.filter(({ from }) => from !== formerFrom && from !== period.from),
    { ...former, ...period },
  ].toSorted(byFirstDay);
};

/**
 * The periods when nothing holds after the day: the last one that began by then ends on it, and so do those
 * before it that it has changed.
 */
export const endedOn = <P extends Period>(periods: readonly P[], lastDay: Day): P[] => {
  const begun = periods.filter(({ from }) => from <= lastDay);
  return begun.map((period, index) => {
    const next = begun[index + 1];
    const isChanged = next !== undefined && period.until !== undefined && next.from <= period.until;
    return next === undefined || isChanged ? { ...period, until: lastDay } : period;
  });
};

/** The periods without overlaps: each ends at the latest on the day before the next begins. */
export const withoutOverlaps = <P extends Period>(periods: readonly P[]): P[] =>
  periods.map((period, index) => {
    const next = periods[index + 1];
    if (next === undefined) return period;
    const lastDay = dayBefore(next.from);
    return period.until !== undefined && period.until <= lastDay ? period : { ...period, until: lastDay };
  });

/** The period in force on the day. */
export const periodOn = <P extends Period>(periods: readonly P[], on: Day): P | undefined =>
  withoutOverlaps(periods).find(({ from, until = on }) => from <= on && on <= until);
