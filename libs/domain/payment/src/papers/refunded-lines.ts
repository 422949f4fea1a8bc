import { dayOf, type Day } from '@canbao/calendar';
import type { PaperLine } from '@canbao/contracts';
import { amountOf } from '../amount-of';
import { notedRefunds, type NotedRefund, type OrderBooks } from '../refund/order-books';
import type { Recorded } from './paper-lines';

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
  return Object.entries(refunds).reduce<PaperLine[]>(
    (marked, [refundId, refund]) => {
      if (refund.stage === 'without-effect') return marked;
      const refundedOn = refund.stage === 'left' ? leftOn.get(refundId) : undefined;
      const isOfRefund = membershipIn(refund, marked);
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

/** A refund of months takes their lines; one out of suspense the lines there, where it is their sum. */
const membershipIn = (
  { months, amount }: NotedRefund,
  lines: readonly PaperLine[],
): ((line: PaperLine) => boolean) => {
  const isSuspended = ({ state }: PaperLine): boolean => state === 'in-suspense';
  const isSettled = ({ month, item, state }: PaperLine): boolean =>
    item !== undefined && month !== undefined && months.includes(month) && state === 'settled';
  if (months.length > 0 && amountOf(lines.filter(isSettled)) === amount) return isSettled;
  return amountOf(lines.filter(isSuspended)) === amount ? isSuspended : isSettled;
};
