import {
  dayAfter,
  dayBefore,
  dayOf,
  millisecondsBetween,
  startOf,
  type Day,
  type Instant,
} from '@canbao/calendar';
import type { CollectionReport, QuoteClaims } from '@canbao/contracts';
import { canonicalJson } from '@canbao/event-sourcing';
import { compare, zero } from '@canbao/money';
import { bankMayCollect, channelOf, firstOpenDay, type ChannelCaller } from '@canbao/rules';
import type { Channel } from '@canbao/vocabulary';
import type { ReverseCollection } from '../reversal/reversal';
import type { SuspenseReason } from './collection.events';
import { receiptNoOf } from './receipt-no';
import type { CounterReport, RecordCollection, RecordUnidentified } from './record-collection';

/** Configuration: how far a counter's clock may run ahead. */
export const clockToleranceMs = 5 * 60_000;
/** Configuration: how long ago money may have been paid whose report a reversal takes back. */
const earlierDays = 366;

/** Ids and digests derived from a text; pure code cannot hash. */
export interface Digests {
  /** The UUID derived from the text. */
  uuidOf(text: string): string;
  /** SHA-256 in lower-case hex. */
  digestOf(text: string): string;
}

/** Why a counter's report is refused before anything is decided. */
export type ReportReason = 'amount-not-positive' | 'bank-not-in-district';

/** A report as a command, or why it is refused; a refusal is not stored. */
export type Admitted<Command> = { readonly command: Command } | { readonly refused: ReportReason };

/**
 * The command of a report, sent by itself or as a line of a file. Refuses only what cannot be money that
 * moved, and a teller whose bank is unknown; other faults do not undo that money was taken.
 */
export const admitReport = (
  report: Report,
  quote: QuoteClaims,
  counter: ChannelCaller,
  now: Instant,
  digests: Digests,
): Admitted<RecordCollection> => {
  const admitted = admitReceipt(report, { quoteId: quote.quoteId }, counter, now, digests);
  if ('refused' in admitted) return admitted;
  const { paidAt, method, items } = report;
  const because = faultOf(quote, counter, paidAt, now);
  return {
    command: {
      type: 'RecordCollection',
      ...admitted.command,
      quote,
      method,
      at: now,
      ...(items === undefined ? {} : { items }),
      ...(because === undefined ? {} : { because }),
    },
  };
};

/**
 * The command of a report whose quote assessment did not sign. `claimedQuoteId` is what the token says all
 * the same: it only lets the report be recognised, should its quote be known before or after.
 */
export const admitUnidentified = (
  report: CollectionReport,
  counter: ChannelCaller,
  now: Instant,
  digests: Digests,
  claimedQuoteId?: string,
): Admitted<RecordUnidentified> => {
  const { quoteToken } = report;
  const quoted = claimedQuoteId === undefined ? { quoteToken } : { quoteId: claimedQuoteId };
  const admitted = admitReceipt(report, quoted, counter, now, digests);
  return 'refused' in admitted ? admitted : { command: { type: 'RecordUnidentified', ...admitted.command } };
};

type Report = Omit<CollectionReport, 'quoteToken'>;

const admitReceipt = (
  { channelTransactionNo, amount, paidAt, method, items }: Report,
  quoted: { readonly quoteId: string } | { readonly quoteToken: string },
  counter: ChannelCaller,
  now: Instant,
  digests: Digests,
): Admitted<CounterReport> => {
  if (compare(amount, zero) <= 0) return { refused: 'amount-not-positive' };
  const channel = channelOf(counter);
  if (channel === undefined) return { refused: 'bank-not-in-district' };

  const orderId = orderIdOf(channel, dayOf(paidAt), channelTransactionNo, digests);
  const accountedOn = accountingDay(paidAt, now);
  return {
    command: {
      orderId,
      channel,
      channelTransactionNo,
      receiptNo: receiptNoOf(orderId, accountedOn),
      amount,
      paidAt,
      fingerprint: digests.digestOf(canonicalJson({ ...quoted, amount, paidAt, method, items })),
      ...(accountedOn === dayOf(paidAt) ? {} : { accountedOn }),
      ...(channel === 'tax-desk' ? { takenAs: method } : {}),
    },
  };
};

