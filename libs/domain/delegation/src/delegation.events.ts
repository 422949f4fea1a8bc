import { eventType, eventTypes, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** A payer and a person they may pay for, themselves included. */
export type Delegation = z.infer<typeof Delegation>;
const Delegation = z.object({ payerId: z.string(), personId: z.string() });

export const DelegationNoted = eventType('DelegationNoted', Delegation);
export const DelegationEnded = eventType('DelegationEnded', Delegation);

/** Stored facts: since when, and until when, a payer may act for a person. Part of every service's own. */
export const delegationEvents = eventTypes([DelegationNoted, DelegationEnded]);

/** A stored fact of a payer and a person. */
export type DelegationEvent = EventOf<(typeof delegationEvents.declarations)[number]>;
