import type { Instant } from '@canbao/calendar';
import { ordersPaidElsewhere, paymentOrder, subjectOf, type PaymentEvent } from '@canbao/domain-payment';
import { identityOf, type Caller, type Commands } from '@canbao/service-kit';

/**
 * Closes the online orders whose months a counter has just taken money for, and so releases their other
 * months. Should the process end before, they close when their time to pay is over.
 */
export const closePaidElsewhere = async (
  commands: Commands,
  events: readonly PaymentEvent[],
  { caller, now: at }: { readonly caller: Caller; readonly now: Instant },
): Promise<void> => {
  for (const orderId of ordersPaidElsewhere(events))
    await commands.act(identityOf(caller), subjectOf(orderId), paymentOrder, {
      type: 'ClosePaidElsewhere',
      orderId,
      at,
    });
};
