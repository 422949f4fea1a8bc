import type { Day, Month } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import type { District, Insurance, Scheme } from '@canbao/vocabulary';

/**
 * Why an enrolment ends (减员): death, emigration, an employer, another city, the person's wish, retirement.
 */
export type RemovalReason =
  'death' | 'left-country' | 'to-employer' | 'transferred-out' | 'stopped' | 'retired';

/** The bureaus that register people: of pension (人社) and of medical insurance (医保). */
export type Bureau = 'hrss' | 'medical-bureau';

/** `corrects`: the first day that was recorded before and was wrong. */
interface Enrolled {
  readonly personId: string;
  readonly district: District;
  readonly from: Day;
  readonly corrects?: Day;
}
interface Ended {
  readonly personId: string;
  readonly on: Day;
  readonly reason: RemovalReason;
}

/**
 * Months that an employer pays for; without `until`, all from the first on. A later report replaces its end.
 */
export interface EmployerCover {
  readonly insurance: Insurance;
  readonly from: Month;
  readonly until?: Month;
}

/**
 * Numbers the person's facts of death and employer cover. A consumer that has taken note of a later one of
 * the same kind leaves an earlier one aside. Absent in facts stored until 2026-11, which come before all
 * others.
 */
interface Revised {
  readonly revision?: number;
}

/** `version`: that of the vault's row, which alone has the old value and the new one. */
interface Corrected {
  readonly personId: string;
  readonly bureau: Bureau;
  readonly version: number;
}

// Stored for good: add a type or an optional field, never rename or remove one.
/** Stored facts of a person. They carry no personal data: that stays in the identity vault. */
export type PersonEvent =
  | Event<'PersonRegistered', { personId: string }>
  /** The bureaus know the person by different names: a case to look into, which blocks nothing. */
  | Event<'NameDifferenceNoted', { personId: string; bureau: string }>
  /** After a correction the bureaus know the person by the same name. */
  | Event<'NameDifferenceSettled', { personId: string; bureau: string }>
  | Event<'NameCorrected', Corrected>
  | Event<'IdentityNumberCorrected', Corrected>
  | Event<'PensionEnrolled', Enrolled>
  | Event<'PensionEnrolmentEnded', Ended>
  | Event<'MedicalEnrolled', Enrolled & { readonly scheme: Scheme }>
  | Event<'MedicalEnrolmentEnded', Ended>
  /** Reported by either bureau for both insurances; the latest report of all counts. */
  | Event<'PersonDied', Revised & { personId: string; on: Day; bureau?: Bureau }>
  /** The bureau takes its report back; `diedOn` is the day that the other bureau has reported. */
  | Event<'DeathWithdrawn', Revised & { personId: string; bureau: Bureau; diedOn?: Day }>
  | Event<'EmployerCoverNoted', EmployerCover & Revised & { readonly personId: string }>
  /** No employer has paid for the months of the cover that began with this one. */
  | Event<'EmployerCoverWithdrawn', Revised & { personId: string; insurance: Insurance; from: Month }>;
