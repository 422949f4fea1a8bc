import { eventTypes } from '@canbao/event-sourcing';
import { checkEvents } from './identity-check.events';
import { payerEvents } from './payer.events';
import { personEvents } from './person.events';

/** Every event that registration stores. */
export const registrationEvents = eventTypes([
  ...personEvents.declarations,
  ...payerEvents.declarations,
  ...checkEvents.declarations,
]);
