import type { Instant, Month } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import { accept, on, reject, type Outcome } from '@canbao/event-sourcing';
import { channelOf } from '@canbao/rules';
import type { Bank, Channel } from '@canbao/vocabulary';
import { isPaid } from '../obligation/is-paid';
import { isClaimedAt, monthsOf, obligationStream } from '../obligation/obligation';
import type { PaymentEvent } from '../payment.events';
import { payabilityStream, unpayableMonths } from '../payability/payability';
import type { NotedOrder } from '../payability/payability.events';
import type { PaymentState } from '../payment-state';
import type { OrderEvent } from './order.events';

/** A payer orders the months of a quote; they stay claimed for the payer until the quote expires. */
export interface OpenOrder {
  readonly type: 'OpenOrder';
  readonly orderId: string;
  readonly payerId: string;
  readonly channel: Channel;
  /** Where the payer is signed in, if the sign-in says. */
  readonly payerChannel?: Channel | undefined;
  readonly quote: QuoteClaims;
  readonly at: Instant;
}

/**
 * The payer gives up an order, its time to pay is over, or a counter has taken money for one of its months.
 */
export interface CloseOrder {
  readonly type: 'CloseOrder' | 'ExpireOrder' | 'ClosePaidElsewhere';
  readonly orderId: string;
  readonly at: Instant;
}

/** Why an order is not opened or not closed. */
export type OrderReason =
  | 'order-not-found'
  | 'order-not-open'
  | 'quote-expired'
  | 'quote-of-another-payer'
  | 'channel-mismatch'
  | 'month-not-payable'
  | 'month-already-paid'
  | 'month-in-payment'
  | 'month-in-debit-run';

/** Opens the order and claims its months, or nothing at all. */
export const openOrder = (command: OpenOrder, state: PaymentState): Outcome<PaymentEvent, OrderReason> => {
  const { orderId, quote, at } = command;
  const { personId, insurance, lines, expiresAt } = quote;
  if (state.status !== 'new') return accept();
  const refused = refusedByQuote(command);
  if (refused !== undefined) return reject(refused, refused === 'quote-expired' ? { expiresAt } : {});

  const [unpayable] = unpayableMonths(state.payability, notedOrder(command));
  if (unpayable !== undefined)
    return reject('month-not-payable', { months: [unpayable[0]], because: unpayable[1] });

  const months = monthsOf(lines);
  const paid = months.filter((month) => isPaid(quote, month, state.obligations[month]));
  if (paid.length > 0) return reject('month-already-paid', { months: paid });

  const claimed = months.filter((month) => isClaimedAt(state.obligations[month], at));
  if (claimed.length > 0) return heldBy(claimed, state);

  return accept<PaymentEvent>(
    orderOpened(command),
    ...months.map((month) =>
      on<PaymentEvent>(obligationStream(personId, insurance, month), {
        type: 'MonthClaimed',
        data: { personId, insurance, month, orderId, until: expiresAt },
      }),
    ),
    on<PaymentEvent>(payabilityStream(personId), { type: 'OrderNoted', data: notedOrder(command) }),
  );
};

/**
 * Why nothing can be ordered from the quote, whatever else is known: it was given to another payer or to a
 * counter, for another channel, or its time is over.
 */
export const refusedByQuote = ({
  payerId,
  channel,
  payerChannel = channel,
  quote,
  at,
}: OpenOrder): 'quote-of-another-payer' | 'channel-mismatch' | 'quote-expired' | undefined => {
  const { channel: quotedFor = channel } = quote;
  if (quotedFor !== channel || payerChannel !== channel) return 'channel-mismatch';
  if (quote.payerId !== payerId) return 'quote-of-another-payer';
  return at >= quote.expiresAt ? 'quote-expired' : undefined;
};

/**
 * Whether what is known of the person's registration can be what the quote rests on: the enrolment is known,
 * and every month payable.
 */
export const hasCaughtUp = (command: OpenOrder, { payability }: PaymentState): boolean =>
  payability.enrolments[command.quote.insurance] !== undefined &&
  unpayableMonths(payability, notedOrder(command)).length === 0;

const notedOrder = ({ orderId, quote }: OpenOrder): NotedOrder => {
  const { personId, insurance, district, lines, issuedAt: quotedAt } = quote;
  return { personId, orderId, insurance, district, months: monthsOf(lines), quotedAt };
};

/** The months that another order or a batch holds, and when the last of them is free again. */
const heldBy = (
  months: readonly Month[],
  { obligations }: PaymentState,
): Outcome<PaymentEvent, OrderReason> => {
  const claims = months.flatMap((month) => obligations[month]?.claim ?? []);
  const freeAt = claims
    .map(({ until }) => until)
    .sort()
    .at(-1);
  const inRun = claims.some(({ by }) => by === 'debit-run');
  const code = inRun ? 'month-in-debit-run' : 'month-in-payment';
  const condition = {
    code,
    rule: 'payment.claim',
    source: inRun
      ? 'a batch (按月批扣) holds its months until the bank has answered; the day is its limit'
      : 'an open order holds its months until its time to pay is over',
    clearedBy: inRun ? 'the bank' : 'time',
    clearsOn: freeAt,
    details: { months },
  };
  return reject(code, { months, freeAt, conditions: [condition] });
};

/** Closes the order and releases the months that it still claims. */
export const closeOrder = (command: CloseOrder, state: PaymentState): Outcome<PaymentEvent, OrderReason> => {
  const { type, orderId, at } = command;
  const { opened, status, obligations } = state;
  if (opened === undefined) return reject('order-not-found');
  if (status === 'closed') return accept();
  if (status !== 'open') return reject('order-not-open', { status });
  if (type === 'ExpireOrder' && at < opened.payBy) return accept();

  const { personId, insurance } = opened;
  // A month that is not loaded yet counts as claimed: `execute` loads its stream and decides again.
  const claimed = monthsOf(opened.lines).filter(
    (month) => obligations[month] === undefined || obligations[month].claim?.orderId === orderId,
  );
  return accept<PaymentEvent>(
    {
      type: 'OrderClosed',
      data: { personId, orderId, because: closingReasons[type] },
    },
    ...claimed.map((month) =>
      on<PaymentEvent>(obligationStream(personId, insurance, month), {
        type: 'MonthReleased',
        data: { personId, insurance, month, orderId },
      }),
    ),
  );
};

const closingReasons = {
  CloseOrder: 'closed-by-payer',
  ExpireOrder: 'expired',
  ClosePaidElsewhere: 'paid-elsewhere',
} as const;

/** Whether a caller may see an order: its payer, the counter that took the money, operators and auditors. */
export const mayAccessOrder = (
  caller: {
    readonly role: string;
    readonly subject: string;
    readonly channel?: Channel;
    readonly bank?: Bank;
  },
  order: { readonly payerId: string | null; readonly channel: string },
): boolean => {
  if (caller.role === 'operator' || caller.role === 'auditor') return true;
  if (caller.role === 'payer') return order.payerId === caller.subject;
  return order.channel === channelOf(caller);
};

const orderOpened = ({ orderId, payerId, channel, quote }: OpenOrder): OrderEvent => {
  const { personId, quoteId, insurance, district, lines, total, expiresAt: payBy } = quote;
  const order = { personId, orderId, quoteId, payerId, insurance, district, channel, lines, total, payBy };
  return { type: 'OrderOpened', data: order };
};
