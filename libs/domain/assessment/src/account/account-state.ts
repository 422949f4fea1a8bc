import { periodOn, withoutOverlaps, type Day, type Instant, type Month, type Period } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { BillMonth } from '@canbao/rules';
import type { EmployerCover, ItemAmounts } from './contribution-account.events';
import type { RefundCase } from './refund-cases.events';
import type { NotedTrueUp } from './true-ups.events';
import type { District, Item, Scheme } from '@canbao/vocabulary';

/** An enrolment of the account from a day on; `until` is the last day covered, `reason` why it ended. */
export type AccountEnrolment = Period & { readonly district: District; readonly reason?: string } & (
    { readonly insurance: 'pension' } | { readonly insurance: 'medical'; readonly scheme: Scheme }
  );

/** Items of a medical month that one order has paid for. */
export interface ReceivedItems {
  readonly orderId: string;
  readonly items: readonly Item[];
  /** Of the items, in yuan. */
  readonly amounts: ItemAmounts;
  /** The bill that they were paid for, if any. */
  readonly billId?: string;
}

/** A month of which nobody can say yet whether it is paid. */
export interface HeldMonth {
  readonly orderId: string;
  readonly by: 'order' | 'debit-run';
  /** When it is known at the latest, where there is such a time. */
  readonly until?: Instant;
}

/** What the account of one person for one insurance knows; amounts in yuan. */
export interface AccountState {
  /** Past and future, in the order of their first days; one may begin before another ends. */
  readonly enrolments: readonly AccountEnrolment[];
  readonly paidMonths: readonly Month[];
  /** By medical month; kept while it is paid, because a reversal takes back only its own order's items. */
  readonly received: Readonly<Record<string, readonly ReceivedItems[]>>;
  /** Months of orders whose money went back, `order month`: nothing that is told of them later counts. */
  readonly reversed: ReadonlySet<string>;
  /** By `order month`, the day on which the treasury received the money (入库). */
  readonly inTreasury: Readonly<Record<string, Day>>;
  /** The bureau's word: paid through this month before the record began. */
  readonly paidThrough?: Month;
  readonly bills: readonly BillMonth[];
  /** Withdrawn at least in part. */
  readonly withdrawnBills: ReadonlySet<string>;
  /** By bill, its last terms, and what it said when it was pushed: tells a repeat from another bill. */
  readonly billTerms: Readonly<
    Record<string, { readonly pushed: string; readonly payableUntil?: Day; readonly lateFeeTo?: Day }>
  >;
  /** By bill, the last day that is noted as over. */
  readonly expiredBills: Readonly<Record<string, Day>>;
  /** By message of an agency whose stream was read, the digests of those that were answered. */
  readonly answeredMessages: Readonly<Record<string, readonly string[]>>;
  readonly registeredBase?: Yuan;
  /** Of the quotes whose streams were read. */
  readonly quoteIds: ReadonlySet<string>;
  readonly diedOn?: Day;
  /** Of the latest fact about a death; 0 before the first, and for facts stored without a revision. */
  readonly deathRevision: number;
  readonly employerCovers: readonly EmployerCover[];
  /** By first month of a cover, of the latest fact about it; also of covers that were withdrawn. */
  readonly coverRevisions: Readonly<Record<string, number>>;
  /** By month, why its bureau refused to book it; the money is in, so the month cannot be paid again. */
  readonly refusedPostings: Readonly<Record<string, string>>;
  /** Refused months whose money an operator sends back. */
  readonly givenUpMonths: readonly Month[];
  /** By month, whose outcome payment waits for: an order's or a batch's. */
  readonly held: Readonly<Record<string, HeldMonth>>;
  /** By paid pension month, the order that paid for it. */
  readonly paidBy: Readonly<Record<string, string>>;
  /** By paid pension month, what final limits have added, and the order that paid for that. */
  readonly trueUps: Readonly<Record<string, NotedTrueUp & { readonly paidBy?: string }>>;
  /** Refunds of what was paid above final limits. */
  readonly trueUpRefunds: ReadonlySet<string>;
  /** By paid month, why its money has to go back, and to which orders. */
  readonly refundCases: Readonly<Record<string, Pick<RefundCase, 'because' | 'orderIds'>>>;
  /** By paid month, for which reason its money does not go back: it was decided that it stays. */
  readonly stays: Readonly<Record<string, RefundCase['because']>>;
}

/** Before the first event: nobody is enrolled, nothing is paid. */
export const initial: AccountState = {
  enrolments: [],
  paidMonths: [],
  received: {},
  reversed: new Set(),
  inTreasury: {},
  bills: [],
  withdrawnBills: new Set(),
  billTerms: {},
  expiredBills: {},
  answeredMessages: {},
  quoteIds: new Set(),
  deathRevision: 0,
  employerCovers: [],
  coverRevisions: {},
  refusedPostings: {},
  givenUpMonths: [],
  held: {},
  paidBy: {},
  trueUps: {},
  trueUpRefunds: new Set(),
  refundCases: {},
  stays: {},
};

/** The enrolment in force on the day, or else the next one, or else the last one: whose district counts. */
export const enrolmentAround = (
  { enrolments }: Pick<AccountState, 'enrolments'>,
  on: Day,
): AccountEnrolment | undefined =>
  periodOn(enrolments, on) ?? withoutOverlaps(enrolments).find(({ from }) => from > on) ?? enrolments.at(-1);
