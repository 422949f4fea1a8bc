import { eventType, eventTypes, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** What misses are counted for: who asks, the number asked for, and the person it seems to be about. */
export type Counted = z.infer<typeof Counted>;
const Counted = z.enum(['payer', 'number', 'person']);

/** `check`: a keyed digest of the number and the name; neither can be read from it. */
const check = z.object({ counted: Counted, payerId: z.string(), check: z.string() });

/**
 * A payer named a number and a name that do not belong together, or a number that nobody has. `misses`: how
 * many there have been of late; for `lockedSeconds` from `at` on nothing more is compared.
 */
export const IdentityCheckFailed = eventType(
  'IdentityCheckFailed',
  check.extend({ at: stored.instant, misses: z.int(), lockedSeconds: z.int() }),
);
/** A payer named a number and the name that belongs to it. */
export const IdentityCheckPassed = eventType('IdentityCheckPassed', check);

/** Stored facts of comparisons with the identity vault. They stay inside the service. */
export const checkEvents = eventTypes([IdentityCheckFailed, IdentityCheckPassed]);

/** A stored fact of a comparison. */
export type CheckEvent = EventOf<(typeof checkEvents.declarations)[number]>;
