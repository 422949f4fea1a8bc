import { currentMonth, monthsOfYear, type Month } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import type { Pack } from '../packs/pack';
import { openDeferral } from '../pension/window';
import { assess } from './assess';
import type { Quoted } from './assessment';
import { conditionOf, type MonthCondition } from './conditions';
import { limitsFor } from './pension-quote';
import type { MedicalRequest, PensionRequest } from './quote-request';
import { refuse, type RuleReason } from './refusal';

/**
 * Whose months, when, and the facts. Pension amounts are computed when a base is known: `base`, or else the
 * registered one.
 */
export type PayableMonthsRequest =
  Omit<PensionRequest, 'months' | 'items'> | Omit<MedicalRequest, 'months' | 'items'>;

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

/** For each month whether it can be paid now, with items and amounts; if not, why and what would clear it. */
export const payableMonths = (pack: Pack, request: PayableMonthsRequest): PayableMonth[] =>
  monthsShown(pack, request).map((month) =>
    request.insurance === 'pension' ? pensionMonth(pack, request, month) : medicalMonth(pack, request, month),
  );

/** The current year, and before it the months that are deferred and still payable, or billed. */
const monthsShown = (pack: Pack, request: PayableMonthsRequest): Month[] => {
  const { at } = request;
  const earlier =
    request.insurance === 'medical'
      ? request.facts.bills.map(({ month }) => month)
      : pack.pensionDeferrals
          .flatMap(({ from }) => monthsOfYear(from))
          .filter((month) => openDeferral(pack.pensionDeferrals, month, at) !== undefined);
  return [...new Set([...earlier, ...monthsOfYear(currentMonth(at))])].sort();
};

/** Reasons against the base: the payer can choose another, so the month itself is open. */
const baseReasons: readonly RuleReason[] = [
  'base-required',
  'base-not-multiple-of-step',
  'base-below-lower-limit',
  'base-above-upper-limit',
];

const pensionMonth = (
  pack: Pack,
  request: Extract<PayableMonthsRequest, { insurance: 'pension' }>,
  month: Month,
): PayableMonth => {
  const { at, facts } = request;
  const base = request.base ?? facts.registeredBase;
  const row = limitsFor(pack, [month], at);
  const limits = row === undefined ? {} : { limits: { lower: row.value.lower, upper: row.value.upper } };
  const assessed = assess(pack, {
    insurance: 'pension',
    at,
    facts,
    months: [month],
    ...(base === undefined ? {} : { base }),
  });
  if (assessed.accepted) return { ...payable(month, assessed), ...limits, conditions: [] };
  if (baseReasons.includes(assessed.reason)) {
    const deferred = openDeferral(pack.pensionDeferrals, month, at) !== undefined;
    return {
      month,
      status: 'payable',
      ...(deferred ? { route: 'deferral' as const } : {}),
      items: ['pension'],
      ...limits,
      conditions: [],
    };
  }
  if (facts.paidMonths.includes(month)) return { month, status: 'paid', conditions: [] };
  return { month, status: 'closed', conditions: [conditionOf(assessed, 'pension', month)] };
};

const medicalMonth = (
  pack: Pack,
  { at, facts }: Extract<PayableMonthsRequest, { insurance: 'medical' }>,
  month: Month,
): PayableMonth => {
  const assessed = assess(pack, { insurance: 'medical', at, facts, months: [month] });
  if (assessed.accepted)
    return {
      ...payable(month, assessed),
      conditions: incomplete(month, assessed, facts.receivedItems[month]),
    };
  if (facts.paidMonths.includes(month)) return { month, status: 'paid', conditions: [] };
  return { month, status: 'closed', conditions: [conditionOf(assessed, 'medical', month)] };
};

/** A bundle of which some items have arrived waits for the others. */
const incomplete = (
  month: Month,
  { lines }: Quoted,
  receivedItems: readonly Item[] = [],
): MonthCondition[] => {
  if (receivedItems.length === 0) return [];
  const missing = lines.map(({ item }) => item);
  return [
    conditionOf(refuse('bundle-incomplete', { receivedItems, missingItems: missing }), 'medical', month),
  ];
};

const payable = (month: Month, { lines, route, total }: Quoted): Omit<PayableMonth, 'conditions'> => ({
  month,
  status: 'payable',
  ...(route === undefined ? {} : { route }),
  items: lines.map(({ item }) => item),
  amounts: Object.fromEntries(lines.map(({ item, amount }) => [item, amount])),
  total,
});
