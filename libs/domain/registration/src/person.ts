import type { Day } from '@canbao/calendar';
import { accept, reject, type Decider, type Outcome } from '@canbao/event-sourcing';
import type { District, Scheme } from '@canbao/vocabulary';
import type { PersonEvent, RemovalReason } from './person.events';

/** Enrols for one insurance, moves to another district, or changes the scheme. */
export type Enrol = { readonly personId: string; readonly district: District; readonly from: Day } & (
  { readonly type: 'EnrolPension' } | { readonly type: 'EnrolMedical'; readonly scheme: Scheme }
);

/** Ends one enrolment (减员, 停缴); `on` is the last day covered. */
export interface EndEnrolment {
  readonly type: 'EndPension' | 'EndMedical';
  readonly personId: string;
  readonly on: Day;
  readonly reason: RemovalReason;
}

/** What the registering departments can command. */
export type PersonCommand = { readonly type: 'Register'; readonly personId: string } | Enrol | EndEnrolment;

/** Why a registration is refused. */
export type PersonReason = 'person-not-found' | 'person-deceased' | 'not-enrolled' | 'ends-before-start';

/** A pension enrolment; `endedOn` is the last day covered. */
export interface Enrolment {
  readonly district: District;
  readonly from: Day;
  readonly endedOn?: Day;
}

/** A medical enrolment, always under one of the two schemes. */
export interface MedicalEnrolment extends Enrolment {
  readonly scheme: Scheme;
}

/** A person's two enrolments as they stand. */
export interface PersonState {
  readonly registered: boolean;
  readonly pension?: Enrolment;
  readonly medical?: MedicalEnrolment;
  readonly deceased: boolean;
}

const decide = (command: PersonCommand, state: PersonState): Outcome<PersonEvent, PersonReason> => {
  const { personId } = command;
  if (command.type === 'Register')
    return state.registered ? accept() : accept({ type: 'PersonRegistered', data: { personId } });
  if (!state.registered) return reject('person-not-found');
  switch (command.type) {
    case 'EnrolPension':
    case 'EnrolMedical':
      return enrol(command, state);
    case 'EndPension':
    case 'EndMedical':
      return endEnrolment(command, state);
  }
};

const enrol = (command: Enrol, state: PersonState): Outcome<PersonEvent, PersonReason> => {
  if (state.deceased) return reject('person-deceased');
  const { personId, district, from } = command;
  const current = command.type === 'EnrolPension' ? state.pension : state.medical;
  const isUnchanged =
    current?.district === district && current.from === from && current.endedOn === undefined;
  if (command.type === 'EnrolPension')
    return isUnchanged ? accept() : accept({ type: 'PensionEnrolled', data: { personId, district, from } });
  const { scheme } = command;
  if (isUnchanged && state.medical?.scheme === scheme) return accept();
  return accept({ type: 'MedicalEnrolled', data: { personId, district, scheme, from } });
};

const endEnrolment = (command: EndEnrolment, state: PersonState): Outcome<PersonEvent, PersonReason> => {
  const { personId, on, reason } = command;
  const enrolment = command.type === 'EndPension' ? state.pension : state.medical;
  if (enrolment === undefined) return reject('not-enrolled');
  if (enrolment.endedOn === on) return accept();
  if (enrolment.endedOn !== undefined) return reject('not-enrolled', { endedOn: enrolment.endedOn });
  if (on < enrolment.from) return reject('ends-before-start', { from: enrolment.from });
  return accept({
    type: command.type === 'EndPension' ? 'PensionEnrolmentEnded' : 'MedicalEnrolmentEnded',
    data: { personId, on, reason },
  });
};

const evolve = (state: PersonState, { type, data }: PersonEvent): PersonState => {
  switch (type) {
    case 'PersonRegistered':
      return { ...state, registered: true };
    case 'PensionEnrolled': {
      const { district, from } = data;
      return { ...state, pension: { district, from } };
    }
    case 'MedicalEnrolled': {
      const { district, from, scheme } = data;
      return { ...state, medical: { district, from, scheme } };
    }
    case 'PensionEnrolmentEnded': {
      const ended = state.pension && { pension: { ...state.pension, endedOn: data.on } };
      return { ...state, ...ended, deceased: state.deceased || data.reason === 'death' };
    }
    case 'MedicalEnrolmentEnded': {
      const ended = state.medical && { medical: { ...state.medical, endedOn: data.on } };
      return { ...state, ...ended, deceased: state.deceased || data.reason === 'death' };
    }
  }
};

/** A person and their enrolments for pension and medical insurance, which are separate (guide G3.1). */
export const person: Decider<PersonCommand, PersonState, PersonEvent, PersonReason> = {
  initial: { registered: false, deceased: false },
  streams: ({ personId }) => [`person-${personId}`],
  decide,
  evolve,
};
