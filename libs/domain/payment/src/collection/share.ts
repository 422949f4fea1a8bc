import type { Month } from '@canbao/calendar';
import type { QuoteLine } from '@canbao/contracts';
import type { Yuan } from '@canbao/money';
import { missingItems } from '@canbao/rules';
import type { Item } from '@canbao/vocabulary';
import { amountOf } from '../amount-of';
import { isWithoutMonth, monthsOf, owedIn, type Obligation } from '../obligation/obligation';
import { quotedBundle } from '../obligation/quoted-bundle';
import { isOutdated, receivedFor } from '../obligation/received';
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
export const sharesOf = (command: RecordCollection, state: PaymentState): Share[] => {
  const reported = reportedLines(command);
  return monthsOf(reported).map((month) => {
    const lines = reported.filter((line) => line.month === month);
    const share = { month, lines, amount: amountOf(lines) };
    const because = isWithoutMonth(state, lines, month)
      ? 'month-not-paid'
      : reasonAgainst(command, share, owedIn(state, lines, month));
    return because === undefined ? share : { ...share, because };
  });
};

/** A claim is an intention, money on the counter a fact: an open online order does not stop it. */
const reasonAgainst = (
  { quote }: RecordCollection,
  { month, lines }: Share,
  obligation: Obligation | undefined,
): SuspenseReason | undefined => {
  if (obligation?.paidBy !== undefined) return 'already-paid';
  if (quote.insurance === 'pension') return undefined;
  const { current, former } = receivedFor(quote, month, obligation);
  const own = lines.map(({ item }) => item);
  const present = current.map(({ item }) => item);
  if (own.some((item) => present.includes(item))) return 'already-paid';
  // An older quote is a promise as long as its money makes the month whole; a part of it is of no use.
  const isWhole = missingItems(quotedBundle(quote, month).items, [...present, ...own]).length === 0;
  return former.length > 0 && !isWhole && isOutdated(quote, obligation) ? 'scheme-changed' : undefined;
};

/** The lines of the quote that a report brings. */
export const reportedLines = ({ quote, items }: RecordCollection): readonly QuoteLine[] =>
  quote.lines.filter(carriedBy(items));

/** Tells the lines of a quote that a report brings. */
export const carriedBy =
  (items: readonly Item[] | undefined) =>
  (line: { readonly item: Item }): boolean =>
    items === undefined || items.includes(line.item);
