import type { Day } from '@canbao/calendar';

/** What stands in the way, where the rule is written, and who or what removes it. */
export interface Condition<Code extends string = string> {
  /** The code of the rejection it explains. */
  readonly code: Code;
  /** The rule's name, such as `pension.window`. */
  readonly rule: string;
  /** The rule's source in one line. */
  readonly source: string;
  readonly clearedBy:
    | 'time'
    | 'payer'
    | 'registration-agency'
    | 'medical-agency'
    | 'another bank of the district'
    /** The channel that collected the money, by a reversal. */
    | 'channel'
    /** Whoever loads the figures that are missing. */
    | 'operator'
    | 'nobody';
  /** The first day on which time has cleared it. */
  readonly clearsOn?: Day;
  readonly details?: Readonly<Record<string, unknown>>;
}
