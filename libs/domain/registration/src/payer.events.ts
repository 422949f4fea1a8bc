import { eventType, eventTypes, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

const pair = z.object({ payerId: z.string(), personId: z.string() });

export const BeneficiaryAdded = eventType('BeneficiaryAdded', pair);
export const BeneficiaryRemoved = eventType('BeneficiaryRemoved', pair);

/** Stored facts: whom a payer may pay for. */
export const payerEvents = eventTypes([BeneficiaryAdded, BeneficiaryRemoved]);

/** A stored fact of a payer and a person. */
export type PayerEvent = EventOf<(typeof payerEvents.declarations)[number]>;
