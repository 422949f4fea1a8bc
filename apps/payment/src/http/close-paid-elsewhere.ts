import type { Instant } from '@canbao/calendar';
import { ordersPaidElsewhere, paymentOrder, subjectOf, type PaymentEvent } from '@canbao/domain-payment';
import { identityOf, type Caller, type Commands } from '@canbao/service-kit';

/**
 * Closes the online orders whose months a counter has just taken money for, and so releases their other
 * months. Should the process end before, they close when their time to pay is over.
 */
export const closePaidElsewhere = (
  commands: Commands,
  events: readonly PaymentEvent[],
  { caller, now }: { readonly caller: Caller; readonly now: Instant },
): Promise<void> => closePaidElsewhereAs(commands, events, identityOf(caller), now);

/** The same for money that a channel or a job has brought. */
export const closePaidElsewhereAs = async (
  commands: Commands,
  events: readonly PaymentEvent[],
  actor: string,
  at: Instant,
): Promise<void> => {
  for (const orderId of ordersPaidElsewhere(events))
    await commands.act(actor, subjectOf(orderId), paymentOrder, { type: 'ClosePaidElsewhere', orderId, at });
};
