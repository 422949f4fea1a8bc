import type { District, Scheme } from '@canbao/vocabulary';
import type { Day } from '@canbao/calendar';
import { accept, reject, type Decider, type Outcome } from '@canbao/event-sourcing';
import type { PersonEvent, RemovalReason } from './person.events';

/** What the registering departments can ask. */
export type PersonCommand =
  | { readonly type: 'Register'; readonly personId: string }
  | {
      readonly type: 'EnrolPension';
      readonly personId: string;
      readonly district: District;
      readonly from: Day;
    }
  | {
      readonly type: 'EnrolMedical';
      readonly personId: string;
      readonly district: District;
      readonly scheme: Scheme;
      readonly from: Day;
    }
  | {
      readonly type: 'EndPension' | 'EndMedical';
      readonly personId: string;
      readonly on: Day;
      readonly reason: RemovalReason;
    };

/** Why a registration is refused. */
export type PersonReason = 'unknown-person' | 'person-removed' | 'not-enrolled' | 'ends-before-start';

interface Enrolment {
  readonly district: District;
  readonly from: Day;
  readonly scheme?: Scheme;
  readonly endedOn?: Day;
}
/** A person's two enrolments as they stand. */
export interface PersonState {
  readonly registered: boolean;
  readonly pension?: Enrolment;
  readonly medical?: Enrolment;
  readonly dead: boolean;
}

const decide = (command: PersonCommand, state: PersonState): Outcome<PersonEvent, PersonReason> => {
  const { personId } = command;
  if (command.type === 'Register')
    return state.registered ? accept() : accept({ type: 'PersonRegistered', data: { personId } });
  if (!state.registered) return reject('unknown-person');
  switch (command.type) {
    case 'EnrolPension': {
      const { district, from } = command;
      if (state.dead) return reject('person-removed');
      const same =
        state.pension?.district === district &&
        state.pension.from === from &&
        state.pension.endedOn === undefined;
      return same ? accept() : accept({ type: 'PensionEnrolled', data: { personId, district, from } });
    }
    case 'EnrolMedical': {
      const { district, scheme, from } = command;
      if (state.dead) return reject('person-removed');
      const same =
        state.medical?.district === district &&
        state.medical.scheme === scheme &&
        state.medical.from === from &&
        state.medical.endedOn === undefined;
      return same
        ? accept()
        : accept({ type: 'MedicalEnrolled', data: { personId, district, scheme, from } });
    }
    case 'EndPension':
    case 'EndMedical': {
      const { on, reason } = command;
      const enrolment = command.type === 'EndPension' ? state.pension : state.medical;
      if (enrolment === undefined) return reject('not-enrolled');
      if (enrolment.endedOn === on) return accept();
      if (enrolment.endedOn !== undefined) return reject('not-enrolled', { endedOn: enrolment.endedOn });
      if (on < enrolment.from) return reject('ends-before-start', { from: enrolment.from });
      return accept({
        type: command.type === 'EndPension' ? 'PensionEnrolmentEnded' : 'MedicalEnrolmentEnded',
        data: { personId, on, reason },
      });
    }
  }
};

const evolve = (state: PersonState, event: PersonEvent): PersonState => {
  switch (event.type) {
    case 'PersonRegistered':
      return { ...state, registered: true };
    case 'PensionEnrolled':
      return { ...state, pension: { district: event.data.district, from: event.data.from } };
    case 'MedicalEnrolled':
      return {
        ...state,
        medical: { district: event.data.district, from: event.data.from, scheme: event.data.scheme },
      };
    case 'PensionEnrolmentEnded':
      return {
        ...state,
        dead: state.dead || event.data.reason === 'death',
        ...(state.pension === undefined ? {} : { pension: { ...state.pension, endedOn: event.data.on } }),
      };
    case 'MedicalEnrolmentEnded':
      return {
        ...state,
        dead: state.dead || event.data.reason === 'death',
        ...(state.medical === undefined ? {} : { medical: { ...state.medical, endedOn: event.data.on } }),
      };
  }
};

/** A person and their enrolments for pension and medical insurance, which are separate (guide G3.1). */
export const person: Decider<PersonCommand, PersonState, PersonEvent, PersonReason> = {
  initial: { registered: false, dead: false },
  streams: ({ personId }) => [`person-${personId}`],
  decide,
  evolve,
};
