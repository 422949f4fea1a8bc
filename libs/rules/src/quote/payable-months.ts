import type { Insurance } from '@canbao/vocabulary';
import { currentMonth, firstDayOf, monthsOfYear, type Instant, type Month } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import { sum } from '@canbao/money';
import { itemsDue } from './assess-medical';
import { limitsFor } from './assess-pension';
import { assess } from './assess';
import type {
  AccountFacts,
  MonthCondition,
  PayableMonth,
  QuoteRequest,
  Refused,
  RuleReason,
} from './assessment';
import { medicalBundleSource } from '../medical/bundle';
import { medicalArrearsSource, medicalPrepaymentSource } from '../medical/window';
import type { Pack } from '../packs/packs';
import { pensionWindow, pensionWindowSource } from '../pension/window';
import { registrationSource } from './registration';
import { citation, type Source } from '../packs/row';

/** Whose months, when, and what is known. */
export interface PayableMonthsRequest {
  readonly insurance: Insurance;
  readonly at: Instant;
  readonly facts: AccountFacts;
  /** Pension: amounts are given when a base is known, this one or the registered one. */
  readonly base?: Yuan;
}

const limitsSource: Source = { document: '缴费指南', guide: 'G3.2.1.1, G3.2.1.4' };

const explained: Partial<
  Record<RuleReason, { rule: string; source: Source; clearedBy: MonthCondition['clearedBy'] }>
> = {
  'not-registered': { rule: 'registration', source: registrationSource, clearedBy: 'registration-agency' },
  'already-paid': { rule: 'pension.duplicate', source: pensionWindowSource, clearedBy: 'nobody' },
  'deferral-closed': {
    rule: 'pension.deferral',
    source: { document: '人社厅发〔2022〕16号', guide: 'G3.3.1.3' },
    clearedBy: 'nobody',
  },
  'prior-year-not-allowed': { rule: 'pension.window', source: pensionWindowSource, clearedBy: 'nobody' },
  'arrears-push-required': {
    rule: 'medical.arrears',
    source: medicalArrearsSource,
    clearedBy: 'medical-agency',
  },
  'items-unknown': { rule: 'medical.bundle', source: medicalBundleSource, clearedBy: 'payer' },
  'base-required': {
    rule: 'pension.limits',
    source: { document: '缴费指南', guide: 'G1.4' },
    clearedBy: 'payer',
  },
  'base-step': {
    rule: 'pension.baseStep',
    source: { document: 'configuration pension.baseStep' },
    clearedBy: 'payer',
  },
  'base-below-lower-limit': { rule: 'pension.limits', source: limitsSource, clearedBy: 'payer' },
  'base-above-upper-limit': { rule: 'pension.limits', source: limitsSource, clearedBy: 'payer' },
  'bundle-incomplete': { rule: 'medical.bundle', source: medicalBundleSource, clearedBy: 'payer' },
};

const conditionOf = ({ reason, details }: Refused, insurance: Insurance, value: Month): MonthCondition => {
  if (reason === 'prepayment-not-allowed') {
    const source = insurance === 'pension' ? pensionWindowSource : medicalPrepaymentSource;
    return {
      code: reason,
      rule: `${insurance}.window`,
      source: citation(source),
      clearedBy: 'time',
      clearsOn: firstDayOf(value),
    };
  }
  const known = explained[reason] ?? {
    rule: `${insurance}.quote`,
    source: { document: 'no row for this date in the rule pack' },
    clearedBy: 'nobody' as const,
  };
  const { rejectedMonths: _, ...evidence } = details;
  return {
    code: reason,
    rule: known.rule,
    source: citation(known.source),
    clearedBy: known.clearedBy,
    ...(Object.keys(evidence).length === 0 ? {} : { details: evidence }),
  };
};

/**
 * Why a quote is refused, a condition for each month it is about (promise 5); none for a request that only
 * has to be written otherwise.
 */
