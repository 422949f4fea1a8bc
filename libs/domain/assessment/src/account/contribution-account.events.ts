import type { Day, Instant, Month } from '@canbao/calendar';
import type { MedicalQuote, PensionQuote } from '@canbao/contracts';
import type { Event } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';
import type { BillMonth } from '@canbao/rules';
import type { Channel, District, Insurance, Item, Scheme } from '@canbao/vocabulary';

/** An enrolment as registration publishes it. */
export type NotedEnrolment = {
  readonly personId: string;
  readonly district: District;
  readonly from: Day;
  /** The first day that was noted before and was wrong. */
  readonly corrects?: Day | undefined;
} & ({ readonly insurance: 'pension' } | { readonly insurance: 'medical'; readonly scheme: Scheme });

/** An item of a medical month and the order that paid for it. */
export interface ReceivedItem {
  readonly item: Item;
  readonly orderId: string;
  /** Absent in events stored until 2026-11. */
  readonly amount?: Yuan;
}

/** Amounts by item, in yuan. */
export type ItemAmounts = Readonly<Partial<Record<Item, Yuan>>>;

/** A medical month of an agency's bill (推送补缴数据), amounts in yuan. */
export type BilledMonth = Omit<BillMonth, 'billId'>;

/** Months that an employer pays for; without `until`, all from the first on. */
export interface EmployerCover {
  readonly from: Month;
  readonly until?: Month | undefined;
}

/**
 * Why the money of a paid month has to go back: the payer had died, an employer covered the month, or its
 * bureau refused to book it and an operator gave it up.
 */
export type RefundReason = 'death' | 'employer-cover' | 'posting-refused';

/** A paid month whose money belongs to the payer again. */
export interface RefundCase {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: Month;
  readonly because: RefundReason;
  /** All orders that paid for the month; absent where it was paid before they were noted. */
  readonly orderIds?: readonly string[];
}

/**
 * Why no money has to go back: it has gone back; the report was withdrawn or put right; the operator withdrew
 * the refund; the bureau has booked the month; or another reason has taken the place of this one.
 */
export type RefundOutcome =
  | 'refunded'
  | 'death-withdrawn'
  | 'employer-cover-withdrawn'
  | 'corrected'
  | 'refund-withdrawn'
  | 'posting-settled'
  | 'superseded';

/** Registration numbers its facts, so that one that arrives late is told from a newer one. */
export interface Revised {
  readonly revision?: number | undefined;
}

type WithCertificate<Quote> = Omit<Quote, 'certificateHash'> & {
  readonly certificate: Readonly<Record<string, unknown>>;
};
/** A quote as it was issued: everything its token claims, and the certificate that explains it. */
export type IssuedQuote = WithCertificate<PensionQuote> | WithCertificate<MedicalQuote>;

// Stored for good: add a type or an optional field, never rename or remove one.
/** Stored facts of one person's account for one insurance. */
export type AccountEvent =
  | Event<'EnrolmentNoted', NotedEnrolment>
  | Event<'EnrolmentEndNoted', { personId: string; insurance: Insurance; on: Day }>
  /**
   * `items` of a medical month name the order behind each: a reversal takes back only its own. `orderId` is
   * the order of pension months, absent in events stored until 2026-11.
   */
  | Event<
      'MonthsPaid',
      {
        personId: string;
        insurance: Insurance;
        months: readonly Month[];
        items?: readonly ReceivedItem[];
        orderId?: string;
      }
    >
  | Event<
      'MonthsReopened',
      { personId: string; insurance: Insurance; months: readonly Month[]; orderId?: string }
    >
  /** Some items of a medical month have arrived; the others are still payable. */
  | Event<
      'BundlePartNoted',
      {
        personId: string;
        month: Month;
        items: readonly Item[];
        /** Absent in events stored until 2026-11. */
        amounts?: ItemAmounts;
        /** The bill that they were paid for, if any; absent in events stored until 2026-11. */
        billId?: string;
        orderId: string;
      }
    >
  /** The order's items of the month went to suspense: they are payable again. */
  | Event<'ReceivedItemsSuspended', { personId: string; month: Month; orderId: string }>
  | Event<
      'BillPushed',
      { personId: string; billId: string; months: readonly BilledMonth[]; total: Yuan; lateFee: Yuan }
    >
  /** The bill as it is now, with the months paid under it. */
  | Event<
      'BillReplaced',
      { personId: string; billId: string; months: readonly BilledMonth[]; total: Yuan; lateFee: Yuan }
    >
  /** These months are no longer billed. */
  | Event<'BillWithdrawn', { personId: string; billId: string; months: readonly Month[] }>
  /** The base is a fact of its own: it stands even when no payment follows (guide G3.2.1.5). */
  | Event<
      'PensionBaseDeclared',
      { personId: string; base: Yuan; channel: Channel; declaredAt: Instant; quoteId: string }
    >
  | Event<'QuoteIssued', IssuedQuote>
  /** Closes the account from the next month; a later one corrects the day. */
  | Event<'DeathNoted', Revised & { personId: string; insurance: Insurance; on: Day }>
  /** The person lives, unless the other bureau has reported the death too. */
  | Event<'DeathWithdrawalNoted', Revised & { personId: string; insurance: Insurance; diedOn?: Day }>
  | Event<'EmployerCoverNoted', EmployerCover & Revised & { personId: string; insurance: Insurance }>
  | Event<'EmployerCoverWithdrawalNoted', Revised & { personId: string; insurance: Insurance; from: Month }>
  | Event<'PostingRefusalNoted', { personId: string; insurance: Insurance; month: Month; reason: string }>
  /** An operator has given up a refused posting: its money has to go back, until the refusal is settled. */
  | Event<'RefundRequestNoted', { personId: string; insurance: Insurance; month: Month }>
  | Event<'RefundWithdrawalNoted', { personId: string; insurance: Insurance; month: Month }>
  | Event<'PostingRefusalSettled', { personId: string; insurance: Insurance; month: Month }>
  /** Until 2026-11 `orderId` named the order of a month that one alone had paid for. */
  | Event<'RefundCaseOpened', RefundCase & { readonly orderId?: string }>
  /** `closedBecause` is absent in events stored until 2026-11. */
  | Event<
      'RefundCaseClosed',
      RefundCase & { readonly orderId?: string; readonly closedBecause?: RefundOutcome }
    >;

/**
 * The data of the event of this type that a command recorded.
 * @throws Error when there is none, which is a bug of the caller.
 */
export const recorded = <Type extends AccountEvent['type']>(
  events: readonly AccountEvent[],
  type: Type,
): EventOf<Type>['data'] => {
  const event = events.find((candidate) => candidate.type === type);
  if (event === undefined) throw new Error(`no ${type} was recorded`);
  return event.data as EventOf<Type>['data'];
};

type EventOf<Type extends AccountEvent['type']> = Extract<AccountEvent, { type: Type }>;
