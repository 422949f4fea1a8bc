import { paymentOrderEvents, refundOf, refundStream, type Refund } from '@canbao/domain-payment';
import { eventsOf, type EventStore } from '@canbao/event-sourcing';

/** A refund as it stands; undefined when there is none. */
export const storedRefund = async (store: EventStore, refundId: string): Promise<Refund | undefined> => {
  const events = await eventsOf(store, refundStream(refundId));
  return refundOf(events.filter(paymentOrderEvents.has));
};
