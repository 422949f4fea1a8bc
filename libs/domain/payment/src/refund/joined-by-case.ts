import { accept, on, type Outcome } from '@canbao/event-sourcing';
import type { PaymentEvent } from '../payment.events';
import { orderStream } from '../payment-state';
import type { NotedRefund } from './order-books';
import type { RefundCause } from './refund.events';
import { refundStream } from './refund-state';

/** A refund that its orders' streams tell of, with its person. */
interface Known extends NotedRefund {
  readonly refundId: string;
  readonly personId: string;
}

/** A case's application is never lost: it joins the one that is there. A decided refund goes on by itself. */
export const joinedByCase = (
  { refundId, personId, orderIds, stage, byCase, isJoined }: Known,
  because: RefundCause,
): Outcome<PaymentEvent, never> => {
  if (stage !== 'applied' || byCase || isJoined === true) return accept();
  return everywhere(refundId, orderIds, (orderId) => ({
    type: 'RefundJoinedByCase',
    data: { orderId, refundId, personId, because },
  }));
};

/** What somebody else has applied for goes on without the case. */
export const leftByCase = ({
  refundId,
  personId,
  orderIds,
}: Pick<Known, 'refundId' | 'personId' | 'orderIds'>): Outcome<PaymentEvent, never> =>
  everywhere(refundId, orderIds, (orderId) => ({
    type: 'RefundLeftByCase',
    data: { orderId, refundId, personId },
  }));

/** The refund's stream and each of its orders' tell it. */
const everywhere = (
  refundId: string,
  orderIds: readonly string[],
  event: (orderId: string) => PaymentEvent,
): Outcome<PaymentEvent, never> => {
  const [first = ''] = orderIds;
  return accept(
    on<PaymentEvent>(refundStream(refundId), event(first)),
    ...orderIds.map((orderId) => on<PaymentEvent>(orderStream(orderId), event(orderId))),
  );
};
