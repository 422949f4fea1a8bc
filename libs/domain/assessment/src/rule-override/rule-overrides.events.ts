import type { Instant } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import type { OverridableTable } from '@canbao/rules';

/** What an operator proposes to set in a row of the rule pack, and on what ground. */
export interface ProposedOverride {
  readonly overrideId: string;
  readonly table: OverridableTable;
  /** The row, by the first day or month that the pack gives it. */
  readonly from: string;
  readonly startsOn?: string;
  readonly value?: string;
  readonly source: string;
  readonly author: string;
  readonly proposedAt: Instant;
}

// Stored for good: add a type or an optional field, never rename or remove one.
/** Stored facts about the overrides of one rule pack. */
export type RuleOverrideEvent =
  | Event<'RuleOverrideProposed', ProposedOverride>
  /** From then on the override is in force. */
  | Event<'RuleOverrideApproved', { overrideId: string; approvedBy: string; decidedAt: Instant }>
  /** By its author, the proposal is withdrawn. */
  | Event<
      'RuleOverrideRejected',
      { overrideId: string; rejectedBy: string; decidedAt: Instant; reason?: string }
    >;
