import { endedOn, withCorrectedPeriod, withPeriod, type Day } from '@canbao/calendar';
import { withDeath, withoutDeath } from './death';
import { withCover, withoutCover } from './employer-cover';
import { withEnrolments, withMessage } from './feed/register';
import type { PersonEvent, RemovalReason } from './person.events';
import { initial, type Enrolment, type PersonState } from './person-state';

/** The person after an event. */
export const evolve = (state: PersonState, { type, data }: PersonEvent): PersonState => {
  switch (type) {
    case 'PersonRegistered':
      return { ...state, registered: true };
    case 'NameDifferenceNoted':
      return { ...state, differentNames: [...state.differentNames, data.bureau] };
    case 'NameDifferenceSettled':
      return { ...state, differentNames: state.differentNames.filter((bureau) => bureau !== data.bureau) };
    case 'NameCorrected':
      return { ...state, nameCorrections: [...state.nameCorrections, data] };
    case 'IdentityNumberCorrected':
      return { ...state, numberCorrections: [...state.numberCorrections, data] };
    case 'PensionEnrolled': {
      const { district, from, corrects } = data;
      return withEnrolments(state, 'pension', enrolled(state.pension, { district, from }, corrects));
    }
    case 'MedicalEnrolled': {
      const { district, from, scheme, corrects, paidThrough } = data;
      const carried = paidThrough === undefined ? state : { ...state, paidThrough };
      return withEnrolments(
        carried,
        'medical',
        enrolled(state.medical, { district, from, scheme }, corrects),
      );
    }
    case 'PensionEnrolmentEnded':
      return withEnrolments(state, 'pension', ended(state.pension, data));
    case 'MedicalEnrolmentEnded':
      return withEnrolments(state, 'medical', ended(state.medical, data));
    case 'PersonDied':
      return revised(withDeath(state, data));
    case 'DeathWithdrawn':
      return revised(withoutDeath(state, data.bureau));
    case 'EmployerCoverNoted':
      return revised(withCover(state, data));
    case 'EmployerCoverWithdrawn':
      return revised(withoutCover(state, data));
    case 'EnrolmentsRestated':
      return withEnrolments(state, data.insurance, data.enrolments);
    case 'BureauMessageTaken':
    case 'BureauMessageConflicted': {
      const { personId: _, takenAt: _at, ...message } = data;
      return withMessage(state, message, type === 'BureauMessageTaken');
    }
    case 'IdentityRestricted':
      return state;
    case 'IdentityErased':
      return { ...initial, isErased: true };
    case 'RegistrationCaseOpened': {
      const { personId: _, ...opened } = data;
      return { ...state, cases: [...state.cases, opened] };
    }
    case 'RegistrationCaseClosed':
      return { ...state, cases: state.cases.filter(({ caseId }) => caseId !== data.caseId) };
  }
};

const revised = (state: PersonState): PersonState => ({ ...state, revision: state.revision + 1 });

const enrolled = <E extends Enrolment>(enrolments: readonly E[], enrolment: E, corrects?: Day): E[] =>
  corrects === undefined
    ? withPeriod(enrolments, enrolment)
    : withCorrectedPeriod(enrolments, corrects, enrolment);

const ended = <E extends Enrolment>(
  enrolments: readonly E[],
  { on, reason }: { readonly on: Day; readonly reason: RemovalReason },
): E[] =>
  endedOn(enrolments, on).map((enrolment) => (enrolment.until === on ? { ...enrolment, reason } : enrolment));