/** The day of payment while it is open, otherwise today. */
export const accountingDay = (paidAt: Instant, now: Instant): Day =>
  isAhead(paidAt, now) || dayOf(paidAt) < firstOpenDay(now) ? dayOf(now) : dayOf(paidAt);

/**
 * What is wrong with the circumstances of a payment, in order of precedence. How late it is told is nothing
 * wrong: over holidays a file comes days later, and what was paid while its quote held pays its months.
 */
const faultOf = (
  quote: QuoteClaims,
  { role, bank }: ChannelCaller,
  paidAt: Instant,
  now: Instant,
): SuspenseReason | undefined => {
  const isBeforeQuote = millisecondsBetween(paidAt, quote.issuedAt) > clockToleranceMs;
  if (isBeforeQuote || isAhead(paidAt, now)) return 'paid-at-implausible';
  const isListed = role !== 'bank' || (bank !== undefined && bankMayCollect(quote.district, bank));
  return isListed ? undefined : 'bank-not-in-district';
};

const isAhead = (paidAt: Instant, now: Instant): boolean =>
  millisecondsBetween(now, paidAt) > clockToleranceMs;

/**
 * The command that reverses the collection which the same counter reported under the number today. Whether
 * the number means a collection of another day, only `originalOf` can tell.
 */
export const admitReversal = (
  channelTransactionNo: string,
  counter: ChannelCaller,
  now: Instant,
  digests: Digests,
): Admitted<ReverseCollection> => {
  const channel = channelOf(counter);
  if (channel === undefined) return { refused: 'bank-not-in-district' };
  const orderIdOn = (day: Day): string => orderIdOf(channel, day, channelTransactionNo, digests);
  const other = dayAcrossMidnight(now);
  const across =
    other === undefined ? undefined : { orderId: orderIdOn(other), toleranceMs: clockToleranceMs };
  return {
    command: {
      type: 'ReverseCollection',
      orderId: orderIdOn(dayOf(now)),
      channel,
      channelTransactionNo,
      at: now,
      ...(across === undefined ? {} : { acrossMidnight: across }),
    },
  };
};

/** The next or the last day, where a clock that differs by the tolerance shows it. */
const dayAcrossMidnight = (now: Instant): Day | undefined => {
  const today = dayOf(now);
  if (millisecondsBetween(now, startOf(dayAfter(today))) <= clockToleranceMs) return dayAfter(today);
  return millisecondsBetween(startOf(today), now) <= clockToleranceMs ? dayBefore(today) : undefined;
};

/**
 * The orders that a reversal can mean, of the latest day first: tomorrow while a counter's clock may be that
 * far ahead, today, and earlier days, whose collections are no longer reversed.
 */
export const originalsOf = (
  { channel, channelTransactionNo, at }: ReverseCollection,
  digests: Digests,
): string[] => businessDaysOf(at).map((day) => orderIdOf(channel, day, channelTransactionNo, digests));

const businessDaysOf = (at: Instant): Day[] => {
  const days = [dayOf(at)];
  while (days.length <= earlierDays) days.push(dayBefore(days.at(-1) as Day));
  const tomorrow = dayAfter(dayOf(at));
  return millisecondsBetween(at, startOf(tomorrow)) <= clockToleranceMs ? [tomorrow, ...days] : days;
};

/**
 * Derived from the natural key, so that a repeat under any idempotency key reaches the same order. Counters
 * begin their numbers again every day.
 */
export const orderIdOf = (
  channel: Channel,
  paidOn: Day,
  transactionNo: string,
  { uuidOf }: Digests,
): string => uuidOf(`collection|${channel}|${paidOn}|${transactionNo}`);
