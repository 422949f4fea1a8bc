import type { District, Insurance, Scheme } from '@canbao/vocabulary';

/** A time of being enrolled, as the platform tells it. */
export interface Period {
  readonly district: District;
  readonly from: string;
  readonly endedOn?: string;
  readonly scheme?: Scheme;
}
/** Whose enrolments, for which insurance, at which version. */
export interface Subject {
  readonly personId: string;
  readonly insurance: Insurance;
  /** A change is not made over a colleague’s. */
  readonly version: string | undefined;
}
/** Months that an employer covers, both included; without `until`, all from the first on. */
export interface Cover {
  readonly from: string;
  readonly until?: string | undefined;
}
