import type { ContractEvent } from '@canbao/contracts';
import { lastPayableDay } from '@canbao/rules';
import type { Insurance } from '@canbao/vocabulary';
import type { NoteFact } from './note-fact';
import { Left, type RegisteredFact } from './payability.events';

/** What an event of registration or a changed bill means for the months of a person: one command, or none. */
export const reactions = (event: ContractEvent): readonly NoteFact[] => {
  const fact = factOf(event);
  return fact === undefined ? [] : [{ type: 'NoteFact', fact }];
};

const factOf = ({ type, data }: ContractEvent): RegisteredFact | undefined => {
  switch (type) {
    case 'canbao.registration.PensionEnrolled.v1':
      return { type: 'EnrolmentNoted', data: { insurance: 'pension', ...data } };
    case 'canbao.registration.MedicalEnrolled.v1':
      return { type: 'EnrolmentNoted', data: { insurance: 'medical', ...data } };
    case 'canbao.registration.PensionEnrolmentEnded.v1':
      return endOf('pension', data);
    case 'canbao.registration.MedicalEnrolmentEnded.v1':
      return endOf('medical', data);
    case 'canbao.registration.EnrolmentsRestated.v1': {
      const { personId, insurance } = data;
      const enrolments = data.enrolments.map(({ reason, until, ...enrolment }) => ({
        ...enrolment,
        ...(until === undefined ? {} : { until: lastPayableDay(until, reason) }),
      }));
      const goneBy = leftBy(data.enrolments.at(-1)?.reason);
      return { type: 'EnrolmentsNoted', data: { personId, insurance, enrolments, ...goneBy } };
    }
    case 'canbao.registration.PersonDied.v1': {
      const { bureau: _, on: diedOn, ...death } = data;
      return { type: 'DeathNoted', data: { ...death, diedOn } };
    }
    case 'canbao.registration.DeathWithdrawn.v1': {
      const { bureau: _, ...withdrawal } = data;
      return { type: 'DeathNoted', data: withdrawal };
    }
    case 'canbao.registration.EmployerCoverNoted.v1':
      return { type: 'EmployerCoverNoted', data };
    case 'canbao.registration.EmployerCoverWithdrawn.v1':
      return { type: 'EmployerCoverWithdrawalNoted', data };
    case 'canbao.assessment.BackPayBillOutdated.v1':
      return { type: 'BillChangeNoted', data: { insurance: 'medical', ...data } };
    default:
      return undefined;
  }
};

const endOf = (
  insurance: Insurance,
  {
    personId,
    on,
    reason,
  }: Extract<ContractEvent, { type: 'canbao.registration.PensionEnrolmentEnded.v1' }>['data'],
): RegisteredFact => ({
  type: 'EnrolmentEndNoted',
  data: {
    personId,
    insurance,
    on: lastPayableDay(on, reason),
    ...leftBy(reason),
  },
});

const leftBy = (reason: string | undefined): { readonly left?: Left } => {
  const left = Left.options.find((way) => way === reason);
  return left === undefined ? {} : { left };
};
