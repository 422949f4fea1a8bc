import type { Day, Month } from '@canbao/calendar';
import { accept, reject, type Decider, type Outcome } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import { endEnrolment, enrol, type EndEnrolment, type Enrol, type EnrolmentReason } from './enrolment';
import { evolve, initial, startsWith, type PersonState } from './person-state';
import type { PersonEvent } from './person.events';

/** What the registering departments can command. */
export type PersonCommand = Register | Enrol | EndEnrolment | RecordDeath | NoteEmployerCover;

/**
 * Registers a person; `otherNameFrom` is a bureau that knows the person by another name than the first one.
 */
export interface Register {
  readonly type: 'Register';
  readonly personId: string;
  readonly otherNameFrom?: string;
}

/** Records a death that either bureau reports, or puts its day right. */
export interface RecordDeath {
  readonly type: 'RecordDeath';
  readonly personId: string;
  readonly on: Day;
  readonly today: Day;
}

/** The bureau has told of cover through an employer; `until` is its last month. */
export interface NoteEmployerCover {
  readonly type: 'NoteEmployerCover';
  readonly personId: string;
  readonly insurance: Insurance;
  readonly from: Month;
  readonly until?: Month | undefined;
}

/** Why a registration is refused. */
export type PersonReason = EnrolmentReason | 'person-not-found' | 'death-in-future';

const decide = (command: PersonCommand, state: PersonState): Outcome<PersonEvent, PersonReason> => {
  if (command.type === 'Register') return register(command, state);
  if (!state.registered) return reject('person-not-found');
  switch (command.type) {
    case 'EnrolPension':
    case 'EnrolMedical':
      return enrol(command, state);
    case 'EndPension':
    case 'EndMedical':
      return endEnrolment(command, state);
    case 'RecordDeath':
      return recordDeath(command, state);
    case 'NoteEmployerCover':
      return noteEmployerCover(command, state);
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

/** On any day up to today, whatever enrolments there are and however they ended. */
const recordDeath = (
  { personId, on, today }: RecordDeath,
  { diedOn }: PersonState,
): Outcome<PersonEvent, PersonReason> => {
  if (on > today) return reject('death-in-future', { today });
  return diedOn === on ? accept() : accept({ type: 'PersonDied', data: { personId, on } });
};

const noteEmployerCover = (
  { personId, insurance, from, until }: NoteEmployerCover,
  { employerCovers }: PersonState,
): Outcome<PersonEvent, PersonReason> => {
  if (until !== undefined && until < from) return reject('ends-before-start', { from });
  const cover = { insurance, from, ...(until === undefined ? {} : { until }) };
  const noted = employerCovers.find((former) => startsWith(former, cover));
  if (noted !== undefined && noted.until === until) return accept();
  return accept({ type: 'EmployerCoverNoted', data: { personId, ...cover } });
};

/** A person and their enrolments for pension and medical insurance, which are separate (guide G3.1). */
export const person: Decider<PersonCommand, PersonState, PersonEvent, PersonReason> = {
  initial,
  streams: ({ personId }) => [`person-${personId}`],
  decide,
  evolve,
};
