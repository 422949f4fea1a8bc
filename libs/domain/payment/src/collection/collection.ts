import type { QuoteClaims } from '@canbao/contracts';
import { accept, type Outcome } from '@canbao/event-sourcing';
import type { Item } from '@canbao/vocabulary';
import { amountOf } from '../amount-of';
import type { PaymentEvent } from '../payment.events';
import type { PaymentState } from '../payment-state';
import { identified } from '../suspense/identified';
import type { SuspenseReason } from './collection.events';
import type { RecordCollection } from './record-collection';
import { reportedAgain } from './reported-again';
import { settle } from './settlement';
import { isVoid } from './void';
import { reportedLines, sharesOf, type Share } from './share';

/**
 * Money that has moved is a fact: each month settles by itself, and the money of a month that cannot is kept
 * in suspense with the reason.
 */
export const recordCollection = (
  command: RecordCollection,
  state: PaymentState,
): Outcome<PaymentEvent, never> => {
  const because = mismatch(command, state);
  if (state.fingerprint !== undefined)
    return (because === undefined ? identified(command, state) : undefined) ?? reportedAgain(command, state);

  const shares = sharesOf(command, state);
  const settling = shares.filter(({ because }) => because === undefined);
  if (because !== undefined)
    return accept({ type: 'ReceiptKeptInSuspense', data: { ...receiptOf(command), because } });
  if (settling.length === 0) return accept(...allSuspended(command, shares));

  const months = settling.map(({ month }) => month);
  return accept(captured(command, shares), ...suspended(command, shares), ...settle(command, state, months));
};

/** Why none of the money can settle, in order of precedence. */
const mismatch = (command: RecordCollection, state: PaymentState): SuspenseReason | undefined => {
  const { quote, amount, paidAt, items, because } = command;
  if (isVoid(state, paidAt)) return 'void-by-reversal';
  if (because !== undefined) return because;
  if (items?.some((item) => !isInQuote(quote, item))) return 'items-not-in-quote';
  if (amount !== amountOf(reportedLines(command))) return 'amount-differs';
  return paidAt >= quote.expiresAt ? 'quote-expired' : undefined;
};

/**
 * The items of a bundle may come one by one (guide G3.2.2.6); the one item of a pension month is all of it.
 */
const isInQuote = ({ lines }: QuoteClaims, item: Item): boolean => lines.some((line) => line.item === item);

const captured = (command: RecordCollection, shares: readonly Share[]): PaymentEvent => {
  const settling = shares.filter(({ because }) => because === undefined);
  const rest = shares.filter(({ because }) => because !== undefined);
  const because = rest[0]?.because;
  const lines = settling.flatMap((share) => share.lines);
  const data = { ...receiptOf(command), amount: amountOf(settling), method: command.method, lines };
  return {
    type: 'PaymentCaptured',
    data: because === undefined ? data : { ...data, inSuspense: { amount: amountOf(rest), because } },
  };
};

/** One receipt with the first reason, and where months have other reasons, one event for each of those. */
const allSuspended = (command: RecordCollection, shares: readonly Share[]): PaymentEvent[] => {
  const [first, ...others] = suspended(command, shares);
  if (first?.type !== 'MonthsKeptInSuspense') return [];
  const { months, ...receipt } = first.data;
  if (others.length === 0) return [{ type: 'ReceiptKeptInSuspense', data: receipt }];
  const rest = shares.filter(({ because }) => because !== receipt.because);
  const because = rest[0]?.because ?? receipt.because;
  const data = { ...receipt, months, inSuspense: { amount: amountOf(rest), because } };
  return [{ type: 'ReceiptKeptInSuspense', data }, ...others];
};

/** One event for each reason. */
const suspended = (command: RecordCollection, shares: readonly Share[]): PaymentEvent[] =>
  [...Map.groupBy(shares, ({ because }) => because)].flatMap(([because, group]): PaymentEvent[] => {
    if (because === undefined) return [];
    const months = group.map(({ month, amount }) => ({ month, amount }));
    const data = { ...receiptOf(command), amount: amountOf(group), because, months };
    return [{ type: 'MonthsKeptInSuspense', data }];
  });

const receiptOf = (command: RecordCollection) => {
  const {
    quote,
    orderId,
    channel,
    channelTransactionNo,
    receiptNo,
    amount,
    paidAt,
    fingerprint,
    accountedOn,
    takenAs,
    payerId,
  } = command;
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
    ...(accountedOn === undefined ? {} : { accountedOn }),
    ...(takenAs === undefined ? {} : { takenAs }),
    ...(payerId === undefined ? {} : { payerId }),
  };
};
