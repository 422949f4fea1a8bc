import { accept, reject, type Decider, type Outcome } from '@canbao/event-sourcing';
import {
  correctIdentityNumber,
  correctName,
  type CorrectIdentityNumber,
  type CorrectName,
} from './correction';
import { recordDeath, withdrawDeath, type DeathReason, type RecordDeath, type WithdrawDeath } from './death';
import {
  noteEmployerCover,
  withdrawEmployerCover,
  type EmployerCoverReason,
  type NoteEmployerCover,
  type WithdrawEmployerCover,
} from './employer-cover';
import { endEnrolment, enrol, type EndEnrolment, type Enrol, type EnrolmentReason } from './enrolment';
import { evolve } from './evolve';
import { caseEvents, takeMessage, type MessageReason, type TakeMessage } from './feed/take-message';
import { initial, type PersonState } from './person-state';
import { IdentityErased, IdentityRestricted, type PersonEvent } from './person.events';
import type { Day } from '@canbao/calendar';

/** What the registering departments can command. */
export type PersonCommand =
  | Register
  | CorrectName
  | CorrectIdentityNumber
  | Enrol
  | EndEnrolment
  | RecordDeath
  | WithdrawDeath
  | NoteEmployerCover
  | WithdrawEmployerCover
  | TakeMessage
  | RestrictIdentity
  | EraseIdentity;

/**
 * Registers a person; `otherNameFrom` is a bureau that knows the person by another name than the first one.
 */
export interface Register {
  readonly type: 'Register';
  readonly personId: string;
  readonly otherNameFrom?: string;
}

/** Payment says that the law has the person's data kept, and no more than kept. */
export interface RestrictIdentity {
  readonly type: 'RestrictIdentity';
  readonly personId: string;
  readonly keptUntil: Day;
}

/** The person's row in the vault is gone. */
export interface EraseIdentity {
  readonly type: 'EraseIdentity';
  readonly personId: string;
}

/** Why a registration is refused. */
export type PersonReason =
  EnrolmentReason | DeathReason | EmployerCoverReason | MessageReason | 'person-not-found';

const decide = (command: PersonCommand, state: PersonState): Outcome<PersonEvent, PersonReason> => {
  const outcome = decideAlone(command, state);
  if (!outcome.accepted || outcome.events.length === 0) return outcome;
  const events = outcome.events.map(({ event }) => event);
  return accept(...events, ...caseEvents(command.personId, state, events));
};

const decideAlone = (command: PersonCommand, state: PersonState): Outcome<PersonEvent, PersonReason> => {
  if (command.type === 'EraseIdentity')
    return state.isErased === true ? accept() : accept(IdentityErased({ personId: command.personId }));
  if (state.isErased === true) return reject('person-not-found');
  if (command.type === 'Register') return register(command, state);
  if (!state.registered) return reject('person-not-found');
  switch (command.type) {
    case 'CorrectName':
      return correctName(command, state);
    case 'CorrectIdentityNumber':
      return correctIdentityNumber(command, state);
    case 'EnrolPension':
    case 'EnrolMedical':
      return enrol(command, state);
    case 'EndPension':
    case 'EndMedical':
      return endEnrolment(command, state);
    case 'RecordDeath':
      return recordDeath(command, state);
    case 'WithdrawDeath':
      return withdrawDeath(command, state);
    case 'NoteEmployerCover':
      return noteEmployerCover(command, state);
    case 'WithdrawEmployerCover':
      return withdrawEmployerCover(command, state);
    case 'TakeMessage':
      return takeMessage(command, state);
    case 'RestrictIdentity': {
      const { personId, keptUntil } = command;
      return accept(IdentityRestricted({ personId, keptUntil }));
    }
  }
};

const register = (
  { personId, otherNameFrom }: Register,
  { registered, differentNames }: PersonState,
): Outcome<PersonEvent, PersonReason> => {
  const events: PersonEvent[] = registered ? [] : [{ type: 'PersonRegistered', data: { personId } }];
  if (otherNameFrom === undefined || differentNames.includes(otherNameFrom)) return accept(...events);
  return accept(...events, { type: 'NameDifferenceNoted', data: { personId, bureau: otherNameFrom } });
};

/** A person and their enrolments for pension and medical insurance, which are separate (guide G3.1). */
export const person: Decider<PersonCommand, PersonState, PersonEvent, PersonReason> = {
  initial,
  streams: ({ personId }) => [`person-${personId}`],
  decide,
  evolve,
};
