import { z } from 'zod';

/** Why something cannot be done: a condition that is not met, the rule behind it, and what would clear it. */
export const Condition = z.strictObject({
  code: z.string(),
  /** The rule in a few words. */
  rule: z.string(),
  /** Where the rule is written. */
  source: z.string(),
  /** Who or what can clear it. */
  clearedBy: z.string(),
  /** The earliest instant or day on which it clears by itself, when it does. */
  clearsOn: z.string().optional(),
  /** The known facts behind it, for example the month that is already paid. */
  evidence: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
/** A condition as it goes over the wire. */
export type Condition = Readonly<z.infer<typeof Condition>>;
