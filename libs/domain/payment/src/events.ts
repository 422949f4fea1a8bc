import { delegationEvents } from '@canbao/domain-delegation';
import { eventTypes } from '@canbao/event-sourcing';
import { ownEvents } from './payment.events';

/** Every event that payment stores. */
export const paymentEvents = eventTypes([...ownEvents.declarations, ...delegationEvents.declarations]);
