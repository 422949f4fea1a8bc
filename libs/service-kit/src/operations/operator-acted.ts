import { accept, eventType, type Decider, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** An operator did something to this service; the caller is kept with the event. It stays inside. */
export const OperatorActed = eventType(
  'OperatorActed',
  z.object({
    action: z.enum(['release-key', 'republish']),
    role: z.string(),
    /** A ticket number; no names. */
    purpose: z.string(),
    /** What it was done to, and what became of it. */
    details: z.record(z.string(), z.string()),
  }),
);

/** What an operator did. */
export type OperatorAction = EventOf<typeof OperatorActed>['data'];

/** Actions are recorded whatever was recorded before; nothing else depends on them. */
export const operatorActions: Decider<OperatorAction, undefined, EventOf<typeof OperatorActed>, never> = {
  initial: undefined,
  streams: () => ['operations'],
  decide: (action) => accept(OperatorActed(action)),
  evolve: () => undefined,
};
