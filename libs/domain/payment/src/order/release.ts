import { on, type Placed } from '@canbao/event-sourcing';
import { addedIn, monthsOf, obligationStream, owedIn } from '../obligation/obligation';
import { stillHeld } from '../obligation/still-held';
import type { PaymentEvent } from '../payment.events';
import type { PaymentState } from '../payment-state';

/**
 * Releases the months that the order still claims. A month that is not loaded yet counts as claimed:
 * `execute` loads its stream and decides again.
 */
export const releasedBy = (
  orderId: string,
  state: Pick<PaymentState, 'opened' | 'obligations' | 'additions' | 'atChannel'>,
): Placed<PaymentEvent>[] => {
  const { opened, atChannel } = state;
  if (opened === undefined) return [];
  const { personId, insurance, lines } = opened;
  // That it was held was told when the order was to close.
  const told = atChannel?.phase === 'closing' ? ({ isTold: true } as const) : {};
  return monthsOf(lines)
    .filter((month) => {
      const owed = owedIn(state, lines, month);
      return owed === undefined || owed.claim?.orderId === orderId;
    })
    .map((month) => {
      const added = addedIn(lines, month);
      return on<PaymentEvent>(obligationStream(personId, insurance, month, added), {
        type: 'MonthReleased',
        data: { personId, insurance, month, orderId, ...added, ...told },
      });
    });
};

/** The months that the order claims and that nobody has paid: they wait for its channel's answer. */
export const keptBy = (
  orderId: string,
  state: Pick<PaymentState, 'opened' | 'obligations' | 'additions'>,
): Placed<PaymentEvent>[] => {
  const { opened } = state;
  if (opened === undefined) return [];
  const { personId, insurance, lines } = opened;
  return monthsOf(lines).flatMap((month) => {
    const { claim, paidBy } = owedIn(state, lines, month) ?? {};
    if (claim?.orderId !== orderId || paidBy !== undefined) return [];
    return [stillHeld({ personId, insurance, month, ...addedIn(lines, month) }, claim)];
  });
};
