import type { Instant, Month } from '@canbao/calendar';
import type { Rate, Yuan } from '@canbao/money';
import type { Item, Scheme } from '@canbao/vocabulary';
import type { ParameterUsed } from '../packs/parameter';
import type { Refused } from './refusal';

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
  /** The agency's bill that the line was taken from. */
  readonly billId?: string;
}

/** What makes a medical month whole: every item, also the late fee and the items already received. */
export interface MonthBundle {
  readonly month: Month;
  readonly scheme: Scheme;
  readonly items: readonly Item[];
  /** The agency's bill for the month; its own items are the bundle. */
  readonly billId?: string;
}

/** How one amount was computed, for the certificate. */
export interface Step {
  readonly rule: string;
  readonly formula: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly result: string;
}

/** Lines with the steps and parameters that they were computed with. */
export interface Figures {
  readonly lines: readonly Line[];
  readonly steps: readonly Step[];
  readonly parameters: readonly ParameterUsed[];
}

/** A quote before its total and its last instant are known. */
export interface Draft extends Figures {
  /** `deferral` when at least one month is payable only because of a deferral row (缓缴). */
  readonly route?: 'deferral';
  /** One a medical month; none for pension. */
  readonly bundles: readonly MonthBundle[];
  /** Instants at which a rule behind the figures ceases to hold. */
  readonly closings: readonly Instant[];
}

/** An assessment that gives amounts, in yuan, with every step and parameter. */
export interface Quoted extends Figures {
  readonly accepted: true;
  readonly total: Yuan;
  /** `deferral` when at least one month is payable only because of a deferral row (缓缴). */
  readonly route?: 'deferral';
  readonly lateFee: Yuan;
  /** One a medical month; none for pension. */
  readonly bundles: readonly MonthBundle[];
  /** The quote may be paid before this instant. */
  readonly expiresAt: Instant;
}

/** Amounts, or the reason against them. */
export type Assessed = Quoted | Refused;