export const conditionsOf = (
  refused: Refused,
  { insurance, months }: Pick<QuoteRequest, 'insurance' | 'months'>,
): MonthCondition[] => {
  if (refused.reason === 'months-required' || refused.reason === 'duplicate-month') return [];
  const { rejectedMonths } = refused.details as { rejectedMonths?: readonly Month[] };
  if (rejectedMonths === undefined) return [conditionOf(refused, insurance, months[0] as Month)];
  return rejectedMonths.map((value) => {
    const condition = conditionOf(refused, insurance, value);
    return { ...condition, details: { ...condition.details, month: value } };
  });
};

/**
 * The months worth showing: the current year, deferred months while they can be paid, billed and paid months.
 */
const monthsShown = (pack: Pack, { insurance, at, facts }: PayableMonthsRequest): Month[] => {
  const current = monthsOfYear(currentMonth(at));
  const deferred = pack.pensionDeferrals
    .flatMap(({ from }) => monthsOfYear(from))
    .filter((value) => pensionWindow(pack.pensionDeferrals, value, at) === 'deferral');
  const earlier = insurance === 'pension' ? deferred : (facts.bills ?? []).map(({ month }) => month);
  return [...new Set([...earlier, ...current])].sort();
};

/**
 * For each month whether it can be paid now, with items and amounts, and otherwise why not and what would
 * clear it.
 */
export const payableMonths = (pack: Pack, request: PayableMonthsRequest): PayableMonth[] =>
  monthsShown(pack, request).map((value) => payableMonth(pack, request, value));

const payableMonth = (
  pack: Pack,
  { insurance, at, facts, base }: PayableMonthsRequest,
  value: Month,
): PayableMonth => {
  const limits = insurance === 'pension' ? limitsFor(pack, [value], at)?.value : undefined;
  const chosen = base ?? facts.registeredBase;
  const quote: QuoteRequest = {
    insurance,
    at,
    months: [value],
    facts,
    ...(insurance === 'pension' && chosen !== undefined ? { base: chosen } : {}),
  };
  const assessed = assess(pack, quote);
  const shownLimits = limits === undefined ? {} : { limits: { lower: limits.lower, upper: limits.upper } };
  if (assessed.accepted) {
    const amounts = Object.fromEntries(assessed.lines.map(({ item, amount }) => [item, amount]));
    const parts = insurance === 'medical' ? (facts.parts?.[value] ?? []) : [];
    const incomplete: MonthCondition[] =
      parts.length === 0
        ? []
        : [
            conditionOf(
              {
                accepted: false,
                reason: 'bundle-incomplete',
                details: { receivedItems: parts, missingItems: itemsDue(facts, at, value) },
              },
              insurance,
              value,
            ),
          ];
    return {
      month: value,
      status: 'payable',
      ...(assessed.route === undefined ? {} : { route: assessed.route }),
      items: assessed.lines.map(({ item }) => item),
      amounts,
      total: sum(assessed.lines.map(({ amount }) => amount)),
      ...shownLimits,
      conditions: incomplete,
    };
  }
  // A base that is missing or does not fit is mended by the payer: the month itself is open.
  if (baseReasons.includes(assessed.reason)) {
    const deferral = pensionWindow(pack.pensionDeferrals, value, at) === 'deferral';
    return {
      month: value,
      status: 'payable',
      ...(deferral ? { route: 'deferral' as const } : {}),
      items: ['pension'],
      ...shownLimits,
      conditions: [],
    };
  }
  const condition = conditionOf(assessed, insurance, value);
  return {
    month: value,
    status: facts.paidMonths.includes(value) ? 'paid' : 'closed',
    conditions: facts.paidMonths.includes(value) ? [] : [condition],
  };
};

const baseReasons: readonly RuleReason[] = [
  'base-required',
  'base-step',
  'base-below-lower-limit',
  'base-above-upper-limit',
];
