import type { Day, Month } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { BillMonth } from '@canbao/rules';
import type { District, Item, Scheme } from '@canbao/vocabulary';

/** The enrolment of the account; `endedOn` is the last day covered. */
export type AccountEnrolment = { readonly district: District; readonly from: Day; readonly endedOn?: Day } & (
  { readonly insurance: 'pension' } | { readonly insurance: 'medical'; readonly scheme: Scheme }
);

/** Items of a medical month that one order has paid for. */
export interface ReceivedItems {
  readonly orderId: string;
  readonly items: readonly Item[];
}

/** What the account of one person for one insurance knows; amounts in yuan. */
export interface AccountState {
  readonly enrolment?: AccountEnrolment;
  readonly paidMonths: readonly Month[];
  /** By medical month; kept while it is paid, because a reversal takes back only its own order's items. */
  readonly received: Readonly<Record<string, readonly ReceivedItems[]>>;
  /** Receipts and reversals travel on different topics and arrive in any order. */
  readonly reversedOrders: ReadonlySet<string>;
  readonly bills: readonly BillMonth[];
  readonly registeredBase?: Yuan;
  readonly quoteIds: ReadonlySet<string>;
}

/** Before the first event: nobody is enrolled, nothing is paid. */
export const initial: AccountState = {
  paidMonths: [],
  received: {},
  reversedOrders: new Set(),
  bills: [],
  quoteIds: new Set(),
};
