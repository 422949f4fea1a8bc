import type { Instant } from '@canbao/calendar';
import { accept, reject, type Outcome } from '@canbao/event-sourcing';
import { releasedBy } from '../order/release';
import type { PaymentEvent } from '../payment.events';
import type { PaymentState } from '../payment-state';

/** The channel has taken the order. */
export interface RecordPlaced {
  readonly type: 'RecordPlaced';
  readonly orderId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly at: Instant;
}

/** Nothing can be paid for the order any more: the channel has closed or refused it, or has never had it. */
export interface RecordEnded {
  readonly type: 'RecordEnded';
  readonly orderId: string;
  /** What the channel did by itself. */
  readonly because: 'closed-by-channel' | 'refused-by-channel';
  readonly at: Instant;
}

/** An order is placed once; what the channel says after that changes nothing. */
export const recordPlaced = (
  { orderId, parameters }: RecordPlaced,
  { opened, atChannel }: PaymentState,
): Outcome<PaymentEvent, 'order-not-found'> => {
  if (opened === undefined) return reject('order-not-found');
  const { personId } = opened;
  return atChannel?.phase === 'placing'
    ? accept<PaymentEvent>({ type: 'OrderPlaced', data: { personId, orderId, parameters } })
    : accept();
};

/** Closes the order where that has not happened, and releases the months that it still holds. */
export const recordEnded = (
  { orderId, because }: RecordEnded,
  state: PaymentState,
): Outcome<PaymentEvent, 'order-not-found'> => {
  const { opened, atChannel, status } = state;
  if (opened === undefined) return reject('order-not-found');
  if (atChannel === undefined) return accept();
  const { personId } = opened;
  const ended: PaymentEvent = { type: 'ChannelOrderEnded', data: { personId, orderId } };
  if (status !== 'open') return accept<PaymentEvent>(ended, ...releasedBy(orderId, state));
  const data = { personId, orderId, because: atChannel.because ?? because };
  return accept<PaymentEvent>(ended, { type: 'OrderClosed', data }, ...releasedBy(orderId, state));
};
