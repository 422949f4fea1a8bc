import type { Instant, Month } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';
import type { Insurance, Item } from '@canbao/vocabulary';

/** An item and its amount in yuan, as a bureau books it. */
export interface PostedItem {
  readonly item: Item;
  readonly amount: Yuan;
}

/** One month of one person for one insurance: what a bureau books as a whole. */
export interface Obligation {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: Month;
}

/** Everything a request to the bureau contains; `orders` are the orders whose money it is about. */
export type RequestedPosting = Obligation & {
  readonly bundleId?: string;
  readonly requestId: string;
  readonly items: readonly PostedItem[];
  readonly total: Yuan;
  readonly paidAt: Instant;
  readonly orders?: readonly string[];
};

/** Why assessment wants the money of a month to go back. */
export type RefundReason = 'death' | 'employer-cover';

// Stored for good: add a type or an optional field, never rename or remove one.
/** Stored facts of one posting: items received, requests, the bureau's answers, reversals, ways out. */
export type PostingEvent =
  /** Some items of a bundle have arrived; `missing` ones are still to be paid. */
  | Event<
      'PartNoted',
      Obligation & {
        bundleId: string;
        orderId: string;
        items: readonly PostedItem[];
        missing: readonly Item[];
      }
    >
  /** The request id is stored before the bureau sees it, and never used for anything else. */
  | Event<'PostingRequested', RequestedPosting>
  /** After a refusal, by an operator: the same content under a new request id. */
  | Event<
      'PostingRequestedAgain',
      RequestedPosting & { refusedRequestId: string; because: string; at: Instant }
    >
  /** After a refusal, by an operator: the money is to go back, and nothing is posted meanwhile. */
  | Event<'RefundRequested', Obligation & { because: string; at: Instant }>
  | Event<'RefundWithdrawn', Obligation & { at: Instant }>
  /** Assessment's own refund case for the month: a refused posting is not made again while it is open. */
  | Event<'RefundCaseNoted', Obligation & { because: RefundReason }>
  | Event<'RefundCaseEnded', Obligation & { because: RefundReason }>
  /** Paid again while a reversal is pending: the bureau would refuse a second posting until then. */
  | Event<'PostingDeferred', RequestedPosting>
  | Event<
      'PostingAccepted',
      Obligation & { bundleId?: string; requestId: string; bureauReceiptNo: string; at: Instant }
    >
  | Event<'PostingRefused', Obligation & { requestId: string; reason: string; at: Instant }>
  | Event<'PostingOutcomeUnknown', Obligation & { requestId: string; at: Instant }>
  /** The money went back: what the bureau has booked, or may have booked, must be reversed there. */
  | Event<'ReversalRequested', Obligation & { requestId: string; reversalId: string; orderId?: string }>
  /** The money of an order went back before any of it reached the bureau. */
  | Event<'PostingCancelled', Obligation & { orderId: string }>
  | Event<'PostingReversed', Obligation & { requestId: string; at: Instant }>
  /** The bureau contradicted itself about one request: recorded for investigation, nothing is overwritten. */
  | Event<'ContradictionNoted', Obligation & { requestId: string; said: string; at: Instant }>;
