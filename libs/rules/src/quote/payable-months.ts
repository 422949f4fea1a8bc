import { currentMonth, monthsOfYear, type Month } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import type { Pack } from '../packs/pack';
import { notesOf } from '../packs/parameter';
import { openDeferral } from '../pension/window';
import { assess } from './assess';
import type { Assessed, Quoted } from './assessment';
import { conditionOf, type MonthCondition } from './conditions';
import { basesFor } from './pension-quote';
import type { MedicalRequest, PensionRequest } from './quote-request';
import { refuse, type Refused, type RuleReason } from './refusal';

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
  /** Pension: the lowest and the highest base that a quote accepts on the day of the request. */
  readonly limits?: { readonly lower: Yuan; readonly upper: Yuan };
  /** What a citizen is told about figures that may still change, such as `按 2026 年标准预估`. */
  readonly notesZh?: readonly string[];
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

/** Reasons against the base: the payer can choose another. */
const baseReasons: readonly RuleReason[] = [
  'base-required',
  'base-not-multiple-of-step',
  'base-below-lower-limit',
  'base-above-upper-limit',
];

/** A quote decides: on the base that is known, or else on the lowest that a payer could choose. */
const pensionMonth = (
  pack: Pack,
  request: Extract<PayableMonthsRequest, { insurance: 'pension' }>,
  month: Month,
): PayableMonth => {
  const { at, facts } = request;
  const quoteOn = (base: Yuan | undefined): Assessed =>
    assess(pack, {
      insurance: 'pension',
      at,
      facts,
      months: [month],
      ...(base === undefined ? {} : { base }),
    });
  const limits = basesFor(pack, [month], at);
  const shown = limits === undefined ? {} : { limits };
  const assessed = quoteOn(request.base ?? facts.registeredBase);
  if (assessed.accepted) return { ...payable(month, assessed), ...shown, conditions: [] };
  const open = baseReasons.includes(assessed.reason) ? quoteOn(limits?.lower) : assessed;
  if (!open.accepted) return notPayable(month, open, request);
  const { amounts: _amounts, total: _total, ...withoutAmounts } = payable(month, open);
  return {
    ...withoutAmounts,
    ...shown,
    conditions: [],
  };
};

const notPayable = (
  month: Month,
  refused: Refused,
  { insurance, facts }: PayableMonthsRequest,
): PayableMonth =>
  facts.paidMonths.includes(month)
    ? { month, status: 'paid', conditions: [] }
    : { month, status: 'closed', conditions: [conditionOf(refused, insurance, month)] };

const medicalMonth = (
  pack: Pack,
  request: Extract<PayableMonthsRequest, { insurance: 'medical' }>,
  month: Month,
): PayableMonth => {
  const { at, facts } = request;
  const assessed = assess(pack, { insurance: 'medical', at, facts, months: [month] });
  if (!assessed.accepted) return notPayable(month, assessed, request);
  return {
    ...payable(month, assessed),
    conditions: incomplete(month, assessed, facts.receivedItems[month]),
  };
};

/** A bundle of which some items have arrived waits for the others; items of a former scheme do not count. */
const incomplete = (
  month: Month,
  { lines, bundles }: Quoted,
  arrivedItems: readonly Item[] = [],
): MonthCondition[] => {
  const receivedItems = arrivedItems.filter((item) => bundles.some(({ items }) => items.includes(item)));
  if (receivedItems.length === 0) return [];
  const missing = lines.map(({ item }) => item);
  return [
    conditionOf(refuse('bundle-incomplete', { receivedItems, missingItems: missing }), 'medical', month),
  ];
};

const payable = (
  month: Month,
  { lines, route, total, parameters }: Quoted,
): Omit<PayableMonth, 'conditions'> => ({
  month,
  status: 'payable',
  ...(route === undefined ? {} : { route }),
  items: lines.map(({ item }) => item),
  amounts: Object.fromEntries(lines.map(({ item, amount }) => [item, amount])),
  total,
  ...notesOf(parameters),
});
