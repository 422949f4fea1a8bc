import type { Month } from '@canbao/calendar';
import type { Event, StreamName } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import { obligationStream } from './obligation/obligation';
import { orderStream } from './payment-state';

/** What a receipt is about; without a person while the quote of the money is unknown. */
export interface Receipt {
  readonly receiptNo: string;
  readonly orderId: string;
  readonly paidFor?: {
    readonly personId: string;
    readonly insurance: Insurance;
    readonly months: readonly Month[];
  };
}

/** The streams that say what became of a receipt's money; the order's own is the first. */
export const receiptStreams = ({ orderId, paidFor }: Receipt): StreamName[] => [
  orderStream(orderId),
  ...(paidFor === undefined
    ? []
    : paidFor.months.flatMap((month) => {
        const { personId, insurance } = paidFor;
        const own = obligationStream(personId, insurance, month);
        // The money may have paid what was added to the month.
        const added = obligationStream(personId, insurance, month, { item: 'pension-true-up' });
        return insurance === 'pension' ? [own, added] : [own];
      })),
];

/** About orders and claims, not about money. */
const besides: readonly string[] = [
  'OrderOpened',
  'OrderClosed',
  'OrderPlaced',
  'OrderClosing',
  'ChannelOrderEnded',
  'SecondPaymentNoted',
  'ConflictingReportReceived',
  'MonthClaimed',
  'MonthReleased',
];

/**
 * Of the events of these streams, the one that recorded the money, which comes first, and those that settled
 * its months, kept it in suspense or took it back.
 */
export const receiptEvidence = <E extends Event>(events: readonly E[], { orderId }: Receipt): E[] =>
  events.filter(
    ({ type, data }) => !besides.includes(type) && (data as { orderId?: string }).orderId === orderId,
  );
