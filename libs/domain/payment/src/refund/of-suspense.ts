import type { Instant } from '@canbao/calendar';
import { on, type Placed } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';
import type { Channel, Insurance } from '@canbao/vocabulary';
import type { PaymentEvent } from '../payment.events';
import { orderStream } from '../payment-state';
import { refundStream } from './refund-state';

/** Money that leaves suspense to go back. Amounts in yuan; `total` is what the order took. */
export interface FromSuspense {
  readonly refundId: string;
  readonly orderId: string;
  readonly channel: Channel;
  readonly channelTransactionNo: string;
  /** What an online channel calls the order that was paid, where that is not this order. */
  readonly orderNo?: string | undefined;
  readonly personId?: string | undefined;
  readonly insurance?: Insurance | undefined;
  readonly because: string;
  readonly amount: Yuan;
  readonly total: Yuan;
  readonly by: string;
  readonly at: Instant;
}

/**
 * The id of the refund of an order's line: the order's own id, counted on for each line that has left before.
 * Other refunds have ids of chance, so that the two never meet.
 */
export const suspenseRefundId = (orderId: string, leftBefore: number): string => {
  const tail = (BigInt(`0x${orderId.slice(-12)}`) + BigInt(leftBefore)) % (1n << 48n);
  return orderId.slice(0, -12) + tail.toString(16).padStart(12, '0');
};

/**
 * The refund of money in suspense, decided together with its way out: no bureau has ever booked it, so nobody
 * reviews it again, and it is sent at once.
 */
export const refundFromSuspense = (from: FromSuspense): Placed<PaymentEvent>[] => {
  const { refundId, orderId, channel, channelTransactionNo, amount, total, orderNo } = from;
  const { personId, insurance, because, by, at } = from;
  const leg = { orderId, channel, channelTransactionNo, amount, total };
  const noted = { orderId, refundId };
  return [
    on<PaymentEvent>(refundStream(refundId), {
      type: 'SuspenseRefundOpened',
      data: {
        refundId,
        ...(personId === undefined ? {} : { personId }),
        ...(insurance === undefined ? {} : { insurance }),
        because,
        legs: [orderNo === undefined ? leg : { ...leg, orderNo }],
        amount,
        by,
        at,
      },
    }),
    on<PaymentEvent>(orderStream(orderId), {
      type: 'RefundNoted',
      data: { ...noted, months: [], amount, orderIds: [orderId] },
    }),
    on<PaymentEvent>(orderStream(orderId), { type: 'RefundCommitted', data: noted }),
  ];
};
