import type { Month } from '@canbao/calendar';
import type { MedicalQuote } from '@canbao/contracts';
import { receivedItems, type Obligation } from './obligation';
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
  const { items, scheme, billId } = quotedBundle(quote, month);
  const terms = obligation?.insurance === 'medical' ? obligation.terms : undefined;
  const due = quote.lines.filter((line) => line.month === month).map(({ item }) => item);
  const isCurrent = ({ item }: ReceivedItem): boolean => {
    if (!items.some((each) => each === item)) return false;
    if (terms === undefined) return true;
    if (terms.billId === billId) return terms.scheme === scheme;
    // Amounts of two bills make no month; what came before there was a bill counts, unless it is due again.
    const isOfOtherBill = terms.billId !== undefined && billId !== undefined;
    return terms.scheme === scheme && !isOfOtherBill && !due.some((each) => each === item);
  };
  const received = receivedItems(obligation);
  return { current: received.filter(isCurrent), former: received.filter((item) => !isCurrent(item)) };
};

/** True when the month has received items of a quote that was issued later. */
export const isOutdated = (quote: MedicalQuote, obligation: Obligation | undefined): boolean => {
  const quotedAt = obligation?.insurance === 'medical' ? obligation.terms?.quotedAt : undefined;
  return quotedAt !== undefined && quote.issuedAt < quotedAt;
};
