import { dayAfter, dayOf, startOf, yearOf, type Day, type Instant, type Month } from '@canbao/calendar';
import { fromFen, toFen, type Yuan } from '@canbao/money';
import type { Pack } from '../packs/pack';
import { fitsStep } from '../pension/base-step';
import { outsideLimits, type PensionLimits } from '../pension/limits';
import { openDeferral, pensionWindow } from '../pension/window';
import { rowOn, type Row } from '../row';
import type { Draft } from './assessment';
import { pensionFigures } from './pension-figures';
import type { PensionRequest } from './quote-request';
import { firstRefusal, refuse, type Refused, type Rung, type RuleReason } from './refusal';
import { deathRefusal, employerRefusal, enrolmentFor, enrolmentRefusal } from './registration';

/** What stands before any figure, in the order of precedence. */
export const pensionRungs: readonly Rung<PensionRequest>[] = [
  (_, { facts, months }) => deathRefusal(facts, months),
  (_, request) =>
    enrolmentRefusal(request, (month) => enrolmentFor(request.facts, month, request.at) !== undefined),
  (pack, request) => windowRefusal(pack, request),
  (_, request) => paidRefusal(request),
  (_, { facts, months }) => employerRefusal(facts, months),
  (_, request) => itemsRefusal(request),
];

/** The pension ladder, then the figures. Expects the months to be named, each once. */
export const pensionQuote = (pack: Pack, request: PensionRequest): Draft | Refused => {
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
  const figures = pensionFigures(pack, { base, at, months, limits });
  if ('accepted' in figures) return figures;
  const deferrals = months.flatMap((month) => openDeferral(pack.pensionDeferrals, month, at) ?? []);
  return {
    ...figures,
    ...(deferrals.length === 0 ? {} : { route: 'deferral' as const }),
    bundles: [],
    closings: [...deferrals.map(({ value }) => value.closeAt), ...endOf(limits)],
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
