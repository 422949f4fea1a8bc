import { dayAfter, dayOf, startOf, yearOf, type Day, type Instant, type Month } from '@canbao/calendar';
import { fromFen, toFen, type Yuan } from '@canbao/money';
import type { Pack } from '../packs/pack';
import { fitsStep } from '../pension/base-step';
import { outsideLimits, type PensionLimits } from '../pension/limits';
import { channelClosing, channelsStillOpen } from '../pension/deferral';
import { openDeferral, pensionWindow } from '../pension/window';
import { rowOn, type Row } from '../row';
import type { Draft, Line } from './assessment';
import { pensionFigures } from './pension-figures';
import type { PensionRequest } from './quote-request';
import { firstRefusal, refuse, type Refused, type Rung, type RuleReason } from './refusal';
import { deathRefusal, employerRefusal, enrolmentFor, enrolmentRefusal } from './registration';
import { addedFigures, addedRefusal, addedTo, notAddedRefusal } from './true-up-quote';

/** What stands before any figure, in the order of precedence. */
export const pensionRungs: readonly Rung<PensionRequest>[] = [
  (_, { facts, months }) => deathRefusal(facts, months),
  (_, request) =>
    enrolmentRefusal(request, (month) => enrolmentFor(request.facts, month, request.at) !== undefined),
  (pack, request) => windowRefusal(pack, request),
  (pack, request) => channelRefusal(pack, request),
  (_, request) => paidRefusal(request),
  (_, { facts, months }) => employerRefusal(facts, months),
  (_, request) => itemsRefusal(request),
];

/**
 * The pension ladder, then the figures; what final limits have added to paid months has a line of its own.
 * Expects the months to be named, each once.
 */
export const pensionQuote = (pack: Pack, request: PensionRequest): Draft | Refused => {
  const added = addedTo(request);
  const months = request.months.filter((month) => added.every((each) => each.month !== month));
  if (months.length > 0) {
    const refused = notAddedRefusal(request, months);
    if (refused !== undefined) return refused;
  }
  if (added.length === 0) return monthsQuote(pack, request);
  const refused = addedRefusal(request, added);
  if (refused !== undefined) return refused;
  const figures = addedFigures(pack, added);
  const inOrder = (a: Line, b: Line): number => (a.month < b.month ? -1 : 1);
  if (months.length === 0)
    return { ...figures, lines: figures.lines.toSorted(inOrder), bundles: [], closings: [] };
  const { items, ...rest } = request;
  const own = items?.filter((item) => item !== 'pension-true-up');
  const draft = monthsQuote(pack, { ...rest, months, ...(own === undefined ? {} : { items: own }) });
  if ('accepted' in draft) return draft;
  return {
    ...draft,
    lines: [...draft.lines, ...figures.lines].toSorted(inOrder),
    steps: [...draft.steps, ...figures.steps],
    parameters: [...draft.parameters, ...figures.parameters],
  };
};

const monthsQuote = (pack: Pack, request: PensionRequest): Draft | Refused => {
  const { at, base } = request;
  const refused = firstRefusal(pensionRungs, pack, request);
  if (refused !== undefined) return refused;
  const months = request.months.toSorted();
  const limits = limitsFor(pack, months, at);
  // No base would do, so none is asked for.
  if (limits === undefined) return refuse('no-limits-for-date', { day: dayOf(at) });
  if (base === undefined) return refuse('base-required');
  const unfit = baseRefusal(pack, base, at, limits);
  if (unfit !== undefined) return unfit;
  const { channel } = request;
  const figures = pensionFigures(pack, { base, at, months, limits, ...(channel && { channel }) });
  if ('accepted' in figures) return figures;
  const deferrals = months.flatMap((month) => openDeferral(pack.pensionDeferrals, month, at) ?? []);
  return {
    ...figures,
    ...(deferrals.length === 0 ? {} : { route: 'deferral' as const }),
    bundles: [],
    closings: [
      ...deferrals.map(({ value }) => value.closeAt),
      ...deferredOf(pack, request).flatMap((month) => closingAt(pack, month, request) ?? []),
      ...endOf(limits),
    ],
  };
};

const windowReasons = [
  'prepayment-not-allowed',
  'deferral-closed',
  'prior-year-not-allowed',
] as const satisfies readonly RuleReason[];

