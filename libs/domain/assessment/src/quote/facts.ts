import { withoutOverlaps } from '@canbao/calendar';
import type { MedicalFacts, PensionFacts } from '@canbao/rules';
import type { AccountEnrolment, AccountState } from '../account/account-state';

/** The facts that the rules judge a pension quote by. */
export const pensionFacts = ({
  enrolments,
  paidMonths,
  registeredBase,
  diedOn,
}: AccountState): PensionFacts => ({
  enrolments: withoutOverlaps(enrolments).map(periodOf),
  paidMonths,
  ...(diedOn === undefined ? {} : { diedOn }),
  ...(registeredBase === undefined ? {} : { registeredBase }),
});

/** The facts that the rules judge a medical quote by. */
export const medicalFacts = ({
  enrolments,
  paidMonths,
  received,
  bills,
  diedOn,
}: AccountState): MedicalFacts => ({
  enrolments: withoutOverlaps(enrolments).flatMap((enrolment) =>
    enrolment.insurance === 'medical' ? [{ ...periodOf(enrolment), scheme: enrolment.scheme }] : [],
  ),
  paidMonths,
  receivedItems: Object.fromEntries(
    Object.entries(received).map(([month, arrivals]) => [month, arrivals.flatMap(({ items }) => items)]),
  ),
  bills,
  ...(diedOn === undefined ? {} : { diedOn }),
});

const periodOf = ({ from, until, district }: AccountEnrolment) => ({
  from,
  district,
  ...(until === undefined ? {} : { until }),
});
