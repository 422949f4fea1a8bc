import type { MedicalFacts, PensionFacts } from '@canbao/rules';
import type { AccountEnrolment, AccountState } from '../account/account-state';

/** The facts that the rules judge a pension quote by. */
export const pensionFacts = ({ enrolment, paidMonths, registeredBase }: AccountState): PensionFacts => ({
  enrolments: enrolment === undefined ? [] : [periodOf(enrolment)],
  paidMonths,
  ...(registeredBase === undefined ? {} : { registeredBase }),
});

/** The facts that the rules judge a medical quote by. */
export const medicalFacts = ({ enrolment, paidMonths, received, bills }: AccountState): MedicalFacts => ({
  enrolments:
    enrolment?.insurance === 'medical' ? [{ ...periodOf(enrolment), scheme: enrolment.scheme }] : [],
  paidMonths,
  receivedItems: Object.fromEntries(
    Object.entries(received).map(([month, arrivals]) => [month, arrivals.flatMap(({ items }) => items)]),
  ),
  bills,
});

const periodOf = ({ from, endedOn, district }: AccountEnrolment) => ({
  from,
  district,
  ...(endedOn === undefined ? {} : { until: endedOn }),
});
