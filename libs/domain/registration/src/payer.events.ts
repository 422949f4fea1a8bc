import { eventType, eventTypes, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

const pair = z.object({ payerId: z.string(), personId: z.string() });

export const BeneficiaryAdded = eventType('BeneficiaryAdded', pair);
export const BeneficiaryRemoved = eventType('BeneficiaryRemoved', pair);
/** How many persons a payer's list has after a change. It stays inside the service. */
export const BeneficiariesCounted = eventType(
  'BeneficiariesCounted',
  z.object({ payerId: z.string(), count: z.int() }),
);

/** Stored facts: whom a payer may pay for. */
export const payerEvents = eventTypes([BeneficiaryAdded, BeneficiaryRemoved, BeneficiariesCounted]);

/** A stored fact of a payer's list. */
export type PayerEvent = EventOf<(typeof payerEvents.declarations)[number]>;
