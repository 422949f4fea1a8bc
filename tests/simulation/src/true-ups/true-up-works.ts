import type { AdjustedMonth, LeftOut } from '@canbao/domain-payment';

/** How far the work on a run has come, as the tables of the job have it. */
export interface TrueUpWork {
  /** By person, the months as they were rehearsed; undefined until they are read. */
  months?: ReadonlyMap<string, readonly AdjustedMonth[]>;
  readonly leftOut: Map<string, LeftOut | undefined>;
  readonly outcomes: Map<string, string>;
}
/** The work by run; it survives every crash. */
export type TrueUpWorks = Map<string, TrueUpWork>;