/** The first window reason, in the documented order, with every month that it holds for. */
const windowRefusal = (pack: Pack, { months, at }: PensionRequest): Refused | undefined => {
  for (const reason of windowReasons) {
    const rejectedMonths = months.filter(
      (month) => pensionWindow(pack.pensionDeferrals, month, at) === reason,
    );
    if (rejectedMonths.length > 0) return refuse(reason, { rejectedMonths });
  }
  return undefined;
};

/** The months of the request that are payable only because of a deferral. */
const deferredOf = (pack: Pack, { months, at }: Pick<PensionRequest, 'months' | 'at'>): Month[] =>
  months.filter((month) => openDeferral(pack.pensionDeferrals, month, at) !== undefined);

const closingAt = (
  pack: Pack,
  month: Month,
  { channel }: Pick<PensionRequest, 'channel'>,
): Instant | undefined => channelClosing(pack.deferralClosings, month, channel)?.closeAt;

/** A channel may close before the deferral does: the others are named. */
const channelRefusal = (pack: Pack, request: PensionRequest): Refused | undefined => {
  const { at, channel } = request;
  const closed = deferredOf(pack, request).filter((month) => {
    const closeAt = closingAt(pack, month, request);
    return closeAt !== undefined && at >= closeAt;
  });
  const [first] = closed;
  if (first === undefined) return undefined;
  return refuse('deferral-closed-at-channel', {
    rejectedMonths: closed,
    channel,
    closedAt: closingAt(pack, first, request),
    openChannels: channelsStillOpen(pack.deferralClosings, first, at),
  });
};

const paidRefusal = ({ months, facts }: PensionRequest): Refused | undefined => {
  const rejectedMonths = months.filter((month) => facts.paidMonths.includes(month));
  return rejectedMonths.length === 0 ? undefined : refuse('already-paid', { rejectedMonths });
};

const itemsRefusal = ({ items = [] }: PensionRequest): Refused | undefined => {
  const unknownItems = items.filter((item, index) => item !== 'pension' || items.indexOf(item) !== index);
  return unknownItems.length === 0 ? undefined : refuse('unknown-item', { unknownItems });
};

type LimitsRow = Row<Day, PensionLimits>;

/** The limits in force on the payment day; a deferred month is paid on those of its base year. */
const limitsFor = (pack: Pack, months: readonly Month[], at: Instant): LimitsRow | undefined => {
  const row = rowOn(pack.pensionLimits, dayOf(at));
  const applies = (month: Month): boolean =>
    yearOf(month) === row?.value.limitYear ||
    rowOn(pack.pensionDeferrals, month)?.value.baseYear === row?.value.limitYear;
  return row !== undefined && months.every(applies) ? row : undefined;
};

/** The lowest and the highest base that fit the limits and the step. */
export const basesFor = (
  pack: Pack,
  months: readonly Month[],
  at: Instant,
): { readonly lower: Yuan; readonly upper: Yuan } | undefined => {
  const limits = limitsFor(pack, months, at);
  if (limits === undefined) return undefined;
  const { lower, upper } = limits.value;
  const step = rowOn(pack.pensionBaseSteps, dayOf(at))?.value;
  if (step === undefined) return { lower, upper };
  const stepsUp = (toFen(lower) + toFen(step) - 1n) / toFen(step);
  const stepsDown = toFen(upper) / toFen(step);
  return { lower: fromFen(stepsUp * toFen(step)), upper: fromFen(stepsDown * toFen(step)) };
};

const baseRefusal = (pack: Pack, base: Yuan, at: Instant, limits: LimitsRow): Refused | undefined => {
  const step = rowOn(pack.pensionBaseSteps, dayOf(at));
  if (step !== undefined && !fitsStep(base, step.value))
    return refuse('base-not-multiple-of-step', { base, step: step.value });
  const outside = outsideLimits(base, limits.value);
  if (outside === undefined) return undefined;
  const { lower, upper } = limits.value;
  return refuse(outside, { base, lower, upper, from: limits.from, until: limits.until ?? null });
};

/** The instant at which the row ceases to hold. */
const endOf = (row: LimitsRow): Instant[] => (row.until === undefined ? [] : [startOf(dayAfter(row.until))]);
