import type { CollectionEvent } from './collection/collection.events';
import type { ObligationEvent } from './obligation/obligation.events';
import type { OrderEvent } from './order/order.events';
import type { PayabilityEvent } from './payability/payability.events';
import type { ReversalEvent } from './reversal/reversal.events';

/** Every fact that payment stores: about orders, the months that they pay, and whether these are payable. */
export type PaymentEvent = OrderEvent | CollectionEvent | ReversalEvent | ObligationEvent | PayabilityEvent;
