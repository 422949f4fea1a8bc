import { dayOf, type Day, type Instant } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { Channel } from '@canbao/vocabulary';
import { receiptNoOf } from './receipt-no';
import { orderIdOf, type Digests } from './report';
import type { RecordUnidentified } from './record-collection';

/** A line of a channel's statement that nobody has reported. */
export interface Unreported {
  readonly channel: Channel;
  /** The business day of the statement, which the money belongs to. */
  readonly day: Day;
  readonly channelTransactionNo: string;
  /** Yuan. */
  readonly amount: Yuan;
  readonly paidAt: Instant;
}

/**
 * Money that only the channel's statement tells of has moved all the same: it is booked in suspense, under
 * the order that a report of it would have.
 */
export const unreportedMoney = (
  { channel, day, channelTransactionNo, amount, paidAt }: Unreported,
  digests: Digests,
): RecordUnidentified => {
  const id = orderIdOf(channel, day, channelTransactionNo, digests);
  return {
    type: 'RecordUnidentified',
    orderId: id,
    channel,
    channelTransactionNo,
    receiptNo: receiptNoOf(id, day),
    amount,
    paidAt,
    toldBy: 'statement',
    fingerprint: digests.digestOf(`statement|${channel}|${day}|${channelTransactionNo}|${amount}`),
    ...(dayOf(paidAt) === day ? {} : { accountedOn: day }),
  };
};
