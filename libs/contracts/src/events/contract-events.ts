import type { z } from 'zod';
import { assessmentEvents } from './assessment-events';
import { bureauDayEvents } from './bureau-days';
import { ledgerSyncEvents } from './ledger-sync-events';
import { paymentEvents } from './payment-events';
import { registrationEvents } from './registration-events';
import { sealEvents } from './seal-events';

/**
 * Every event that crosses a boundary. Never rename or remove one, nor a field of one. Consumers ignore
 * events and fields that they do not know, so both can be added. They park an event that lacks a field or has
 * a value outside an enum. Producers are held to `strict`. `npm run check` compares all this with the last
 * release (ADR 28).
 */
export const contractEvents = {
  ...registrationEvents,
  ...assessmentEvents,
  ...paymentEvents,
  ...ledgerSyncEvents,
  ...bureauDayEvents,
  ...sealEvents,
} as const;

export type ContractEventType = keyof typeof contractEvents;
/** The data of a contract event, as it comes out of its schema. */
export type DataOf<T extends ContractEventType> = z.infer<(typeof contractEvents)[T]['data']>;
/** A contract event: the discriminated union that consumers switch over. */
export type ContractEvent = {
  [T in ContractEventType]: { readonly type: T; readonly data: DataOf<T> };
}[ContractEventType];
