import { dayOf, startOf, dayAfter, type Day, type Instant, type Month } from '@canbao/calendar';
import type { Rate, Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';

/** One item of a month on a back-payment bill, in yuan. */
export interface BillItem {
  readonly item: Item;
  readonly base: Yuan;
  readonly rate: Rate;
  readonly amount: Yuan;
}

/** What the rules in force when the bill came in make of its month, in yuan. */
export interface OwnFigures {
  /** None where the rules have no row for the month. */
  readonly items: readonly {
    readonly item: Item;
    readonly base: Yuan;
    readonly rate: Rate;
    readonly amount: Yuan;
  }[];
  /** On the pushed amounts; absent where the rules have no terms for the day. */
  readonly lateFee?: {
    readonly amount: Yuan;
    readonly days: number;
    readonly dailyRate: Rate;
    /** The day up to which it is counted. */
    readonly countedTo: Day;
  };
}

/** A past medical month as billed by the agency (推送补缴数据): its amounts and late fee are taken as they are. */
export interface BillMonth {
  readonly billId: string;
  readonly month: Month;
  readonly items: readonly BillItem[];
  readonly lateFee: Yuan;
  /** The last day on which the bill can be paid; without one it stays until it is withdrawn. */
  readonly payableUntil?: Day;
  /** Where the rules compute the late fee on the day of payment: the pushed one is then only compared. */
  readonly lateFeeBy?: 'platform';
  /** Our own arithmetic when the bill came in; bills before 2026-11-26 have none. */
  readonly own?: OwnFigures;
}

/** Whether the last day of the bill is over. */
export const isExpired = ({ payableUntil }: Pick<BillMonth, 'payableUntil'>, at: Instant): boolean =>
  payableUntil !== undefined && dayOf(at) > payableUntil;

/** The instant at which the bill expires; none where it has no last day. */
export const expiryOf = ({ payableUntil }: Pick<BillMonth, 'payableUntil'>): Instant | undefined =>
  payableUntil === undefined ? undefined : startOf(dayAfter(payableUntil));
