import type { Day, Month } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import type { District, Insurance, Scheme } from '@canbao/vocabulary';

/**
 * Why an enrolment ends (减员): death, emigration, an employer, another city, the person's wish, retirement.
 */
export type RemovalReason =
  'death' | 'left-country' | 'to-employer' | 'transferred-out' | 'stopped' | 'retired';

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

// Stored for good: add a type or an optional field, never rename or remove one.
/** Stored facts of a person. They carry no personal data: that stays in the identity vault. */
export type PersonEvent =
  | Event<'PersonRegistered', { personId: string }>
  /** The bureaus know the person by different names: a case to look into, which blocks nothing. */
  | Event<'NameDifferenceNoted', { personId: string; bureau: string }>
  | Event<'PensionEnrolled', Enrolled>
  | Event<'PensionEnrolmentEnded', Ended>
  | Event<'MedicalEnrolled', Enrolled & { readonly scheme: Scheme }>
  | Event<'MedicalEnrolmentEnded', Ended>
  /** Reported by either bureau for both insurances; a later report corrects the day. */
  | Event<'PersonDied', { personId: string; on: Day }>
  | Event<'EmployerCoverNoted', EmployerCover & { readonly personId: string }>;
