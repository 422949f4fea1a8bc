import type { Instant, Month } from '@canbao/calendar';
import {
  type MedicalLine,
  type MedicalQuote,
  type PensionQuote,
  type QuoteClaims,
  type QuoteLine,
} from '@canbao/contracts';
import { accept, on, reject, type Outcome, type Placed } from '@canbao/event-sourcing';
import { sum, type Yuan } from '@canbao/money';
import { missingItems } from '@canbao/rules';
import type { Channel, Item } from '@canbao/vocabulary';
import {
  isPaidFor,
  monthsOf,
  obligationStream,
  receivedItems,
  type Obligation,
} from '../obligation/obligation';
import type { ObligationEvent } from '../obligation/obligation.events';
import type { PaymentEvent } from '../payment.events';
import type { PaymentState } from '../payment-state';
import { quotedBundle } from './bundle';
import type { SuspenseReason } from './collection.events';

/** A counter reports money it has taken for a quote; `amount` in yuan. */
export interface RecordCollection {
  readonly type: 'RecordCollection';
  readonly orderId: string;
  readonly quote: QuoteClaims;
  readonly channel: Channel;
  readonly channelTransactionNo: string;
  readonly receiptNo: string;
  readonly amount: Yuan;
  readonly paidAt: Instant;
  readonly method: 'cash' | 'card';
  /** The items that an old bank message carries, when not all. */
  readonly items?: readonly Item[];
  /** Digest of the report: a transaction number cannot be used for another one. */
  readonly fingerprint: string;
}

/** Why a report is rejected; one under a new transaction number never is. */
export type CollectionReason = 'transaction-number-reused';

/**
 * Money that has moved is a fact: it settles the months it was taken for, or is kept in suspense with the
 * reason. Only another report under a number that is already used is rejected.
 */
export const recordCollection = (
  command: RecordCollection,
  state: PaymentState,
): Outcome<PaymentEvent, CollectionReason> => {
  const { quote, items, fingerprint } = command;
  if (state.fingerprint !== undefined)
    return state.fingerprint === fingerprint ? accept() : reject('transaction-number-reused');

  const receipt = receiptOf(command);
  const because = mismatch(command, state);
  if (because !== undefined) return accept({ type: 'ReceiptKeptInSuspense', data: { ...receipt, because } });

  const { method } = command;
  const lines: readonly QuoteLine[] = quote.lines.filter(carriedBy(items));
  return accept<PaymentEvent>(
    { type: 'PaymentCaptured', data: { ...receipt, method, lines } },
    ...(quote.insurance === 'pension'
      ? settlePension(command, quote)
      : settleBundles(command, quote, state.obligations)),
  );
};

/** Why the money cannot settle its months, in order of precedence. */
const mismatch = (command: RecordCollection, state: PaymentState): SuspenseReason | undefined => {
  const { quote, amount, paidAt, items } = command;
  if (state.status === 'void') return 'void-by-reversal';
  if (items?.some((item) => !isInQuote(quote, item))) return 'items-not-in-quote';

  const lines: readonly QuoteLine[] = quote.lines.filter(carriedBy(items));
  if (amount !== sum(lines.map((line) => line.amount))) return 'amount-differs';
  if (paidAt >= quote.expiresAt) return 'quote-expired';

  // A claim is an intention, money on the counter a fact: an open online order does not stop it.
  const isPaid = lines.some(({ month, item }) => isPaidFor(state.obligations[month], [item]));
  return isPaid ? 'already-paid' : undefined;
};

/**
 * The items of a bundle may come one by one (guide G3.2.2.6); the one item of a pension month is all of it.
 */
const isInQuote = ({ lines }: QuoteClaims, item: Item): boolean => lines.some((line) => line.item === item);

const carriedBy =
  (items: readonly Item[] | undefined) =>
  (line: { readonly item: Item }): boolean =>
    items === undefined || items.includes(line.item);

const receiptOf = (command: RecordCollection) => {
  const { quote, orderId, channel, channelTransactionNo, receiptNo, amount, paidAt, fingerprint } = command;
  const { personId, insurance, quoteId } = quote;
  return {
    personId,
    orderId,
    insurance,
    quoteId,
    channel,
    channelTransactionNo,
    receiptNo,
    amount,
    paidAt,
    fingerprint,
  };
};

const settlePension = (
  { orderId, paidAt }: RecordCollection,
  { personId, insurance, district, lines, total }: PensionQuote,
): (PaymentEvent | Placed<PaymentEvent>)[] => {
  const months = lines.map(({ item: _, ...month }) => month);
  return [
    { type: 'PensionMonthsSettled', data: { personId, orderId, district, months, total, paidAt } },
    ...monthsOf(lines).map((month) =>
      on<PaymentEvent>(obligationStream(personId, insurance, month), {
        type: 'PensionMonthPaid',
        data: { personId, insurance, month, orderId },
      }),
    ),
  ];
};

/** A medical month is settled when its last item arrives, whichever orders paid the items. */
const settleBundles = (
  command: RecordCollection,
  quote: MedicalQuote,
  obligations: PaymentState['obligations'],
): Placed<PaymentEvent>[] => {
  const lines = quote.lines.filter(carriedBy(command.items));
  return monthsOf(lines).map((month) => {
    const own = lines.filter((line) => line.month === month);
    const stream = obligationStream(quote.personId, quote.insurance, month);
    return on<PaymentEvent>(stream, bundleEvent(command, quote, month, own, obligations[month]));
  });
};

const bundleEvent = (
  { orderId, paidAt }: RecordCollection,
  quote: MedicalQuote,
  month: Month,
  lines: readonly MedicalLine[],
  obligation: Obligation | undefined,
): ObligationEvent => {
  const own = lines.map(({ month: _month, bundleId: _bundleId, billId: _billId, ...item }) => ({
    ...item,
    orderId,
  }));
  const items = [...receivedItems(obligation), ...own];
  const { personId, insurance, district } = quote;
  const { bundleId, scheme, items: wholeMonth, billId } = quotedBundle(quote, month);
  const missing = missingItems(
    wholeMonth,
    items.map(({ item }) => item),
  );
  const bundle = { personId, insurance, month, bundleId, orderId };
  if (missing.length > 0)
    return { type: 'BundlePartReceived', data: { ...bundle, items: own, missing, receivedAt: paidAt } };
  const total = sum(items.map(({ amount }) => amount));
  const settled = { ...bundle, district, scheme, items, total, paidAt };
  return { type: 'BundleSettled', data: billId === undefined ? settled : { ...settled, billId } };
};
