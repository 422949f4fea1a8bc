import { currentMonth, month, withoutOverlaps, yearOf, type Instant, type Month } from '@canbao/calendar';
import type { MedicalFacts, PensionFacts } from '@canbao/rules';
import type { AccountEnrolment, AccountState } from '../account/account-state';
import { countedItems } from '../account/counted-items';
import { dueTrueUps } from '../account/true-ups';
import { coveredMonths } from '../account/employer-cover';

/** The facts that the rules judge a pension quote by at an instant. */
export const pensionFacts = (state: AccountState, at: Instant): PensionFacts => {
  const { enrolments, paidMonths, registeredBase } = state;
  return {
    enrolments: withoutOverlaps(enrolments).map(periodOf),
    paidMonths,
    ...(registeredBase === undefined ? {} : { registeredBase }),
    ...dueTrueUps(state),
    ...obstaclesOf(state, at),
  };
};

/** The facts that the rules judge a medical quote by at an instant. */
export const medicalFacts = (state: AccountState, at: Instant): MedicalFacts => {
  const { enrolments, paidMonths, received, bills } = state;
  return {
    enrolments: withoutOverlaps(enrolments).flatMap((enrolment) =>
      enrolment.insurance === 'medical' ? [{ ...periodOf(enrolment), scheme: enrolment.scheme }] : [],
    ),
    paidMonths,
    receivedItems: Object.fromEntries(
      Object.keys(received).map((month) => [month, countedItems(state, month as Month)]),
    ),
    bills,
    ...obstaclesOf(state, at),
  };
};

/** Nothing is paid for a later year, so cover without an end is told up to December. */
const obstaclesOf = (state: AccountState, at: Instant) => {
  const { diedOn } = state;
  const employerMonths: readonly Month[] = coveredMonths(state, month(`${yearOf(currentMonth(at))}-12`));
  return {
    ...(diedOn === undefined ? {} : { diedOn }),
    ...(employerMonths.length === 0 ? {} : { employerMonths }),
  };
};

const periodOf = ({ from, until, district }: AccountEnrolment) => ({
  from,
  district,
  ...(until === undefined ? {} : { until }),
});
