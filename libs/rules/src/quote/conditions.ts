import { firstDayOf, type Day, type Month } from '@canbao/calendar';
import type { Insurance } from '@canbao/vocabulary';
import type { Condition } from '../condition';
import { medicalBundleSource } from '../medical/bundle';
import { medicalArrearsSource } from '../medical/window';
import type { Pack } from '../packs/pack';
import { pensionWindowSource } from '../pension/window';
import { cite, type Reference } from '../citation';
import { rowOn, type Row } from '../row';
import type { QuoteRequest } from './quote-request';
import type { Refused, RuleReason } from './refusal';
import { plannedOpening, registrationSource } from './registration';

/** Why a month cannot be paid, or only in part. */
export type MonthCondition = Condition<RuleReason>;

/** The rule behind a reason, where it is written, and who can clear it. */
interface Rule {
  readonly rule: string;
  /** Absent: where the pack's row of the rule says. */
  readonly source?: Reference;
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
  'bill-expired': { rule: 'medical.arrears', source: medicalArrearsSource, clearedBy: 'medical-agency' },
  'bill-not-debited': { rule: 'medical.arrears', source: medicalArrearsSource, clearedBy: 'payer' },
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
  'base-not-a-tier': { rule: 'medical.base', clearedBy: 'payer' },
  'scheme-locked': { rule: 'medical.changeTimes', clearedBy: 'medical-agency' },
};

/** A base that is chosen for medical insurance is bounded by the pack's row, not by the guide. */
const ruleFor = (reason: RuleReason, insurance: Insurance): Rule | undefined =>
  insurance === 'medical' && baseReasons.includes(reason) ? rules['base-not-a-tier'] : rules[reason];

/** Reasons against a base: the payer can choose another. */
export const baseReasons: readonly RuleReason[] = [
  'base-required',
  'base-not-multiple-of-step',
  'base-below-lower-limit',
  'base-above-upper-limit',
  'base-not-a-tier',
];

/** Reasons that lie in the writing of the request, not in a month. */
const requestReasons: readonly RuleReason[] = ['months-required', 'duplicate-month', 'field-not-applicable'];

/**
 * Why a quote is refused: a condition for each month it is about. There is none for a request that only
 * needs to be written differently.
 */
export const conditionsOf = (
  pack: Pack,
  refused: Refused,
  { insurance, months }: Pick<QuoteRequest, 'insurance' | 'months'>,
): MonthCondition[] => {
  if (requestReasons.includes(refused.reason)) return [];
  const { rejectedMonths } = refused.details as { rejectedMonths?: readonly Month[] };
  if (rejectedMonths === undefined) return [conditionOf(pack, refused, insurance, months[0] as Month)];
  return rejectedMonths.map((month) => {
    const condition = conditionOf(pack, refused, insurance, month);
    return { ...condition, details: { ...condition.details, month } };
  });
};

/** The condition of one month. */
export const conditionOf = (
  pack: Pack,
  { reason, details }: Refused,
  insurance: Insurance,
  month: Month,
): MonthCondition => {
  if (reason === 'prepayment-not-allowed') return prepayment(pack, insurance, month);
  const { enrolledFrom } = details as { enrolledFrom?: Day };
  const clearsOn = enrolledFrom === undefined ? undefined : plannedOpening(insurance, month, enrolledFrom);
  const rule = ruleFor(reason, insurance);
  const { rejectedMonths: _, ...evidence } = details;
  return {
    code: reason,
    rule: rule?.rule ?? `${insurance}.quote`,
    source: citeOr(noRow, rule?.source ?? rowOf(pack, rule?.rule, month)?.source),
    clearedBy: clearsOn === undefined ? (rule?.clearedBy ?? 'operator') : 'time',
    ...(clearsOn === undefined ? {} : { clearsOn }),
    ...(Object.keys(evidence).length === 0 ? {} : { details: evidence }),
  };
};

const noRow = 'no row for this date in the rule pack';

const citeOr = (otherwise: string, source: Reference | undefined): string =>
  source === undefined ? otherwise : cite(source);

const rowOf = (pack: Pack, rule: string | undefined, month: Month): Row<Month, unknown> | undefined => {
  if (rule === 'medical.base') return rowOn(pack.medicalBases, month);
  return rule === 'medical.changeTimes' ? rowOn(pack.medicalChangeTimes, month) : undefined;
};

/** Time clears it: the month becomes payable on its first day. */
const prepayment = (pack: Pack, insurance: Insurance, month: Month): MonthCondition => ({
  code: 'prepayment-not-allowed',
  rule: `${insurance}.window`,
  source: citeOr(
    noRow,
    insurance === 'pension' ? pensionWindowSource : rowOn(pack.medicalPrepayments, month)?.source,
  ),
  clearedBy: 'time',
  clearsOn: firstDayOf(month),
});
