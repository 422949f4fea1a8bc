import type { Instant } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import { accept, reject, type Details, type Outcome } from '@canbao/event-sourcing';
import { sum } from '@canbao/money';
import { windowIsOpen } from '@canbao/rules';
import { settle } from '../collection/settlement';
import { sharesOf } from '../collection/share';
import type { RecordCollection } from '../collection/record-collection';
import { monthsByKind } from '../obligation/obligation';
import { quoteOf } from '../online/quote-of-order';
import { unpayableMonths } from '../payability/payability';
import type { PaymentEvent } from '../payment.events';
import type { PaymentState } from '../payment-state';
import { refundFromSuspense, suspenseRefundId } from '../refund/of-suspense';
import { isReceipt } from '../reversal/reversal';
import type { SuspenseEvent } from './suspense.events';
import { receiptOf, type Receipt, type SuspenseLine } from './line';
import { waysOut } from './ways';

/** Takes a line out of suspense: by the rule of its cause, or the way that two operators have agreed on. */
export interface ResolveSuspense {
  readonly type: 'ResolveSuspense';
  readonly orderId: string;
  readonly line: string;
  /** Whom the money is for, where that is known: what has been told of them decides, too. */
  readonly personId?: string | undefined;
  /** The stream that holds the line, where it is not the order's own. */
  readonly obligation?: string | undefined;
  /** Left out: the rule says. */
  readonly way?: 'obligation' | 'back' | undefined;
  /** What to pay with it, where that is not what the order was opened for. */
  readonly paying?: QuoteClaims | undefined;
  readonly at: Instant;
}

/** Why a line stays where it is. */
export type SuspenseRejection =
  | 'suspense-not-found'
  | 'suspense-left'
  | 'suspense-without-quote'
  | 'suspense-amount-differs'
  | 'suspense-not-payable';

/** A line leaves once; told again, the same way changes nothing. */
export const resolveSuspense = (
  command: ResolveSuspense,
  state: PaymentState,
): Outcome<PaymentEvent, SuspenseRejection> => {
  const line = state.suspense.find(({ id }) => id === command.line);
  const receipt = state.booked.map(receiptOf).find((each) => each !== undefined);
  if (line === undefined || receipt === undefined) return reject('suspense-not-found');
  const left = state.left[line.id];
  if (left !== undefined) {
    const isSame = command.way === undefined || (command.way === 'obligation') === (left === 'obligation');
    return isSame ? accept() : reject('suspense-left', { way: left });
  }
  const { way } = waysOut[line.because];
  // Nothing is there to pay with.
  if (way === 'gone' && command.way === 'obligation')
    return reject('suspense-not-payable', { because: line.because });
  if (way === 'gone') return accept(leaving(command, line, receipt, 'gone'));
  const wanted = command.way ?? (way === 'owed-or-back' ? 'obligation' : 'back');
  if (wanted === 'back') return goingBack(command, line, receipt, state);

  const paid = payWith(command, line, receipt, state);
  if (paid.accepted || command.way !== undefined) return paid;
  return goingBack(command, line, receipt, state);
};

/** Out of suspense and on its way, in one decision: it cannot be forgotten between the two. */
const goingBack = (
  command: ResolveSuspense,
  line: SuspenseLine,
  receipt: Receipt,
  { booked, left: before }: PaymentState,
): Outcome<PaymentEvent, never> => {
  const left = leaving(command, line, receipt, 'back');
  const { orderId, at } = command;
  const refundId = suspenseRefundId(orderId, Object.keys(before).length);
  const total = sum(booked.filter(isReceipt).map(({ data }) => data.amount));
  const { because, amount } = line;
  const { by } = left.data;
  return accept<PaymentEvent>(
    left,
    ...refundFromSuspense({ ...receipt, refundId, orderId, because, amount, total, by, at }),
  );
};

/** All of its months, or none: what is not owed in part goes back as a whole. */
const payWith = (
  command: ResolveSuspense,
  line: SuspenseLine,
  receipt: Receipt,
  state: PaymentState,
): Outcome<PaymentEvent, SuspenseRejection> => {
  const quote = command.paying ?? (state.opened === undefined ? undefined : quoteOf(state.opened));
  if (quote === undefined || !line.isWhole) return reject('suspense-without-quote');
  if (quote.total !== line.amount) return reject('suspense-amount-differs', { total: quote.total });
  const refused = refusalOf(quote, receipt, state);
  if (refused !== undefined) return reject('suspense-not-payable', refused);
  const { orderId } = command;
  const { personId, insurance, quoteId, lines } = quote;
  const settling: RecordCollection = {
    type: 'RecordCollection',
    orderId,
    ...receipt,
    amount: line.amount,
    fingerprint: '',
    method: 'wallet',
    quote,
  } as RecordCollection;
  const shares = sharesOf(settling, state);
  const owedNoMore = shares.filter(({ because }) => because !== undefined);
  if (owedNoMore.length > 0)
    return reject('suspense-not-payable', { months: owedNoMore.map(({ month }) => month) });
  const months = shares.map(({ month }) => month);
  const left = leaving(command, line, receipt, 'obligation');
  const data = { ...left.data, personId, insurance, quoteId, lines };
  return accept<PaymentEvent>({ type: 'SuspenseResolved', data }, ...settle(settling, state, months));
};

/** Why the months could not be paid when the money was, or can no longer be. */
const refusalOf = (
  { insurance, district, lines, issuedAt }: QuoteClaims,
  { paidAt }: Receipt,
  { payability }: PaymentState,
): Details | undefined => {
  // What was added to a paid month is owed until it is paid.
  const { months } = monthsByKind(lines);
  const [unpayable] = unpayableMonths(payability, { insurance, district, months, quotedAt: issuedAt });
  if (unpayable !== undefined) return { months: [unpayable[0]], because: unpayable[1] };
  return months.length === 0 || windowIsOpen(insurance, months, issuedAt, paidAt)
    ? undefined
    : { because: 'window-closed' };
};

/** That the line leaves; what it pays is added by whoever knows it. */
export const leaving = (
  { orderId, at, way: asked }: Pick<ResolveSuspense, 'orderId' | 'at' | 'way'>,
  { id: line, because, amount }: SuspenseLine,
  receipt: Receipt,
  way: 'obligation' | 'back' | 'gone',
): SuspenseEvent => {
  const { channel, channelTransactionNo, receiptNo, paidAt, orderNo, personId, insurance, quoteId } = receipt;
  return {
    type: 'SuspenseResolved',
    data: {
      orderId,
      line,
      because,
      way,
      amount,
      channel,
      channelTransactionNo,
      receiptNo,
      paidAt,
      ...(orderNo === undefined ? {} : { orderNo }),
      ...(personId === undefined ? {} : { personId }),
      ...(insurance === undefined ? {} : { insurance }),
      ...(quoteId === undefined ? {} : { quoteId }),
      resolvedAt: at,
      by: asked === undefined ? 'rule' : 'operator',
    },
  };
};
