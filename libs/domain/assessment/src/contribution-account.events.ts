import type { Channel, District, Insurance, Item, Scheme } from '@canbao/vocabulary';
import type { Day, Instant, Month } from '@canbao/calendar';
import type { QuoteLine } from '@canbao/contracts';
import type { Event } from '@canbao/event-sourcing';
import type { Rate, Yuan } from '@canbao/money';

/** A medical month of an agency's bill (推送补缴数据), amounts in yuan as the agency gave them. */
export interface BilledMonth {
  readonly month: Month;
  readonly items: readonly {
    readonly item: Item;
    readonly base: Yuan;
    readonly rate: Rate;
    readonly amount: Yuan;
  }[];
  readonly lateFee: Yuan;
}

/** An item of a medical month and the order whose money brought it. */
export interface BroughtItem {
  readonly item: Item;
  readonly orderId: string;
}

/** A quote as it was given: all that a token says and the certificate that explains it. */
export interface GivenQuote {
  readonly quoteId: string;
  readonly personId: string;
  readonly insurance: Insurance;
  readonly scheme?: Scheme;
  readonly district: District;
  readonly channel?: Channel;
  readonly lines: readonly QuoteLine[];
  readonly total: Yuan;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  readonly billId?: string;
  readonly certificate: Readonly<Record<string, unknown>>;
}

// Stored for good: add a type or an optional field, never rename or remove one.
export type AccountEvent =
  | Event<
      'EnrolmentNoted',
      { personId: string; insurance: Insurance; district: District; from: Day; scheme?: Scheme }
    >
  | Event<'EnrolmentEndNoted', { personId: string; insurance: Insurance; on: Day }>
  /**
   * `items` says which order brought which item of a medical month: what another order brought outlives a
   * reversal.
   */
  | Event<
      'MonthsPaid',
      { personId: string; insurance: Insurance; months: readonly Month[]; items?: readonly BroughtItem[] }
    >
  | Event<
      'MonthsReopened',
      { personId: string; insurance: Insurance; months: readonly Month[]; orderId?: string }
    >
  | Event<'BundlePartNoted', { personId: string; month: Month; items: readonly Item[]; orderId: string }>
  | Event<
      'BillPushed',
      { personId: string; billId: string; months: readonly BilledMonth[]; total: Yuan; lateFee: Yuan }
    >
  /** The base is a fact of its own: it stands even when no payment follows (guide G3.2.1.5). */
  | Event<
      'PensionBaseDeclared',
      { personId: string; base: Yuan; channel: Channel; declaredAt: Instant; quoteId: string }
    >
  | Event<'QuoteIssued', GivenQuote>;
