import type { Instant } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import type { KeptAnswer, PostedItem, PostingEvent, RefundReason, RequestedPosting } from './posting.events';

/** Items of a bundle that one order has paid for. */
export interface ReceivedItems {
  readonly orderId: string;
  readonly items: readonly PostedItem[];
}

/** A deferred request whose money is to go back as well: it is made and reversed after the pending one. */
export interface Turn {
  readonly request: RequestedPosting;
  readonly reversal: Extract<PostingEvent, { type: 'ReversalRequested' }>['data'];
  /** Its refund was taken back meanwhile: what to request once it is reversed. */
  readonly keptAs?: string;
}

/** Where one month of one person stands with its bureau; amounts in yuan. */
export interface PostingState {
  readonly status:
    | 'none'
    | 'waiting'
    | 'requested'
    | 'unknown'
    | 'posted'
    | 'refused'
    | 'reversing'
    | 'reversal-refused'
    | 'reversed';
  readonly requestId?: string;
  /** The orders whose money the request is about. */
  readonly orders: readonly string[];
  readonly bundleId?: string;
  readonly bureauReceiptNo?: string;
  readonly reason?: string;
  readonly reversalId?: string;
  /** The refund that the pending reversal was asked for. */
  readonly refundId?: string;
  /** Every refund that has asked: each is answered once. */
  readonly refundIds: readonly string[];
  readonly items: readonly PostedItem[];
  readonly total: Yuan;
  readonly paidAt?: Instant;
  /** The refund of money above final limits that waits until it is booked. */
  readonly forRefund?: string;
  readonly missing: readonly Item[];
  /** Kept after posting: the reversal of one order can leave the items of another waiting again. */
  readonly received: readonly ReceivedItems[];
  /** Orders whose money went back: items that are told of later do not count. */
  readonly cancelledOrders: readonly string[];
  /** The request to make as soon as the bureau has confirmed the pending reversal. */
  readonly deferred?: RequestedPosting;
  /** In the order in which their money was to go back; none where no reversal is pending. */
  readonly inTurn: readonly Turn[];
  /** What was requested last, and what a refund has set aside: both count again if it is taken back. */
  readonly last?: RequestedPosting;
  readonly setAside: readonly ReceivedItems[];
  /** The refund that asked for the pending reversal was taken back: what to request once it is confirmed. */
  readonly keptAs?: string;
  /** Refunds that were taken back. */
  readonly keptRefundIds: readonly string[];
  /** An operator has given the posting up: its money is to go back. */
  readonly refundRequested?: true;
  /** Why assessment wants the money to go back, whatever the bureau says. */
  readonly refundDue?: RefundReason;
  /** Requests that were refused and made again: the bureau has booked nothing under them. */
  readonly refusedRequestIds: readonly string[];
  /** Every request id used so far: a redelivered event requests nothing new. */
  readonly requestIds: readonly string[];
  /** Every reversal that was asked for: an answer to another one is early. */
  readonly reversalIds: readonly string[];
  /** Answers that came before what they answer, or after its money was to go back; by its id. */
  readonly kept: Readonly<Record<string, { readonly answer: KeptAnswer; readonly at: Instant }>>;
  /** What the bureau has said about each id, so that it is recognised when it is said again. */
  readonly said: Readonly<Record<string, readonly string[]>>;
}
