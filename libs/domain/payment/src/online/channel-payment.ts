import { dayOf, millisecondsBetween, type Instant } from '@canbao/calendar';
import { accept, canonicalJson, on, type Outcome } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';
import type { Channel } from '@canbao/vocabulary';
import type { ChannelPayment } from '../channel/online-channel';
import { recordCollection } from '../collection/collection';
import type { SuspenseReason } from '../collection/collection.events';
import { receiptNoOf } from '../collection/receipt-no';
import type { CounterReport } from '../collection/record-collection';
import { accountingDay, clockToleranceMs, type Digests } from '../collection/report';
import { releasedBy } from '../order/release';
import type { PaymentEvent } from '../payment.events';
import { orderStream, type PaymentState } from '../payment-state';
import { quoteOf } from './quote-of-order';

/**
 * Money that an online channel has taken for an order. A notice, a query and a bill tell the same fact, and
 * the channel's transaction number makes it one.
 */
export interface RecordChannelPayment extends Omit<CounterReport, 'receiptNo'> {
  readonly type: 'RecordChannelPayment';
  /** What the channel calls the order. */
  readonly orderNo: string;
  /** The day that the money is accounted to. */
  readonly accountingDay: string;
  /** Of the payment by its own number: where its money goes when the order has another or is unknown. */
  readonly ownOrderId: string;
  readonly at: Instant;
}

/** The command for money that the channel itself tells of, in an answer to a query or on a bill. */
export const admitChannelPayment = (
  channel: Channel,
  { orderNo, transactionNo, amount, paidAt }: ChannelPayment,
  now: Instant,
  digests: Digests,
): RecordChannelPayment => {
  const ownOrderId = digests.uuidOf(`payment|${channel}|${transactionNo}`);
  const day = accountingDay(paidAt, now);
  return {
    type: 'RecordChannelPayment',
    orderId: orderIdOf(orderNo) ?? ownOrderId,
    orderNo,
    ownOrderId,
    channel,
    channelTransactionNo: transactionNo,
    amount,
    paidAt,
    accountingDay: day,
    ...(day === dayOf(paidAt) ? {} : { accountedOn: day }),
    fingerprint: digests.digestOf(canonicalJson({ channel, orderNo, transactionNo, amount })),
    at: now,
  };
};

/** The number of an order at its channel: the id without hyphens, for whatever is asked about it. */
export const orderNoOf = (orderId: string): string => orderId.replaceAll('-', '');

/** The order of a number; none where the number cannot be one of ours. */
export const orderIdOf = (orderNo: string): string | undefined => {
  const [, ...parts] =
    /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(orderNo) ?? [];
  return parts.length === 0 ? undefined : parts.join('-');
};

/**
 * Settles as a counter's money does; what cannot settle is kept in suspense with its reason. The same payment
 * told again books nothing, and another amount under its number is registered as a conflict.
 */
export const recordChannelPayment = (
  command: RecordChannelPayment,
  state: PaymentState,
): Outcome<PaymentEvent, never> => {
  const { channelTransactionNo, orderId, fingerprint } = command;
  const known = state.transactions[channelTransactionNo];
  if (known !== undefined) return toldAgain(command, known, state);
  if (state.opened === undefined) return unknownOrder(command);
  if (state.receiptNo !== undefined) return paidTwice(command, state.opened);

  const { opened, status } = state;
  const quote = quoteOf(opened);
  const receiptNo = receiptNoOf(orderId, command.accountingDay);
  const { type: _, orderNo: _no, accountingDay: _day, ownOrderId: _own, at: _at, ...report } = command;
  const { personId, insurance, quoteId } = opened;
  const because = faultOf(command, opened, status);
  if (quote === undefined || because !== undefined)
    return accept<PaymentEvent>(
      {
        type: 'ReceiptKeptInSuspense',
        data: { ...report, receiptNo, personId, insurance, quoteId, because: because ?? 'quote-unknown' },
      },
      ...releasedBy(orderId, state),
    );
  const recorded = recordCollection(
    { ...report, type: 'RecordCollection', receiptNo, fingerprint, quote, method: 'wallet' },
    state,
  );
  return recorded.accepted ? withReleases(recorded.events, orderId, state) : recorded;
};

/** Months whose money is in suspense are no longer held. */
const withReleases = (
  events: Extract<Outcome<PaymentEvent>, { accepted: true }>['events'],
  orderId: string,
  state: PaymentState,
): Outcome<PaymentEvent, never> => {
  const settled = events.map(({ stream }) => stream);
  const released = releasedBy(orderId, state).filter(({ stream }) => !settled.includes(stream));
  return accept<PaymentEvent>(...events, ...released);
};

/** Why none of the money can settle, as far as the order and the time of payment tell. */
const faultOf = (
  { channel, amount, paidAt, at }: RecordChannelPayment,
  { channel: orderedIn, total, payBy, atChannel }: NonNullable<PaymentState['opened']>,
  status: PaymentState['status'],
): SuspenseReason | undefined => {
  const isBeforeQuote =
    atChannel !== undefined && millisecondsBetween(paidAt, atChannel.quotedAt) > clockToleranceMs;
  if (isBeforeQuote || millisecondsBetween(at, paidAt) > clockToleranceMs) return 'paid-at-implausible';
  if (channel !== orderedIn) return 'order-unknown';
  if (amount !== total) return 'amount-differs';
  return status === 'closed' || paidAt >= payBy ? 'order-closed' : undefined;
};

const toldAgain = (
  { orderId, channel, channelTransactionNo, amount, paidAt, fingerprint }: RecordChannelPayment,
  known: Yuan,
  { conflicts }: PaymentState,
): Outcome<PaymentEvent, never> =>
  known === amount || conflicts.includes(fingerprint)
    ? accept()
    : accept<PaymentEvent>({
        type: 'ConflictingReportReceived',
        data: { orderId, channel, channelTransactionNo, amount, paidAt, fingerprint },
      });

const unknownOrder = ({
  ownOrderId,
  accountingDay: day,
  orderNo,
  type: _,
  at: _at,
  ...report
}: RecordChannelPayment): Outcome<PaymentEvent, never> => {
  const receipt = { ...report, orderId: ownOrderId, receiptNo: receiptNoOf(ownOrderId, day) };
  return accept<PaymentEvent>(
    on<PaymentEvent>(orderStream(ownOrderId), {
      type: 'UnidentifiedReceiptKept',
      data: { ...receipt, orderNo, because: 'order-unknown' },
    }),
  );
};

/** The first payment wins; the money of another has a receipt of its own and goes back. */
const paidTwice = (
  { ownOrderId, accountingDay: day, orderNo, type: _, at: _at, ...report }: RecordChannelPayment,
  { personId, insurance, quoteId }: NonNullable<PaymentState['opened']>,
): Outcome<PaymentEvent, never> => {
  const { orderId, channelTransactionNo, amount } = report;
  const receipt = { ...report, orderId: ownOrderId, receiptNo: receiptNoOf(ownOrderId, day) };
  return accept<PaymentEvent>(
    {
      type: 'SecondPaymentNoted',
      data: { personId, orderId, channelTransactionNo, amount, receiptOrderId: ownOrderId },
    },
    on<PaymentEvent>(orderStream(ownOrderId), {
      type: 'ReceiptKeptInSuspense',
      data: { ...receipt, personId, insurance, quoteId, orderNo, because: 'paid-twice' },
    }),
  );
};
