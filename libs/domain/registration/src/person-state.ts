import type { Day, Month, Period } from '@canbao/calendar';
import type { District, Insurance, Scheme } from '@canbao/vocabulary';
import type { KnownMessage } from './feed/effective';
import type { RegistrationCase } from './feed/message.events';
import type { Bureau, EmployerCover, RemovalReason } from './person.events';

/** An enrolment from a day on; `until` is the last day covered, `reason` why it ends there. */
export interface Enrolment extends Period {
  readonly district: District;
  readonly reason?: RemovalReason;
}

/** A medical enrolment, always under one of the two schemes. */
export interface MedicalEnrolment extends Enrolment {
  readonly scheme: Scheme;
}

/** An enrolment of either insurance. */
export type AnyEnrolment = Enrolment & { readonly scheme?: Scheme };

/** A day of death as one bureau has told it. */
export interface DeathReport {
  readonly on: Day;
  readonly bureau: Bureau;
}

/** A correction that was recorded: whose, and the version of the vault's row. */
export interface Correction {
  readonly bureau: Bureau;
  readonly version: number;
}

/**
 * A person's enrolments, past and future, in the order of their first days; one may begin before another
 * ends.
 */
export interface PersonState {
  readonly registered: boolean;
  /** Nothing is known of them any more, and nothing is taken of them. */
  readonly isErased?: true;
  /** Bureaus that know the person by another name than the first one. */
  readonly differentNames: readonly string[];
  readonly nameCorrections: readonly Correction[];
  readonly numberCorrections: readonly Correction[];
  readonly pension: readonly Enrolment[];
  readonly medical: readonly MedicalEnrolment[];
  /** The last month paid before the record began, as the medical bureau told it. */
  readonly paidThrough?: Month;
  readonly employerCovers: readonly EmployerCover[];
  readonly withdrawnCovers: readonly { readonly insurance: Insurance; readonly from: Month }[];
  /** In the order in which they were told, one of each bureau. */
  readonly deaths: readonly DeathReport[];
  readonly withdrawnDeaths: readonly Bureau[];
  /** The day of the latest report that stands; it closes both insurances from the next month. */
  readonly diedOn?: Day;
  /** How many facts of death and employer cover there are. */
  readonly revision: number;
  /** What the bureaus' feeds have told, as it came. */
  readonly messages: readonly KnownMessage[];
  /** What calls of the API told, which the messages since then change; none before the first message. */
  readonly base: Readonly<Partial<Record<Insurance, readonly AnyEnrolment[]>>>;
  /** Messages whose enrolments are in the base. */
  readonly absorbed: readonly string[];
  /** Contradictions that nobody has put right yet. */
  readonly cases: readonly RegistrationCase[];
}

/** Before the first event. */
export const initial: PersonState = {
  registered: false,
  differentNames: [],
  nameCorrections: [],
  numberCorrections: [],
  pension: [],
  medical: [],
  employerCovers: [],
  withdrawnCovers: [],
  deaths: [],
  withdrawnDeaths: [],
  revision: 0,
  messages: [],
  base: {},
  absorbed: [],
  cases: [],
};
