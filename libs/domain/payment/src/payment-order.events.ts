import type { Channel, District, Insurance, Item, Scheme } from '@canbao/vocabulary';
import type { Instant, Month } from '@canbao/calendar';
import type { QuoteLine } from '@canbao/contracts';
import type { Event } from '@canbao/event-sourcing';
import type { Rate, Yuan } from '@canbao/money';

/** Why money is kept apart: each item of suspense has exactly one cause. */
export type SuspenseReason =
  'already-paid' | 'amount-differs' | 'quote-expired' | 'void-by-reversal' | 'items-not-in-quote';

/** One item of a bundle and the order whose money pays it. */
export interface BundleItem {
  readonly item: Item;
  readonly base: Yuan;
  readonly rate: Rate;
  readonly amount: Yuan;
  readonly parts?: Readonly<Record<string, Yuan>>;
  readonly orderId: string;
}
interface PersonMonth {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: Month;
}
interface Receipt {
  readonly personId: string;
  readonly orderId: string;
  readonly channel: Channel;
  readonly channelTransactionNo: string;
  readonly receiptNo: string;
  readonly amount: Yuan;
  readonly paidAt: Instant;
}

// Stored for good: add a type or an optional field, never rename or remove one.
export type PaymentEvent =
  // the order's stream
  | Event<
      'OrderOpened',
      {
        personId: string;
        orderId: string;
        quoteId: string;
        payerId: string;
        insurance: Insurance;
        district: District;
        scheme?: Scheme;
        channel: Channel;
        lines: readonly QuoteLine[];
        total: Yuan;
        payBy: Instant;
      }
    >
  | Event<'OrderClosed', { personId: string; orderId: string; because: 'closed-by-payer' | 'expired' }>
  | Event<
      'PaymentCaptured',
      Receipt & {
        insurance: Insurance;
        quoteId: string;
        method: 'cash' | 'card';
        lines: readonly QuoteLine[];
        fingerprint: string;
      }
    >
  | Event<
      'ReceiptKeptInSuspense',
      Receipt & { insurance: Insurance; quoteId: string; because: SuspenseReason; fingerprint: string }
    >
  | Event<
      'PensionMonthsSettled',
      {
        personId: string;
        orderId: string;
        district: District;
        months: readonly {
          month: Month;
          base: Yuan;
          rate: Rate;
          amount: Yuan;
          parts?: Readonly<Record<string, Yuan>>;
        }[];
        total: Yuan;
        paidAt: Instant;
      }
    >
  | Event<
      'CollectionReversed',
      {
        personId: string;
        orderId: string;
        insurance: Insurance;
        months: readonly Month[];
        channel: Channel;
        channelTransactionNo: string;
        amount: Yuan;
        reversedAt: Instant;
        wasSettled: boolean;
        postings: readonly Posting[];
      }
    >
  | Event<
      'SettlementReversed',
      {
        personId: string;
        orderId: string;
        insurance: Insurance;
        months: readonly Month[];
        reversedAt: Instant;
      }
    >
  | Event<
      'ReversalRemembered',
      { orderId: string; channel: Channel; channelTransactionNo: string; at: Instant }
    >
  // the obligation's stream
  | Event<'MonthClaimed', PersonMonth & { orderId: string; until: Instant }>
  | Event<'MonthReleased', PersonMonth & { orderId: string }>
  | Event<'PensionMonthPaid', PersonMonth & { orderId: string }>
  | Event<
      'BundlePartReceived',
      PersonMonth & {
        bundleId: string;
        orderId: string;
        items: readonly BundleItem[];
        missing: readonly Item[];
        receivedAt: Instant;
      }
    >
  | Event<
      'BundleSettled',
      PersonMonth & {
        bundleId: string;
        district: District;
        scheme: Scheme;
        items: readonly BundleItem[];
        total: Yuan;
        paidAt: Instant;
        orderId: string;
        billId?: string;
      }
    >
  | Event<'MonthReopened', PersonMonth & { orderId: string }>;

/** One line of the journal: debit above zero, credit below. */
export interface Posting {
  readonly account: string;
  readonly amount: Yuan;
}
