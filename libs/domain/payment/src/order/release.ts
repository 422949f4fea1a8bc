import { on, type Placed } from '@canbao/event-sourcing';
import { monthsOf, obligationStream } from '../obligation/obligation';
import type { PaymentEvent } from '../payment.events';
import type { PaymentState } from '../payment-state';

/**
 * Releases the months that the order still claims. A month that is not loaded yet counts as claimed:
 * `execute` loads its stream and decides again.
 */
export const releasedBy = (
  orderId: string,
  { opened, obligations, atChannel }: Pick<PaymentState, 'opened' | 'obligations' | 'atChannel'>,
): Placed<PaymentEvent>[] => {
  if (opened === undefined) return [];
  const { personId, insurance, lines } = opened;
  // That it was held was told when the order was to close.
  const told = atChannel?.phase === 'closing' ? ({ isTold: true } as const) : {};
  return monthsOf(lines)
    .filter((month) => obligations[month] === undefined || obligations[month].claim?.orderId === orderId)
    .map((month) =>
      on<PaymentEvent>(obligationStream(personId, insurance, month), {
        type: 'MonthReleased',
        data: { personId, insurance, month, orderId, ...told },
      }),
    );
};
