import type { Insurance, Item } from '@canbao/vocabulary';
import type { Instant, Month } from '@canbao/calendar';
import type { Event } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';

/** An item and its amount in yuan, as a bureau books it. */
export interface PostedItem {
  readonly item: Item;
  readonly amount: Yuan;
}
interface Obligation {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: Month;
}

// Stored for good: add a type or an optional field, never rename or remove one.
export type PostingEvent =
  | Event<
      'PartNoted',
      Obligation & {
        bundleId: string;
        orderId: string;
        items: readonly PostedItem[];
        missing: readonly Item[];
      }
    >
  /** The request id is stored before the bureau hears it, and never used for anything else. */
  | Event<
      'PostingRequested',
      Obligation & {
        bundleId?: string;
        requestId: string;
        items: readonly PostedItem[];
        total: Yuan;
        paidAt: Instant;
        orders?: readonly string[];
      }
    >
  /**
   * Paid again while the bureau has still to take the former posting back: it would refuse a second one now.
   */
  | Event<
      'PostingDeferred',
      Obligation & {
        bundleId?: string;
        requestId: string;
        items: readonly PostedItem[];
        total: Yuan;
        paidAt: Instant;
        orders?: readonly string[];
      }
    >
  | Event<
      'PostingAccepted',
      Obligation & { bundleId?: string; requestId: string; bureauReceiptNo: string; at: Instant }
    >
  | Event<'PostingRefused', Obligation & { requestId: string; reason: string; at: Instant }>
  | Event<'PostingOutcomeUnknown', Obligation & { requestId: string; at: Instant }>
  /** The money went back: what is at the bureau, or may be, has to be reversed there. */
  | Event<'ReversalRequested', Obligation & { requestId: string; reversalId: string; orderId?: string }>
  /** The money of an order went back before anything of it was asked of the bureau. */
  | Event<'PostingCancelled', Obligation & { orderId: string }>
  | Event<'PostingReversed', Obligation & { requestId: string; at: Instant }>
  /** The bureau said two things about one request; kept for a person to look at, nothing is overwritten. */
  | Event<'ContradictionNoted', Obligation & { requestId: string; said: string; at: Instant }>;
