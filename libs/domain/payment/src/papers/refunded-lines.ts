import { dayOf, type Day, type Month } from '@canbao/calendar';
import type { PaperLine } from '@canbao/contracts';
import { suspenseRefundId } from '../refund/of-suspense';
import { notedRefunds, type OrderBooks } from '../refund/order-books';
import { isInLine, type Recorded } from './paper-lines';

/** The lines with the refunds of their order: under way, or gone back on a day. */
export const withRefunds = (
  lines: readonly PaperLine[],
  events: readonly Recorded[],
  orderId: string,
): PaperLine[] => {
  const own = events.filter(({ data }) => 'orderId' in data && data.orderId === orderId);
  const refunds = own.reduce<OrderBooks['refunds']>(notedRefunds, {});
  const leftOn = new Map<string, Day>(
    own.flatMap((event) =>
      event.type === 'RefundEnded' ? [[event.data.refundId, dayOf(event.recordedAt)]] : [],
    ),
  );
  const fromSuspense = new Map(
    own
      .flatMap(({ type, data }) => (type === 'SuspenseResolved' ? [data] : []))
      .map((left, before) => [suspenseRefundId(orderId, before), isInLine(left)]),
  );
  return Object.entries(refunds).reduce<PaperLine[]>(
    (marked, [refundId, { stage, months }]) => {
      if (stage === 'without-effect') return marked;
      const refundedOn = stage === 'left' ? leftOn.get(refundId) : undefined;
      const isOfRefund = fromSuspense.get(refundId) ?? isSettledIn(months);
      return marked.map((line) => {
        if (!isOfRefund(line)) return line;
        return refundedOn === undefined
          ? { ...line, state: 'refund-under-way' }
          : { ...line, state: 'refunded', refundedOn };
      });
    },
    [...lines],
  );
};

const isSettledIn =
  (months: readonly Month[]) =>
  ({ month, item, state }: PaperLine): boolean =>
    item !== undefined && month !== undefined && months.includes(month) && state === 'settled';
