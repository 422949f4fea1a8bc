import type { Month } from '@canbao/calendar';
import type { QuoteLine } from '@canbao/contracts';
import { sum, type Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import { isPaidFor, monthsOf } from '../obligation/obligation';
import type { PaymentState } from '../payment-state';
import type { SuspenseReason } from './collection.events';
import type { RecordCollection } from './record-collection';

/** The money of one month of a collection, and why it cannot settle, if so. */
export interface Share {
  readonly month: Month;
  readonly lines: readonly QuoteLine[];
  /** Yuan. */
  readonly amount: Yuan;
  readonly because?: SuspenseReason;
}

/** The months that a report pays. */
export const sharesOf = (command: RecordCollection, { obligations }: PaymentState): Share[] => {
  const reported = reportedLines(command);
  return monthsOf(reported).map((month) => {
    const lines = reported.filter((line) => line.month === month);
    const share = { month, lines, amount: amountOf(lines) };
    // A claim is an intention, money on the counter a fact: an open online order does not stop it.
    const isPaid = lines.some(({ item }) => isPaidFor(obligations[month], [item]));
    return isPaid ? { ...share, because: 'already-paid' } : share;
  });
};

/** The lines of the quote that a report brings. */
export const reportedLines = ({ quote, items }: RecordCollection): readonly QuoteLine[] =>
  quote.lines.filter(carriedBy(items));

/** Tells the lines of a quote that a report brings. */
export const carriedBy =
  (items: readonly Item[] | undefined) =>
  (line: { readonly item: Item }): boolean =>
    items === undefined || items.includes(line.item);

/** The sum in yuan. */
export const amountOf = (parts: readonly { readonly amount: Yuan }[]): Yuan =>
  sum(parts.map(({ amount }) => amount));
