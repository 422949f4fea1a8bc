import {
  currentMonth,
  lastDayOf,
  monthOf,
  plusMonths,
  withoutOverlaps,
  type Instant,
  type Month,
} from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import { condition, type Condition } from '@canbao/rules';
import type { Insurance } from '@canbao/vocabulary';
import { payabilityOf, type Payability } from './payability';
import type { UnpayableReason } from './payability.events';

/** From which month on nothing is debited for an insurance, and why. */
export interface DebitStop {
  readonly insurance: Insurance;
  readonly from: Month;
  readonly because: Extract<UnpayableReason, 'person-deceased' | 'covered-by-employer' | 'not-registered'>;
}

/**
 * What ends the months that an agreement pays for, as the events of the person's registration tell it. It
 * follows from them alone: where a report is corrected or withdrawn, debiting goes on, and nobody signs anew.
 */
export const debitStops = (stored: readonly Event[], insurances: readonly Insurance[]): DebitStop[] => {
  const payability = payabilityOf(stored);
  return insurances.flatMap((insurance) => firstStop(payability, insurance) ?? []);
};

/**
 * Why a batch would debit nothing for the insurances from the month of the instant on, one condition for
 * each. An enrolment that begins later is none: the agreement waits for it.
 */
export const againstDebits = (
  payability: Payability,
  insurances: readonly Insurance[],
  at: Instant,
): Condition[] =>
  insurances.flatMap((insurance) => {
    const stop = firstStop(payability, insurance);
    if (stop !== undefined && stop.from <= currentMonth(at))
      return condition(stop.because, { details: { insurance, from: stop.from } });
    return payability.enrolments[insurance] === undefined
      ? condition('not-registered', { details: { insurance } })
      : [];
  });

const firstStop = (payability: Payability, insurance: Insurance): DebitStop | undefined =>
  stopsFor(payability, insurance).toSorted((a, b) => (a.from < b.from ? -1 : 1))[0];

const stopsFor = ({ diedOn, employerCovers, enrolments }: Payability, insurance: Insurance): DebitStop[] => {
  const covers = Object.values(employerCovers).filter(
    (cover) => cover.insurance === insurance && !cover.isWithdrawn && cover.until === undefined,
  );
  const until = withoutOverlaps(enrolments[insurance] ?? []).at(-1)?.until;
  return [
    ...(diedOn === undefined
      ? []
      : [{ insurance, from: plusMonths(monthOf(diedOn), 1), because: 'person-deceased' as const }]),
    ...covers.map(({ from }) => ({ insurance, from, because: 'covered-by-employer' as const })),
    ...(until === undefined
      ? []
      : [{ insurance, from: firstMonthAfter(until), because: 'not-registered' as const }]),
  ];
};

/** A month belongs to the enrolment in force on its last day. */
const firstMonthAfter = (until: Parameters<typeof monthOf>[0]): Month => {
  const month = monthOf(until);
  return until === lastDayOf(month) ? plusMonths(month, 1) : month;
};
