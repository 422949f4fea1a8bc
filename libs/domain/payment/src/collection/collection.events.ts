import type { Day, Instant, Month } from '@canbao/calendar';
import type { QuoteLine } from '@canbao/contracts';
import type { Event } from '@canbao/event-sourcing';
import type { Rate, Yuan } from '@canbao/money';
import type { Channel, District, Insurance } from '@canbao/vocabulary';

/** Why money is kept in suspense: each receipt in suspense has exactly one cause. */
export type SuspenseReason =
  | 'already-paid'
  | 'amount-differs'
  | 'bank-not-in-district'
  | 'items-not-in-quote'
  | 'paid-at-implausible'
  | 'quote-expired'
  | 'quote-unknown'
  | 'scheme-changed'
  | 'void-by-reversal';

/** Money that has moved, as a counter reported it, whether or not its quote is known. */
interface UnidentifiedReceipt {
  readonly orderId: string;
  readonly channel: Channel;
  readonly channelTransactionNo: string;
  readonly receiptNo: string;
  readonly amount: Yuan;
  readonly paidAt: Instant;
  /** The day that the money is accounted to, where that is not the day of `paidAt`. */
  readonly accountedOn?: Day;
  /** Digest of the report: tells a repeat from another report under the same number. */
  readonly fingerprint: string;
}

interface Receipt extends UnidentifiedReceipt {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly quoteId: string;
}

/** A pension month that was paid; `parts` splits the amount by fund. */
interface PaidPensionMonth {
  readonly month: Month;
  readonly base: Yuan;
  readonly rate: Rate;
  readonly amount: Yuan;
  readonly parts?: Readonly<Record<string, Yuan>> | undefined;
}

/** The money of a month, in yuan. */
export interface MonthAmount {
  readonly month: Month;
  readonly amount: Yuan;
}

/** The money of a month in suspense, and why it is there. */
export interface SuspendedMonth extends MonthAmount {
  readonly because: SuspenseReason;
}

// Stored for good: add a type or an optional field, never rename or remove one.
/** What happens to money reported by a counter, on the order's stream. */
export type CollectionEvent =
  | Event<
      'PaymentCaptured',
      Receipt & {
        method: 'cash' | 'card';
        lines: readonly QuoteLine[];
        /** The rest of the reported money, beside `amount`; events of its own keep it by its reasons. */
        inSuspense?: { readonly amount: Yuan; readonly because: SuspenseReason };
      }
    >
  | Event<
      'ReceiptKeptInSuspense',
      Receipt & {
        because: SuspenseReason;
        /** Where the months have several reasons: those of this one, whose money is `amount`. */
        months?: readonly MonthAmount[];
        /** The rest of the reported money then; events of its own keep it by its reasons. */
        inSuspense?: { readonly amount: Yuan; readonly because: SuspenseReason };
      }
    >
  /** Its quote is unknown, and with it the person. */
  | Event<'UnidentifiedReceiptKept', UnidentifiedReceipt & { because: SuspenseReason }>
  /** Other content under the number of this order: nothing is booked. */
  | Event<
      'ConflictingReportReceived',
      {
        orderId: string;
        channel: Channel;
        channelTransactionNo: string;
        amount: Yuan;
        paidAt: Instant;
        fingerprint: string;
      }
    >
  /** Months of a collection that could not settle while others did; `amount` is their sum. */
  | Event<'MonthsKeptInSuspense', Receipt & { because: SuspenseReason; months: readonly MonthAmount[] }>
  | Event<
      'PensionMonthsSettled',
      {
        personId: string;
        orderId: string;
        district: District;
        months: readonly PaidPensionMonth[];
        total: Yuan;
        paidAt: Instant;
      }
    >;
