import { firstDayOf, type Day, type Month } from '@canbao/calendar';
import type { Insurance } from '@canbao/vocabulary';
import { cite } from '../citation';
import { condition, type Condition } from '../condition';
import { noRow, type ConditionCode } from '../condition-table';
import type { Pack } from '../packs/pack';
import { rowOn, type Row } from '../row';
import type { QuoteRequest } from './quote-request';
import type { Refused, RuleReason } from './refusal';
import { plannedOpening } from './registration';

/** Why a month cannot be paid, or only in part. */
export type MonthCondition = Condition<RuleReason>;

/** Reasons against a base: the payer can choose another. */
export const baseReasons: readonly RuleReason[] = [
  'base-required',
  'base-not-multiple-of-step',
  'base-below-lower-limit',
  'base-above-upper-limit',
  'base-not-a-tier',
];

/** Reasons that lie in the writing of the request, not in a month. */
const requestReasons = ['months-required', 'duplicate-month', 'field-not-applicable'] as const;
type RequestReason = (typeof requestReasons)[number];

/**
 * Why a quote is refused: a condition for each month it is about. There is none for a request that only
 * needs to be written differently.
 */
export const conditionsOf = (
  pack: Pack,
  refused: Refused,
  { insurance, months }: Pick<QuoteRequest, 'insurance' | 'months'>,
): MonthCondition[] => {
  if (requestReasons.some((reason) => reason === refused.reason)) return [];
  const { rejectedMonths } = refused.details as { rejectedMonths?: readonly Month[] };
  if (rejectedMonths === undefined) return [conditionOf(pack, refused, insurance, months[0] as Month)];
  return rejectedMonths.map((month) => {
    const found = conditionOf(pack, refused, insurance, month);
    return { ...found, details: { ...found.details, month } };
  });
};

/** The condition of one month. */
export const conditionOf = (
  pack: Pack,
  { reason, details }: Refused,
  insurance: Insurance,
  month: Month,
): MonthCondition => {
  const { enrolledFrom } = details as { enrolledFrom?: Day };
  const clearsOn =
    reason === 'prepayment-not-allowed'
      ? firstDayOf(month)
      : enrolledFrom && plannedOpening(insurance, month, enrolledFrom);
  const { rejectedMonths: _, ...evidence } = details;
  return {
    ...condition(meaningOf(reason, insurance), rowOf(pack, reason, insurance, month)),
    code: reason,
    ...(clearsOn === undefined ? {} : { clearedBy: 'time', clearsOn }),
    ...(Object.keys(evidence).length === 0 ? {} : { details: evidence }),
  };
};

/** A base that is chosen for medical insurance is bounded by the pack's row, not by the guide. */
const meaningOf = (reason: RuleReason, insurance: Insurance): ConditionCode =>
  insurance === 'medical' && baseReasons.includes(reason)
    ? 'base-not-a-tier'
    : (reason as Exclude<RuleReason, RequestReason>);

/** What only the row of the month says: the rule of the insurance, and where it is written. */
const rowOf = (
  pack: Pack,
  reason: RuleReason,
  insurance: Insurance,
  month: Month,
): Partial<Pick<Condition, 'rule' | 'source'>> => {
  switch (meaningOf(reason, insurance)) {
    case 'prepayment-not-allowed':
      return insurance === 'pension'
        ? {}
        : { rule: 'medical.window', ...written(rowOn(pack.medicalPrepayments, month)) };
    case 'base-not-a-tier':
      return written(rowOn(pack.medicalBases, month));
    case 'scheme-locked':
      return written(rowOn(pack.medicalChangeTimes, month));
    case 'no-limits-for-date':
    case 'no-rate-for-month':
      return { rule: `${insurance}.quote` };
    default:
      return {};
  }
};

const written = (row: Row<Month, unknown> | undefined): { readonly source: string } => ({
  source: row === undefined ? noRow : cite(row.source),
});
