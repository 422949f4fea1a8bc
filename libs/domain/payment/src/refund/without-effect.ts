import { on, type Placed } from '@canbao/event-sourcing';
import type { PaymentEvent } from '../payment.events';
import { orderStream } from '../payment-state';

/** The orders of a refund that has given nothing back may be refunded or reversed again. */
export const endedWithoutEffect = ({
  refundId,
  legs,
}: {
  readonly refundId: string;
  readonly legs: readonly { readonly orderId: string }[];
}): Placed<PaymentEvent>[] =>
  legs.map(({ orderId }) =>
    on<PaymentEvent>(orderStream(orderId), {
      type: 'RefundEnded',
      data: { orderId, refundId, outcome: 'without-effect' },
    }),
  );
