import { delegationEvents } from '@canbao/domain-delegation';
import { bureauDayEvents, bureauEvents, caseEvents, channelDayEvents } from '@canbao/domain-reconciliation';
import { eventTypes, type EventOf } from '@canbao/event-sourcing';
import { agreementEvents } from './debit/agreement.events';
import { debitItemEvents } from './debit/item.events';
import { packEvents } from './debit/pack.events';
import { debitRunEvents } from './debit/run.events';
import { paymentOrderEvents } from './payment.events';
import { shiftEvents } from './shift/shift.events';
import { erasureEvents } from './erasure/erasure.events';
import { trueUpRunEvents } from './true-up/true-up.events';

/** Every event that payment stores. */
export const paymentEvents = eventTypes([
  ...paymentOrderEvents.declarations,
  ...agreementEvents.declarations,
  ...debitRunEvents.declarations,
  ...debitItemEvents.declarations,
  ...packEvents.declarations,
  ...shiftEvents.declarations,
  ...trueUpRunEvents.declarations,
  ...erasureEvents.declarations,
  ...delegationEvents.declarations,
  ...caseEvents.declarations,
  ...channelDayEvents.declarations,
  ...bureauEvents.declarations,
  ...bureauDayEvents.declarations,
]);
export type AnyPaymentEvent = EventOf<(typeof paymentEvents.declarations)[number]>;
