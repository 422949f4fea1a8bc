import type { Month } from '@canbao/calendar';
import type { MedicalQuote } from '@canbao/contracts';
import type { Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import { receivedItems, termsOf, type Obligation } from './obligation';
import type { ReceivedItem } from './obligation.events';
import { quotedBundle } from './quoted-bundle';

/** The received items of a month, as a quote sees them. */
export interface ReceivedFor {
  /** Items that belong to the quote's bundle. */
  readonly current: readonly ReceivedItem[];
  /** Items under another scheme or bill: the quote's lines are due in full without them. */
  readonly former: readonly ReceivedItem[];
}

/** Tells the received items that count towards the quote's bundle from those that do not. */
export const receivedFor = (
  quote: MedicalQuote,
  month: Month,
  obligation: Obligation | undefined,
): ReceivedFor => {
  const { items, billId } = quotedBundle(quote, month);
  const dueAmounts = new Map<Item, Yuan>(
    quote.lines.filter((line) => line.month === month).map(({ item, amount }) => [item, amount]),
  );
  const isCurrent = ({ item, amount, orderId }: ReceivedItem): boolean => {
    if (!items.some((each) => each === item)) return false;
    const terms = termsOf(obligation)[orderId];
    if (terms === undefined) return true;
    const due = dueAmounts.get(item);
    // A bill that was replaced asks for the item again where it has another amount.
    if (terms.billId === billId) return billId === undefined || due === undefined || due === amount;
    // Amounts of two bills make no month; what came before there was a bill counts, unless it is due again.
    const isOfOtherBill = terms.billId !== undefined && billId !== undefined;
    return !isOfOtherBill && due === undefined;
  };
  const received = receivedItems(obligation);
  return { current: received.filter(isCurrent), former: received.filter((item) => !isCurrent(item)) };
};

/** True when the month has received items of a quote that was issued later. */
export const isOutdated = (quote: MedicalQuote, obligation: Obligation | undefined): boolean => {
  const terms = termsOf(obligation);
  return receivedItems(obligation).some(({ orderId }) => {
    const quotedAt = terms[orderId]?.quotedAt;
    return quotedAt !== undefined && quote.issuedAt < quotedAt;
  });
};
