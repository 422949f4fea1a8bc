import { delegationEvents } from '@canbao/domain-delegation';
import { eventTypes } from '@canbao/event-sourcing';
import { paymentOrderEvents } from './payment.events';

/** Every event that payment stores. */
export const paymentEvents = eventTypes([
  ...paymentOrderEvents.declarations,
  ...delegationEvents.declarations,
]);
