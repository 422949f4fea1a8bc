import type { Instant, Month } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import { accept, on, reject, type Outcome } from '@canbao/event-sourcing';
import { channelOf } from '@canbao/rules';
import type { Bank, Channel } from '@canbao/vocabulary';
import { isPaid } from '../obligation/is-paid';
import {
  addedIn,
  isClaimedAt,
  isWithoutMonth,
  monthsByKind,
  monthsOf,
  obligationStream,
  owedIn,
  type Obligation,
} from '../obligation/obligation';
import type { PaymentEvent } from '../payment.events';
import { payabilityStream, unpayableMonths } from '../payability/payability';
import type { NotedOrder } from '../payability/payability.events';
import type { PaymentState } from '../payment-state';
import type { OrderEvent } from './order.events';
import { heldBy } from './held-by';
import { keptBy, releasedBy } from './release';

/** A payer orders the months of a quote; they stay claimed for the payer until the quote expires. */
export interface OpenOrder {
  readonly type: 'OpenOrder';
  readonly orderId: string;
  readonly payerId: string;
  readonly channel: Channel;
  /** Where the payer is signed in, if the sign-in says. */
  readonly payerChannel?: Channel | undefined;
  readonly quote: QuoteClaims;
  /** What takes the money, where it is not the mini-program that the payer orders in. */
  readonly through?: 'wechat-bills' | undefined;
  /** Who pays, as the channel names them; left out where the channel is not connected. */
  readonly payerReference?: string | undefined;
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

  const noted = notedOrder(command);
  const [unpayable] = unpayableMonths(state.payability, noted);
  if (unpayable !== undefined)
    return reject('month-not-payable', { months: [unpayable[0]], because: unpayable[1] });

  const months = monthsOf(lines);
  const without = months.filter((month) => isWithoutMonth(state, lines, month));
  if (without.length > 0) return reject('month-not-payable', { months: without, because: 'month-not-paid' });
  const owed = (month: Month): Obligation | undefined => owedIn(state, lines, month);
  const paid = months.filter((month) => isPaid(quote, month, owed(month)));
  if (paid.length > 0) return reject('month-already-paid', { months: paid });

  const claimed = months.filter((month) => isClaimedAt(owed(month), at));
  if (claimed.length > 0)
    return heldBy(
      claimed,
      claimed.flatMap((month) => owed(month)?.claim ?? []),
      at,
    );

  return accept<PaymentEvent>(
    orderOpened(command),
    ...placedByItself(command),
    ...months.map((month) => {
      const added = addedIn(lines, month);
      return on<PaymentEvent>(obligationStream(personId, insurance, month, added), {
        type: 'MonthClaimed',
        data: {
          personId,
          insurance,
          month,
          orderId,
          until: expiresAt,
          ...added,
          ...heldUntilClosed(command),
        },
      });
    }),
    ...(noted.months.length === 0
      ? []
      : [on<PaymentEvent>(payabilityStream(personId), { type: 'OrderNoted', data: noted })]),
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
  return { personId, orderId, insurance, district, ...monthsByKind(lines), quotedAt };
};

/** What a channel has been asked to take may be paid until the channel says that it no longer can be. */
const heldUntilClosed = ({ payerReference }: OpenOrder): { readonly untilClosed?: true } =>
  payerReference === undefined ? {} : { untilClosed: true };

/** Closes the order and releases the months that it still claims, unless its channel may be paid for them. */
export const closeOrder = (command: CloseOrder, state: PaymentState): Outcome<PaymentEvent, OrderReason> => {
  const { type, orderId, at } = command;
  const { opened, status, atChannel } = state;
  if (opened === undefined) return reject('order-not-found');
  if (status === 'closed') return accept();
  if (status !== 'open') return reject('order-not-open', { status });
  if (type === 'ExpireOrder' && at < opened.payBy) return accept();

  const { personId } = opened;
  // The channel closes first: if the payer was faster, the order is paid.
  if (isPayable(state) && type !== 'ClosePaidElsewhere')
    return atChannel?.phase === 'closing'
      ? accept()
      : accept<PaymentEvent>({
          type: 'OrderClosing',
          data: { personId, orderId, because: closingReasons[type], ...unsettledMonths(opened) },
        });
  return accept<PaymentEvent>(
    { type: 'OrderClosed', data: { personId, orderId, because: closingReasons[type] } },
    ...(isAskedFor(opened.channel) ? [endedByItself(orderId, personId)] : []),
    ...(isPayable(state) ? keptBy(orderId, state) : releasedBy(orderId, state)),
  );
};

/** Whether a channel may take money for the order, whatever we know of it. */
const isPayable = ({ opened, atChannel }: PaymentState): boolean =>
  opened !== undefined && atChannel !== undefined && !isAskedFor(opened.channel);

const unsettledMonths = ({ insurance, lines }: NonNullable<PaymentState['opened']>) => ({
  insurance,
  months: monthsByKind(lines).months,
});

/** WeChat asks for such an order: it can be paid as soon as we know it, and until we no longer offer it. */
export const isAskedFor = (channel: Channel): boolean => channel === 'wechat-bills';

const placedByItself = ({ through, orderId, quote, payerReference = '' }: OpenOrder): PaymentEvent[] => {
  if (through === undefined) return [];
  const { personId } = quote;
  const parameters = { paymentNumber: payerReference };
  return [{ type: 'OrderPlaced', data: { personId, orderId, parameters } }];
};

const endedByItself = (orderId: string, personId: string): PaymentEvent => ({
  type: 'ChannelOrderEnded',
  data: { personId, orderId },
});

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

const orderOpened = (command: OpenOrder): OrderEvent => {
  const { orderId, payerId, quote, payerReference } = command;
  const channel = command.through ?? command.channel;
  const { personId, quoteId, insurance, district, lines, total, expiresAt: payBy } = quote;
  const order = { personId, orderId, quoteId, payerId, insurance, district, channel, lines, total, payBy };
  if (payerReference === undefined) return { type: 'OrderOpened', data: order };
  const { issuedAt: quotedAt, certificateHash } = quote;
  const bundles = quote.insurance === 'medical' ? { bundles: quote.bundles } : {};
  const atChannel = { payerReference, quotedAt, certificateHash, ...bundles };
  return { type: 'OrderOpened', data: { ...order, atChannel } };
};
