import type { MedicalFacts, PensionFacts } from '@canbao/rules';
import type { AccountEnrolment, AccountState } from '../account/account-state';

/** The facts that the rules judge a pension quote by. */
export const pensionFacts = ({ enrolment, paidMonths, registeredBase }: AccountState): PensionFacts => ({
  ...(enrolment === undefined ? {} : { enrolment: daysOf(enrolment) }),
  paidMonths,
  ...(registeredBase === undefined ? {} : { registeredBase }),
});

/** The facts that the rules judge a medical quote by. */
export const medicalFacts = ({ enrolment, paidMonths, received, bills }: AccountState): MedicalFacts => ({
  ...(enrolment?.insurance === 'medical'
    ? { enrolment: { ...daysOf(enrolment), scheme: enrolment.scheme } }
    : {}),
  paidMonths,
  receivedItems: Object.fromEntries(
    Object.entries(received).map(([month, arrivals]) => [month, arrivals.flatMap(({ items }) => items)]),
  ),
  bills,
});

const daysOf = ({ from, endedOn }: AccountEnrolment) => ({
  from,
  ...(endedOn === undefined ? {} : { until: endedOn }),
});
