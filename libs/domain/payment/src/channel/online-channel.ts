import type { Day, Instant } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';

/** What a channel is asked to take: one order as a whole. Its number is stored before it is sent. */
export interface ChannelOrder {
  /** The order's id without hyphens: the same number for whatever is asked about the order, for ever. */
  readonly orderNo: string;
  /** What the payer reads in the wallet. */
  readonly description: string;
  /** Yuan. */
  readonly total: Yuan;
  /** The channel closes the order at the instant as well. */
  readonly payBy: Instant;
  /** Who pays, as the channel names them: an openid of WeChat, a buyer of Alipay. */
  readonly payerReference: string;
}

/** `unknown`: time-out, broken connection, 5xx, or an answer that makes no sense. Never read as failed. */
export type Placed =
  | { readonly outcome: 'placed'; readonly parameters: Readonly<Record<string, string>> }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'unknown' };

/** Money that the channel says it has taken. */
export interface ChannelPayment {
  readonly orderNo: string;
  /** The channel's own number of the payment. */
  readonly transactionNo: string;
  /** Yuan. */
  readonly amount: Yuan;
  readonly paidAt: Instant;
}

/** How an order stands at its channel. */
export type ChannelState =
  | ({ readonly status: 'paid' } & ChannelPayment)
  | { readonly status: 'not-paid' | 'closed' | 'not-found' }
  /** `said`: a value of the channel that this version does not know. It is held, and an alarm. */
  | { readonly status: 'unknown'; readonly said?: string };

/** A refund, of all of an order's money or of whole months of it. Its number is stored before it is sent. */
export interface ChannelRefund {
  readonly orderNo: string;
  /** The same number however often it is asked for: another one would pay twice. */
  readonly refundNo: string;
  /** Yuan; `total` is what the order took. */
  readonly amount: Yuan;
  readonly total: Yuan;
  readonly reason: string;
}

/** How a refund stands at its channel. */
export type RefundState =
  | { readonly status: 'refunded'; readonly refundedAt: Instant; readonly channelRefundNo: string }
  | { readonly status: 'under-way' | 'not-found' }
  /** The way back is shut, such as a closed card: another way must be named. */
  | { readonly status: 'abnormal'; readonly channelRefundNo: string }
  /** Ended without effect: what is asked for again needs a new number. */
  | { readonly status: 'closed' }
  | { readonly status: 'refused'; readonly reason: string }
  | { readonly status: 'unknown'; readonly said?: string };

/** Where the money of an abnormal refund goes instead: another card of the payer, or back to us. */
export type RefundDestination =
  | { readonly to: 'payer'; readonly bank: string; readonly account: string; readonly name: string }
  | { readonly to: 'merchant' };

/** A channel's message as it came: verified on these bytes, before anything is parsed. */
export interface RawNotice {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** What a genuine message tells; one that only says that something changed leads to a query. */
export type Notice =
  | {
      readonly about: 'payment';
      readonly noticeId: string;
      readonly orderNo: string;
      readonly state: ChannelState;
    }
  | {
      readonly about: 'refund';
      readonly noticeId: string;
      readonly refundNo: string;
      readonly state: RefundState;
    }
  /** Genuine, and of no meaning for us: it is kept and acknowledged. */
  | { readonly about: 'nothing'; readonly noticeId: string };

/** Why a message is not believed: nothing is stored but the count. */
export interface Forged {
  readonly forged:
    'bad-signature' | 'unknown-key' | 'stale' | 'signature-probe' | 'malformed' | 'other-payee';
}

/** A line of a channel's bill of a day: money in, or money back. */
export interface StatementLine {
  readonly kind: 'payment' | 'refund';
  readonly orderNo: string;
  readonly transactionNo: string;
  readonly refundNo?: string;
  /** Yuan, above zero. */
  readonly amount: Yuan;
  /** Yuan that the channel keeps; booked apart. */
  readonly fee?: Yuan;
  readonly at: Instant;
  readonly status: string;
}

/** A channel's bill: complete and with its own totals proven, or not there yet. */
export type Statement =
  | { readonly status: 'there'; readonly lines: AsyncIterable<StatementLine> }
  | { readonly status: 'not-ready' | 'empty' | 'unknown' }
  | { readonly status: 'refused'; readonly reason: 'hash' | 'totals' | 'encoding' | 'format' };

/**
 * The port to a channel that takes money online. No method throws for what the world does: what fails is
 * `unknown`, and is asked again under the same number.
 */
export interface OnlineChannel {
  place(order: ChannelOrder): Promise<Placed>;
  query(orderNo: string): Promise<ChannelState>;
  /** `closed`, or `paid` where the payer was faster. */
  close(orderNo: string): Promise<ChannelState>;
  refund(refund: ChannelRefund): Promise<RefundState>;
  queryRefund(refund: Pick<ChannelRefund, 'orderNo' | 'refundNo' | 'amount'>): Promise<RefundState>;
  /** The same refund on another way, where the channel has one: for a refund that it calls abnormal. */
  redirectRefund?(
    refund: { readonly refundNo: string; readonly channelRefundNo: string },
    to: RefundDestination,
  ): Promise<RefundState>;
  /** Whether the message is the channel's own, and what it says. */
  read(notice: RawNotice, now: Instant): Promise<Notice | Forged>;
  statement(day: Day): Promise<Statement>;
}

/** Whoever sends money back the way it came: a channel itself, or the banks behind batch debit. */
export type RefundWay = Pick<OnlineChannel, 'refund' | 'queryRefund'>;
