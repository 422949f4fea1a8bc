import type { Month } from '@canbao/calendar';
import { sum, type Yuan } from '@canbao/money';
import type { Channel } from '@canbao/vocabulary';
import type { PaidAmount } from '../order/order-line';
import type { PaymentEvent } from '../payment.events';
import type { z } from 'zod';
import type { Correction } from './refund.events';

/** How a refund stands, as far as its orders are concerned. */
export interface NotedRefund {
  readonly months: readonly Month[];
  /** Yuan of this order. */
  readonly amount: Yuan;
  /** Every order of the refund. */
  readonly orderIds: readonly string[];
  /** Months that stay paid, of which a part goes back. */
  readonly corrections: readonly Correction[];
  readonly byCase: boolean;
  /** A case has joined what somebody else had applied for. */
  readonly isJoined?: boolean;
  /** `committed`: decided, so that nothing else may give the money back. */
  readonly stage: 'applied' | 'committed' | 'left' | 'without-effect';
}

/** What an order has taken, and what of it goes back, as its own stream tells. */
export interface OrderBooks {
  readonly channel?: Channel;
  readonly channelTransactionNo?: string;
  /** Yuan that the order took in all. */
  readonly received: Yuan;
  readonly pensionMonths: Readonly<Record<Month, z.infer<typeof PaidAmount>>>;
  /** What it paid of additions to months. */
  readonly trueUpMonths: OrderBooks['pensionMonths'];
  readonly isReversed: boolean;
  readonly refunds: Readonly<Record<string, NotedRefund>>;
}

/** An order that has taken nothing. */
export const noBooks: OrderBooks = {
  received: sum([]),
  pensionMonths: {},
  trueUpMonths: {},
  isReversed: false,
  refunds: {},
};

/** The books after an event of the order's stream. */
export const evolveBooks = (books: OrderBooks, event: PaymentEvent): OrderBooks => {
  switch (event.type) {
    case 'PaymentCaptured':
    case 'ReceiptKeptInSuspense':
    case 'MonthsKeptInSuspense':
    case 'UnidentifiedReceiptKept': {
      const { channel, channelTransactionNo, amount } = event.data;
      return { ...books, channel, channelTransactionNo, received: sum([books.received, amount]) };
    }
    case 'PensionMonthsSettled':
    case 'TrueUpsSettled': {
      const kind = event.type === 'TrueUpsSettled' ? 'trueUpMonths' : 'pensionMonths';
      const settled = event.data.months.map(({ month, ...paid }) => [month, paid]);
      return { ...books, [kind]: { ...books[kind], ...Object.fromEntries(settled) } };
    }
    case 'CollectionReversed':
    case 'UnidentifiedReceiptReversed':
      return { ...books, isReversed: true };
    default:
      return { ...books, refunds: notedRefunds(books.refunds, event) };
  }
};

/** The refunds of an order after an event of its stream. */
export const notedRefunds = (refunds: OrderBooks['refunds'], event: PaymentEvent): OrderBooks['refunds'] => {
  switch (event.type) {
    case 'RefundNoted': {
      const { refundId, months, amount, orderIds, corrections = [], byCase = false } = event.data;
      const noted = { months, amount, orderIds, corrections, byCase, stage: 'applied' } as const;
      return { ...refunds, [refundId]: noted };
    }
    case 'RefundJoinedByCase':
    case 'RefundLeftByCase':
      return withChange(refunds, event.data.refundId, { isJoined: event.type === 'RefundJoinedByCase' });
    case 'RefundCommitted':
      return withChange(refunds, event.data.refundId, { stage: 'committed' });
    case 'RefundEnded':
      return withChange(refunds, event.data.refundId, { stage: event.data.outcome });
    default:
      return refunds;
  }
};

const withChange = (
  refunds: OrderBooks['refunds'],
  refundId: string,
  change: Partial<NotedRefund>,
): OrderBooks['refunds'] => {
  const noted = refunds[refundId];
  return noted === undefined ? refunds : { ...refunds, [refundId]: { ...noted, ...change } };
};

/** Yuan of the order that are going back or have gone. */
export const goingBack = ({ refunds }: Pick<OrderBooks, 'refunds'>): Yuan =>
  sum(
    Object.values(refunds)
      .filter(({ stage }) => stage !== 'without-effect')
      .map(({ amount }) => amount),
  );
