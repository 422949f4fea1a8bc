import { eventTypes, type EventOf } from '@canbao/event-sourcing';
import { collectionEvents } from './collection/collection.events';
import { obligationEvents } from './obligation/obligation.events';
import { onlineEvents } from './online/online.events';
import { orderEvents } from './order/order.events';
import { payabilityEvents } from './payability/payability.events';
import { refundEvents } from './refund/refund.events';
import { reversalEvents } from './reversal/reversal.events';
import { suspenseEvents } from './suspense/suspense.events';
import { TrueUpsAssessed } from './true-up/true-up.events';
import { treasuryEvents } from './treasury/treasury.events';

/** Facts about orders, the months that they pay, and whether these are payable. */
export const paymentOrderEvents = eventTypes([
  ...orderEvents.declarations,
  ...collectionEvents.declarations,
  ...onlineEvents.declarations,
  ...suspenseEvents.declarations,
  ...reversalEvents.declarations,
  ...obligationEvents.declarations,
  ...payabilityEvents.declarations,
  ...treasuryEvents.declarations,
  ...refundEvents.declarations,
  TrueUpsAssessed,
]);
export type PaymentEvent = EventOf<(typeof paymentOrderEvents.declarations)[number]>;
