import { currentMonth, monthsOfYear, type Day, type Month } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import type { BillMonth } from '../medical/bill';
import { differencesOf, type BillDifference } from '../medical/bill-difference';
import type { Pack } from '../packs/pack';
import { baseBounds } from '../medical/base';
import { notesOf } from '../packs/parameter';
import { openDeferral } from '../pension/window';
import { assess, refusals } from './assess';
import type { Quoted } from './assessment';
import { baseReasons, conditionOf, type MonthCondition } from './conditions';
import { choiceFor } from './medical-quote';
import { basesFor } from './pension-quote';
import type { MedicalRequest, PensionRequest, QuoteRequest } from './quote-request';
import { refuse } from './refusal';

/**
 * Whose months, when, and the facts. Amounts on a base that is chosen are computed when it is known: `base`,
 * or else the registered one of a pension.
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
  /** Amount by item; where a base is chosen, only when it is known. */
  readonly amounts?: Readonly<Record<string, Yuan>>;
  readonly total?: Yuan;
  /** Where a base is chosen: the lowest and the highest that a quote accepts on the day of the request. */
  readonly limits?: { readonly lower: Yuan; readonly upper: Yuan };
  /** What a citizen is told about figures that may still change, such as `按 2026 年标准预估`. */
  readonly notesZh?: readonly string[];
  /** The agency's bill that the month is paid by, and where our own arithmetic differs from it. */
  readonly bill?: {
    readonly billId: string;
    readonly payableUntil?: Day;
    readonly differences?: readonly (BillDifference & { readonly month: Month })[];
  };
  /** Every condition against paying it, in the order of the ladder; of a payable one, what it waits for. */
  readonly conditions: readonly MonthCondition[];
}

/**
 * For each month whether it can be paid now, with items and amounts; if not, why and what would clear it. A
 * paid month needs no reason.
 */
export const payableMonths = (pack: Pack, request: PayableMonthsRequest): PayableMonth[] =>
  monthsShown(pack, request)
    .map((month) => payableMonth(pack, request, month))
    .map((shown) => (shown.status === 'paid' ? { ...shown, conditions: [] } : shown));

/** The same for one month, of the list or not; of a paid one, too, what stands against paying it again. */
export const payableMonth = (pack: Pack, request: PayableMonthsRequest, month: Month): PayableMonth =>
  request.insurance === 'pension' ? pensionMonth(pack, request, month) : medicalMonth(pack, request, month);

/** The current year, and before it the months that are deferred and still payable, or billed. */
const monthsShown = (pack: Pack, request: PayableMonthsRequest): Month[] => {
  const { at } = request;
  const earlier =
    request.insurance === 'medical'
      ? request.facts.bills.map(({ month }) => month)
      : pack.pensionDeferrals
          .flatMap(({ from }) => monthsOfYear(from))
          .filter((month) => openDeferral(pack.pensionDeferrals, month, at) !== undefined);
  const added = request.insurance === 'pension' ? addedMonths(request) : [];
  return [...new Set([...earlier, ...added, ...monthsOfYear(currentMonth(at))])].sort();
};

/** Paid months with an addition that is still to be paid. */
const addedMonths = ({ facts }: Extract<PayableMonthsRequest, { insurance: 'pension' }>): Month[] =>
  (facts.trueUps ?? []).flatMap(({ month, isPaid }) => (isPaid === true ? [] : [month]));

/** A quote decides: on the base that is known, or else on the lowest that a payer could choose. */
const pensionMonth = (
  pack: Pack,
  request: Extract<PayableMonthsRequest, { insurance: 'pension' }>,
  month: Month,
): PayableMonth => {
  const { at, facts, channel } = request;
  const on = (base: Yuan | undefined): QuoteRequest => ({
    insurance: 'pension',
    at,
    facts,
    months: [month],
    ...(channel === undefined ? {} : { channel }),
    ...(base === undefined ? {} : { base }),
  });
  if (addedMonths(request).includes(month)) {
    const added = assess(pack, on(undefined));
    return added.accepted
      ? { ...payable(month, added), conditions: [] }
      : { month, status: 'closed', conditions: [conditionOf(pack, added, 'pension', month)] };
  }
  const limits = basesFor(pack, [month], at);
  const shown = limits === undefined ? {} : { limits };
  const assessed = assess(pack, on(request.base ?? facts.registeredBase));
  if (assessed.accepted) return { ...payable(month, assessed), ...shown, conditions: [] };
  const another = on(limits?.lower);
  const open = baseReasons.includes(assessed.reason) ? assess(pack, another) : assessed;
  if (!open.accepted) return notPayable(pack, month, another);
  return { ...withoutAmounts(payable(month, open)), ...shown, conditions: [] };
};

const withoutAmounts = <M extends Pick<PayableMonth, 'amounts' | 'total'>>({
  amounts: _amounts,
  total: _total,
  ...others
}: M): Omit<M, 'amounts' | 'total'> => others;

/** No base opens it, so that it stands against none of them. */
const notPayable = (pack: Pack, month: Month, request: QuoteRequest): PayableMonth => ({
  month,
  status: request.facts.paidMonths.includes(month) ? 'paid' : 'closed',
  conditions: refusals(pack, request).map((refused) => conditionOf(pack, refused, request.insurance, month)),
});

const medicalMonth = (
  pack: Pack,
  request: Extract<PayableMonthsRequest, { insurance: 'medical' }>,
  month: Month,
): PayableMonth => {
  const { at, facts, base: chosen } = request;
  const choice = choiceFor(pack, request, month);
  const bounds = choice === undefined ? undefined : baseBounds(choice);
  const on = (base: Yuan | undefined): QuoteRequest => ({
    insurance: 'medical',
    at,
    facts,
    months: [month],
    ...(base === undefined ? {} : { base }),
  });
  const assessed = assess(pack, on(bounds === undefined ? undefined : chosen));
  const isOpenOnAnother = !assessed.accepted && baseReasons.includes(assessed.reason);
  const another = on(bounds?.lower);
  const open = isOpenOnAnother ? assess(pack, another) : assessed;
  if (!open.accepted) return notPayable(pack, month, another);
  const shown = payable(month, open);
  const billId = open.bundles[0]?.billId;
  return {
    ...(isOpenOnAnother ? withoutAmounts(shown) : shown),
    ...(bounds === undefined ? {} : { limits: bounds }),
    ...billShown(facts.bills.find((bill) => bill.month === month && bill.billId === billId)),
    conditions: incomplete(pack, month, open, facts.receivedItems[month]),
  };
};

const billShown = (bill: BillMonth | undefined): Pick<PayableMonth, 'bill'> => {
  if (bill === undefined) return {};
  const { billId, month, payableUntil } = bill;
  const differences = differencesOf(bill).map((difference) => ({ month, ...difference }));
  return {
    bill: {
      billId,
      ...(payableUntil === undefined ? {} : { payableUntil }),
      ...(differences.length === 0 ? {} : { differences }),
    },
  };
};

/** A bundle of which some items have arrived waits for the others; items of a former scheme do not count. */
const incomplete = (
  pack: Pack,
  month: Month,
  { lines, bundles }: Quoted,
  arrivedItems: readonly Item[] = [],
): MonthCondition[] => {
  const receivedItems = arrivedItems.filter((item) => bundles.some(({ items }) => items.includes(item)));
  if (receivedItems.length === 0) return [];
  const missing = lines.map(({ item }) => item);
  return [
    conditionOf(
      pack,
      refuse('bundle-incomplete', { receivedItems, missingItems: missing }),
      'medical',
      month,
    ),
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
