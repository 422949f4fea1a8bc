import type { Day, Instant, Month } from '@canbao/calendar';
import type { Rate, Yuan } from '@canbao/money';
import type { Insurance, Item, Scheme } from '@canbao/vocabulary';
import type { Source } from '../packs/row';

/** One item of a month that the agency has pushed for back-payment. */
export interface BillItem {
  readonly item: Item;
  readonly base: Yuan;
  readonly rate: Rate;
  readonly amount: Yuan;
}

/** A past medical month as billed by the agency (推送补缴数据): its amounts and late fee are taken as they are. */
export interface BillMonth {
  readonly billId: string;
  readonly month: Month;
  readonly items: readonly BillItem[];
  readonly lateFee: Yuan;
}

/** What is known about the person for one insurance at the instant of the request. */
export interface AccountFacts {
  /** Enrolled for this insurance at the instant. */
  readonly registered: boolean;
  /** First and last day covered by the enrolment. */
  readonly enrolledFrom?: Day;
  readonly enrolledUntil?: Day;
  readonly scheme?: Scheme;
  readonly paidMonths: readonly Month[];
  /** Items already received of an incomplete pooled bundle. */
  readonly parts?: Readonly<Record<string, readonly Item[]>>;
  readonly bills?: readonly BillMonth[];
  readonly registeredBase?: Yuan;
}

/** What is asked, and all that is known: an assessment depends on nothing else but the pack. */
export interface QuoteRequest {
  readonly insurance: Insurance;
  readonly at: Instant;
  readonly months: readonly Month[];
  /** Pension only: the base chosen by the payer, one for all months of the request. */
  readonly base?: Yuan;
  /** Medical: absent means all items of the scheme that are still missing. */
  readonly items?: readonly Item[];
  readonly facts: AccountFacts;
}

/** Why a quote is refused, in the order of precedence: the first that holds is given. */
export const ruleReasons = [
  'months-required',
  'duplicate-month',
  'not-registered',
  'prepayment-not-allowed',
  'deferral-closed',
  'prior-year-not-allowed',
  'already-paid',
  'arrears-push-required',
  'items-unknown',
  'bundle-incomplete',
  'base-required',
  'base-step',
  'no-limits-for-date',
  'base-below-lower-limit',
  'base-above-upper-limit',
  'no-rate-for-month',
] as const;
/** A reason of the ladder. */
export type RuleReason = (typeof ruleReasons)[number];

/** A line: `amount` is base × rate; a fixed amount (mutual aid, late fee) is its own base at rate 1. */
export interface Line {
  readonly item: Item;
  readonly month: Month;
  readonly base: Yuan;
  readonly rate: Rate;
  readonly amount: Yuan;
  /**
   * By fund: `pooledFund` and `personalAccount` for pension, `unit` and `personal` for the medical scheme
   * with account.
   */
  readonly parts?: Readonly<Record<string, Yuan>>;
}

/** How one amount came about, for the certificate. */
export interface Step {
  readonly rule: string;
  readonly formula: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly result: string;
}

/** A parameter that an assessment used, with the dates of its row and where it comes from. */
export interface ParameterUsed {
  readonly name: string;
  readonly value: string;
  readonly from: string;
  readonly until?: string;
  readonly source: Source;
  readonly status?: 'provisional' | 'final';
  readonly configuration?: true;
}

/** An assessment that gives amounts, in yuan, with every step and parameter. */
export interface Quoted {
  readonly accepted: true;
  readonly lines: readonly Line[];
  readonly total: Yuan;
  /** `deferral` when at least one month is payable only because of a deferral row (缓缴). */
  readonly route?: 'deferral';
  readonly lateFee: Yuan;
  /** The agency's bills that lines were taken from. */
  readonly bills: readonly string[];
  /** The quote may be paid before this instant. */
  readonly expiresAt: Instant;
  readonly steps: readonly Step[];
  readonly parameters: readonly ParameterUsed[];
}

/** An assessment that gives a reason, with the evidence. */
export interface Refused {
  readonly accepted: false;
  readonly reason: RuleReason;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Amounts, or why not. */
export type Assessed = Quoted | Refused;

/** The reason against a request. */
export const refuse = (reason: RuleReason, details: Refused['details'] = {}): Refused => ({
  accepted: false,
  reason,
  details,
});

/** What keeps a month from being paid, where that is said, and who or what removes it. */
export interface MonthCondition {
  readonly code: RuleReason;
  readonly rule: string;
  readonly source: string;
  readonly clearedBy: 'time' | 'payer' | 'registration-agency' | 'medical-agency' | 'nobody';
  readonly clearsOn?: Day;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** How a month stands for a person now; amounts in yuan. */
export interface PayableMonth {
  readonly month: Month;
  readonly status: 'payable' | 'paid' | 'closed';
  readonly route?: 'deferral';
  /** The items that a quote for this month has; for an incomplete bundle the missing ones. */
  readonly items?: readonly Item[];
  /** Amount by item; for pension only when a base is known. */
  readonly amounts?: Readonly<Record<string, Yuan>>;
  readonly total?: Yuan;
  /** Pension: the base limits on the day of the request. */
  readonly limits?: { readonly lower: Yuan; readonly upper: Yuan };
  readonly conditions: readonly MonthCondition[];
}
