import { firstDayOf, type Day, type Month } from '@canbao/calendar';
import type { Insurance } from '@canbao/vocabulary';
import type { Condition } from '../condition';
import { medicalBundleSource } from '../medical/bundle';
import { medicalArrearsSource, medicalPrepaymentSource } from '../medical/window';
import { pensionWindowSource } from '../pension/window';
import { cite, type Reference } from '../citation';
import type { QuoteRequest } from './quote-request';
import type { Refused, RuleReason } from './refusal';
import { plannedOpening, registrationSource } from './registration';

/** Why a month cannot be paid, or only in part. */
export type MonthCondition = Condition<RuleReason>;

/** The rule behind a reason, where it is written, and who can clear it. */
interface Rule {
  readonly rule: string;
  readonly source: Reference;
  readonly clearedBy: MonthCondition['clearedBy'];
}

const limitsSource: Reference = { guide: 'G3.2.1.1, G3.2.1.4' };

const rules: Partial<Record<RuleReason, Rule>> = {
  'not-registered': { rule: 'registration', source: registrationSource, clearedBy: 'registration-agency' },
  'person-deceased': { rule: 'registration', source: registrationSource, clearedBy: 'registration-agency' },
  'covered-by-employer': {
    rule: 'registration',
    source: registrationSource,
    clearedBy: 'registration-agency',
  },
  'already-paid': { rule: 'pension.duplicate', source: pensionWindowSource, clearedBy: 'channel' },
  'deferral-closed': {
    rule: 'pension.deferral',
    source: { sources: ['deferral-2022'], guide: 'G3.3.1.3' },
    clearedBy: 'nobody',
  },
  'prior-year-not-allowed': { rule: 'pension.window', source: pensionWindowSource, clearedBy: 'nobody' },
  'arrears-push-required': {
    rule: 'medical.arrears',
    source: medicalArrearsSource,
    clearedBy: 'medical-agency',
  },
  'unknown-item': { rule: 'medical.bundle', source: medicalBundleSource, clearedBy: 'payer' },
  'bundle-incomplete': { rule: 'medical.bundle', source: medicalBundleSource, clearedBy: 'payer' },
  'base-required': {
    rule: 'pension.limits',
    source: { guide: 'G1.4' },
    clearedBy: 'payer',
  },
  'base-not-multiple-of-step': {
    rule: 'pension.baseStep',
    source: { sources: ['pension.baseStep'] },
    clearedBy: 'payer',
  },
  'base-below-lower-limit': { rule: 'pension.limits', source: limitsSource, clearedBy: 'payer' },
  'base-above-upper-limit': { rule: 'pension.limits', source: limitsSource, clearedBy: 'payer' },
};

/** Reasons that lie in the writing of the request, not in a month. */
const requestReasons: readonly RuleReason[] = ['months-required', 'duplicate-month', 'field-not-applicable'];

/**
 * Why a quote is refused: a condition for each month it is about. There is none for a request that only
 * needs to be written differently.
 */
export const conditionsOf = (
  refused: Refused,
  { insurance, months }: Pick<QuoteRequest, 'insurance' | 'months'>,
): MonthCondition[] => {
  if (requestReasons.includes(refused.reason)) return [];
  const { rejectedMonths } = refused.details as { rejectedMonths?: readonly Month[] };
  if (rejectedMonths === undefined) return [conditionOf(refused, insurance, months[0] as Month)];
  return rejectedMonths.map((month) => {
    const condition = conditionOf(refused, insurance, month);
    return { ...condition, details: { ...condition.details, month } };
  });
};

/** The condition of one month. */
export const conditionOf = (
  { reason, details }: Refused,
  insurance: Insurance,
  month: Month,
): MonthCondition => {
  if (reason === 'prepayment-not-allowed') return prepayment(insurance, month);
  const { enrolledFrom } = details as { enrolledFrom?: Day };
  const clearsOn = enrolledFrom === undefined ? undefined : plannedOpening(insurance, month, enrolledFrom);
  const rule = rules[reason];
  const { rejectedMonths: _, ...evidence } = details;
  return {
    code: reason,
    rule: rule?.rule ?? `${insurance}.quote`,
    source: rule === undefined ? 'no row for this date in the rule pack' : cite(rule.source),
    clearedBy: clearsOn === undefined ? (rule?.clearedBy ?? 'operator') : 'time',
    ...(clearsOn === undefined ? {} : { clearsOn }),
    ...(Object.keys(evidence).length === 0 ? {} : { details: evidence }),
  };
};

/** Time clears it: the month becomes payable on its first day. */
const prepayment = (insurance: Insurance, month: Month): MonthCondition => ({
  code: 'prepayment-not-allowed',
  rule: `${insurance}.window`,
  source: cite(insurance === 'pension' ? pensionWindowSource : medicalPrepaymentSource),
  clearedBy: 'time',
  clearsOn: firstDayOf(month),
});
