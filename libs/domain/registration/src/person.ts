import { accept, reject, type Decider, type Outcome } from '@canbao/event-sourcing';
import { endEnrolment, enrol, type EndEnrolment, type Enrol, type EnrolmentReason } from './enrolment';
import { evolve, initial, type PersonState } from './person-state';
import type { PersonEvent } from './person.events';

/** What the registering departments can command. */
export type PersonCommand = { readonly type: 'Register'; readonly personId: string } | Enrol | EndEnrolment;

/** Why a registration is refused. */
export type PersonReason = EnrolmentReason | 'person-not-found';

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

/** A person and their enrolments for pension and medical insurance, which are separate (guide G3.1). */
export const person: Decider<PersonCommand, PersonState, PersonEvent, PersonReason> = {
  initial,
  streams: ({ personId }) => [`person-${personId}`],
  decide,
  evolve,
};
