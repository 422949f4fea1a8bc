import { endedOn, withCorrectedPeriod, withPeriod, type Day, type Period } from '@canbao/calendar';
import type { District, Scheme } from '@canbao/vocabulary';
import type { EmployerCover, PersonEvent, RemovalReason } from './person.events';

/** An enrolment from a day on; `until` is the last day covered, `reason` why it ends there. */
export interface Enrolment extends Period {
  readonly district: District;
  readonly reason?: RemovalReason;
}

/** A medical enrolment, always under one of the two schemes. */
export interface MedicalEnrolment extends Enrolment {
  readonly scheme: Scheme;
}

/**
 * A person's enrolments, past and future, in the order of their first days; one may begin before another
 * ends.
 */
export interface PersonState {
  readonly registered: boolean;
  /** Bureaus that know the person by another name than the first one. */
  readonly differentNames: readonly string[];
  readonly pension: readonly Enrolment[];
  readonly medical: readonly MedicalEnrolment[];
  readonly employerCovers: readonly EmployerCover[];
  /** Reported by either bureau; it closes both insurances from the next month. */
  readonly diedOn?: Day;
}

/** Before the first event. */
export const initial: PersonState = {
  registered: false,
  differentNames: [],
  pension: [],
  medical: [],
  employerCovers: [],
};

/** The person after an event. */
export const evolve = (state: PersonState, { type, data }: PersonEvent): PersonState => {
  switch (type) {
    case 'PersonRegistered':
      return { ...state, registered: true };
    case 'NameDifferenceNoted':
      return { ...state, differentNames: [...state.differentNames, data.bureau] };
    case 'PensionEnrolled': {
      const { district, from, corrects } = data;
      return { ...state, pension: enrolled(state.pension, { district, from }, corrects) };
    }
    case 'MedicalEnrolled': {
      const { district, from, scheme, corrects } = data;
      return { ...state, medical: enrolled(state.medical, { district, from, scheme }, corrects) };
    }
    case 'PensionEnrolmentEnded':
      return { ...state, pension: ended(state.pension, data), ...deathOf(data) };
    case 'MedicalEnrolmentEnded':
      return { ...state, medical: ended(state.medical, data), ...deathOf(data) };
    case 'PersonDied':
      return { ...state, diedOn: data.on };
    case 'EmployerCoverNoted': {
      const { personId: _, ...cover } = data;
      const others = state.employerCovers.filter((noted) => !startsWith(noted, cover));
      return { ...state, employerCovers: [...others, cover] };
    }
  }
};

/** The same cover, whatever its end. */
export const startsWith = (first: EmployerCover, second: EmployerCover): boolean =>
  first.insurance === second.insurance && first.from === second.from;

const enrolled = <E extends Enrolment>(enrolments: readonly E[], enrolment: E, corrects?: Day): E[] =>
  corrects === undefined
    ? withPeriod(enrolments, enrolment)
    : withCorrectedPeriod(enrolments, corrects, enrolment);

const ended = <E extends Enrolment>(
  enrolments: readonly E[],
  { on, reason }: { readonly on: Day; readonly reason: RemovalReason },
): E[] =>
  endedOn(enrolments, on).map((enrolment) => (enrolment.until === on ? { ...enrolment, reason } : enrolment));

/** Deaths were stored as the reason of an end before they were facts of their own. */
const deathOf = ({ on, reason }: { readonly on: Day; readonly reason: RemovalReason }) =>
  reason === 'death' ? { diedOn: on } : {};
