import type { Day, Instant, Month } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import type { District, Insurance, Scheme } from '@canbao/vocabulary';

/** Registration numbers a person's facts; one without a number comes before all others of its kind. */
interface Revised {
  readonly revision?: number | undefined;
}

/** An online order, as far as it matters whether its months stay payable. */
export interface NotedOrder {
  readonly personId: string;
  readonly orderId: string;
  readonly insurance: Insurance;
  readonly district: District;
  readonly months: readonly Month[];
  /** When its quote was issued: what counts is how the months stand at this instant, as is known now. */
  readonly quotedAt: Instant;
}

// Stored for good: add a type or an optional field, never rename or remove one.
/** What registration has published about a person, as far as it decides which months are payable. */
export type RegisteredFact =
  /** `corrects`: the first day that was noted before and was wrong. */
  | Event<
      'EnrolmentNoted',
      {
        personId: string;
        insurance: Insurance;
        district: District;
        /** Of a medical enrolment. */
        scheme?: Scheme | undefined;
        from: Day;
        corrects?: Day | undefined;
      }
    >
  /** `on` is the last day covered. */
  | Event<'EnrolmentEndNoted', { personId: string; insurance: Insurance; on: Day }>
  /** Without a day: the report of a death is withdrawn. */
  | Event<'DeathNoted', Revised & { personId: string; diedOn?: Day | undefined }>
  | Event<
      'EmployerCoverNoted',
      Revised & { personId: string; insurance: Insurance; from: Month; until?: Month | undefined }
    >
  | Event<'EmployerCoverWithdrawalNoted', Revised & { personId: string; insurance: Insurance; from: Month }>;

// Stored for good: add a type or an optional field, never rename or remove one.
/** What is on a person's own stream: registered facts, and the online orders that rest on them. */
export type PayabilityEvent = RegisteredFact | Event<'OrderNoted', NotedOrder>;
