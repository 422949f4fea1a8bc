import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { overridableTables } from '@canbao/rules';
import { z } from 'zod';

/** What an operator proposes to set in a row of the rule pack, and on what ground. */
export type ProposedOverride = z.infer<typeof ProposedOverride>;
const ProposedOverride = z.object({
  overrideId: z.string(),
  table: z.enum(overridableTables),
  /** The row, by the first day or month that the pack gives it. */
  from: z.string(),
  startsOn: z.string().exactOptional(),
  value: z.string().exactOptional(),
  source: z.string(),
  author: z.string(),
  proposedAt: stored.instant,
});

const decided = z.object({ overrideId: z.string(), decidedAt: stored.instant });

export const RuleOverrideProposed = eventType('RuleOverrideProposed', ProposedOverride);
/** From then on the override is in force. */
export const RuleOverrideApproved = eventType(
  'RuleOverrideApproved',
  decided.extend({ approvedBy: z.string() }),
);
/** By its author, the proposal is withdrawn. */
export const RuleOverrideRejected = eventType(
  'RuleOverrideRejected',
  decided.extend({ rejectedBy: z.string(), reason: z.string().exactOptional() }),
);

/** Stored facts about the overrides of one rule pack. */
export const ruleOverrideEvents = eventTypes([
  RuleOverrideProposed,
  RuleOverrideApproved,
  RuleOverrideRejected,
]);
/** A stored fact about an override. */
export type RuleOverrideEvent = EventOf<(typeof ruleOverrideEvents.declarations)[number]>;
