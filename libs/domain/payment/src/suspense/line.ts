import type { Month } from '@canbao/calendar';
import { sum, type Yuan } from '@canbao/money';
import type { Channel, Insurance } from '@canbao/vocabulary';
import type { Instant } from '@canbao/calendar';
import type { SuspenseReason } from '../collection/collection.events';
import type { PaymentEvent } from '../payment.events';

/** Money of an order in suspense for one cause; it leaves suspense as a whole, once. */
export interface SuspenseLine {
  /** Within the order. */
  readonly id: string;
  readonly because: SuspenseReason;
  /** Yuan. */
  readonly amount: Yuan;
  /** The months that it was meant for, where they are known. */
  readonly months: readonly Month[];
  /** Whether it is all the money of its receipt. */
  readonly isWhole: boolean;
}

/** The receipt that the money of an order came with. */
export interface Receipt {
  readonly channel: Channel;
  readonly channelTransactionNo: string;
  readonly receiptNo: string;
  readonly paidAt: Instant;
  readonly accountedOn?: string;
  readonly orderNo?: string;
  readonly personId?: string;
  readonly insurance?: Insurance;
  readonly quoteId?: string;
}

/** The line that an event puts into suspense. */
export const lineOf = (event: PaymentEvent): SuspenseLine | undefined => {
  switch (event.type) {
    case 'UnidentifiedReceiptKept': {
      const { receiptNo, because, amount } = event.data;
      return { id: `${receiptNo}.${because}`, because, amount, months: [], isWhole: true };
    }
    case 'ReceiptKeptInSuspense':
    case 'MonthsKeptInSuspense': {
      const { receiptNo, because, amount, months = [] } = event.data;
      const isWhole = event.type === 'ReceiptKeptInSuspense' && event.data.inSuspense === undefined;
      const names = months.map(({ month }) => month);
      return { id: `${receiptNo}.${because}`, because, amount, months: names, isWhole };
    }
    case 'ReceivedItemsSuspended': {
      const { month, because, items } = event.data;
      const id = [month, because, ...items.map(({ item }) => item).sort()].join('.');
      const amount = sum(items.map((item) => item.amount));
      return { id, because, amount, months: [month], isWhole: false };
    }
    default:
      return undefined;
  }
};

/** The event that money of an order came with; months of it in suspense come with it. */
export const receiptOf = (event: PaymentEvent): Receipt | undefined => {
  switch (event.type) {
    case 'PaymentCaptured':
    case 'ReceiptKeptInSuspense':
    case 'UnidentifiedReceiptKept':
      return event.data;
    default:
      return undefined;
  }
};
