import type { CollectionEvent } from './collection/collection.events';
import type { ObligationEvent } from './obligation/obligation.events';
import type { OrderEvent } from './order/order.events';
import type { ReversalEvent } from './reversal/reversal.events';

/** Every fact that payment stores: about orders, and about the months that they pay. */
export type PaymentEvent = OrderEvent | CollectionEvent | ReversalEvent | ObligationEvent;
