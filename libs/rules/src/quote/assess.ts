import {
  dayOf,
  firstDayOf,
  lastDayOf,
  monthOf,
  plusMonths,
  startOf,
  type Day,
  type Instant,
} from '@canbao/calendar';
import { sum } from '@canbao/money';
import { computeMedical, billFor, itemsRefusal, medicalWindowRefusal } from './assess-medical';
import {
  baseRefusal,
  computePension,
  limitsFor,
  pensionWindowRefusal,
  type Computed,
} from './assess-pension';
import { refuse, type Assessed, type QuoteRequest, type Refused } from './assessment';
import type { Pack } from '../packs/packs';
import { pensionWindow } from '../pension/window';
import { quoteExpiry } from './quote-validity';
import { enrolmentCovers } from './registration';
import { rowOn } from '../packs/row';
import { distinct, used } from './used';

/** What is asked must name months, each once, for someone enrolled. */
const requestRefusal = ({ months, facts, at }: QuoteRequest): Refused | undefined => {
  if (months.length === 0) return refuse('months-required');
  const repeated = months.filter((value, index) => months.indexOf(value) !== index);
  if (repeated.length > 0) return refuse('duplicate-month', { rejectedMonths: repeated });
  return enrolmentCovers(facts, at) ? undefined : refuse('not-registered');
};

const paidRefusal = ({ months, facts }: QuoteRequest): Refused | undefined => {
  const rejectedMonths = months.filter((value) => facts.paidMonths.includes(value));
  return rejectedMonths.length === 0 ? undefined : refuse('already-paid', { rejectedMonths });
};

/** The ladder up to the figures, in the order of `ruleReasons`. */
const refusal = (pack: Pack, request: QuoteRequest): Refused | undefined =>
  request.insurance === 'pension'
    ? (requestRefusal(request) ??
      pensionWindowRefusal(pack, request) ??
      paidRefusal(request) ??
      pensionItemsRefusal(request) ??
      baseRefusal(pack, request))
    : (requestRefusal(request) ??
      medicalWindowRefusal(request, ['prepayment-not-allowed']) ??
      paidRefusal(request) ??
      medicalWindowRefusal(request, ['arrears-push-required']) ??
      itemsRefusal(request));

const pensionItemsRefusal = ({ items = [] }: QuoteRequest): Refused | undefined => {
  const unknownItems = items.filter((item) => item !== 'pension');
  return unknownItems.length === 0 ? undefined : refuse('items-unknown', { unknownItems });
};

/**
 * The day after, as the instant at which a row that holds to the given day ends. Rows end on the last day of
 * a month.
 */
const endOfRow = (until: Day | undefined): Instant[] =>
  until === undefined || until !== lastDayOf(monthOf(until))
    ? []
    : [startOf(firstDayOf(plusMonths(monthOf(until), 1)))];

const closings = (pack: Pack, { insurance, months, at }: QuoteRequest): Instant[] => {
  if (insurance === 'medical') return [];
  const deferred = months.filter((value) => pensionWindow(pack.pensionDeferrals, value, at) === 'deferral');
  return [
    ...deferred.flatMap((value) => rowOn(pack.pensionDeferrals, value)?.value.closeAt ?? []),
    ...endOfRow(limitsFor(pack, months, at)?.until),
  ];
};

const quoted = (pack: Pack, request: QuoteRequest, { lines, steps, parameters }: Computed): Assessed => {
  const validity = rowOn(pack.quoteValidities, dayOf(request.at));
  const total = sum(lines.map(({ amount }) => amount));
  const deferral =
    request.insurance === 'pension' &&
    request.months.some((value) => pensionWindow(pack.pensionDeferrals, value, request.at) === 'deferral');
  const bills =
    request.insurance === 'medical'
      ? request.months.flatMap((value) => billFor(request.facts, request.at, value)?.billId ?? [])
      : [];
  return {
    accepted: true,
    lines,
    total,
    ...(deferral ? { route: 'deferral' as const } : {}),
    lateFee: sum(lines.filter(({ item }) => item === 'late-fee').map(({ amount }) => amount)),
    bills: bills.filter((bill, index) => bills.indexOf(bill) === index),
    expiresAt: quoteExpiry(request.at, validity?.value.minutes ?? 30, closings(pack, request)),
    steps: [
      ...steps,
      {
        rule: 'quote.total',
        formula: 'total = sum of lines',
        inputs: { lines: String(lines.length) },
        result: total,
      },
    ],
    parameters: distinct([
      ...parameters,
      ...(validity === undefined
        ? []
        : [used('quote.validity', validity, ({ minutes }) => `${minutes} min`)]),
    ]),
  };
};

/** Decides a quote: its lines with every step and parameter, or the first reason of the ladder against it. */
export const assess = (pack: Pack, request: QuoteRequest): Assessed => {
  const refused = refusal(pack, request);
  if (refused !== undefined) return refused;
  const inOrder = { ...request, months: [...request.months].sort() };
  // The base is present for pension: the ladder has refused its absence.
  const computed =
    request.insurance === 'medical' || request.base === undefined
      ? computeMedical(pack, inOrder)
      : computePension(pack, inOrder, request.base);
  return 'accepted' in computed ? computed : quoted(pack, inOrder, computed);
};
