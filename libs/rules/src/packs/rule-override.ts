import type { Instant } from '@canbao/calendar';

/** The tables that can be overridden, by the names that the rules are shown under. */
export const overridableTables = [
  'pension.limits',
  'medical.base',
  'medical.surcharge',
  'medical.lateFee',
] as const;
/** A table of {@link overridableTables}. */
export type OverridableTable = (typeof overridableTables)[number];

/** A decision on one configuration row; it sets a first day or month, a value, or both. */
export interface RuleOverride {
  readonly overrideId: string;
  readonly table: OverridableTable;
  /** The row, by the first day or month that the pack gives it. */
  readonly from: string;
  /** The new first day (`pension.limits`) or month. The row before lasts until then. */
  readonly startsOn?: string;
  /**
   * Yuan; for limits, and a base that is chosen, the lower and the upper one as `4573.00–22863.00`; for
   * `medical.lateFee` the terms as `compute 0.0005 inclusive none`.
   */
  readonly value?: string;
  readonly author: string;
  readonly approvedBy: string;
  /** What the decision rests on, for example the number of a notice. */
  readonly source: string;
  readonly decidedAt: Instant;
}

/** Why an override cannot be laid over a pack. */
export const overrideFaults = [
  'second-person-required',
  'source-required',
  'nothing-to-override',
  'not-configuration',
  'start-out-of-range',
  'value-not-valid',
] as const;
/** A fault of {@link overrideFaults}. */
export type OverrideFault = (typeof overrideFaults)[number];
