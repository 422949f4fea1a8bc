import { dayOf, yearOf, type Instant, type Month } from '@canbao/calendar';
import type { Rate, Yuan } from '@canbao/money';
import {
  refuse,
  type Line,
  type ParameterUsed,
  type QuoteRequest,
  type Refused,
  type RuleReason,
  type Step,
} from './assessment';
import type { Pack } from '../packs/packs';
import { fitsStep } from '../pension/base-step';
import { outsideLimits, type PensionLimits } from '../pension/limits';
import { pensionAmount, splitPension, type PensionSplit } from '../pension/rate';
import { pensionWindow } from '../pension/window';
import { rowOn, type Row } from '../packs/row';
import { used } from './used';

/** Lines of several months with how they came about. */
export interface Computed {
  readonly lines: readonly Line[];
  readonly steps: readonly Step[];
  readonly parameters: readonly ParameterUsed[];
}

/** The limits in one line, in yuan, with the year whose limits they are. */
export const showLimits = ({ lower, upper, limitYear }: PensionLimits): string =>
  `${lower}–${upper} (${limitYear})`;

const windowReasons: readonly RuleReason[] = [
  'prepayment-not-allowed',
  'deferral-closed',
  'prior-year-not-allowed',
];

/** The first window reason, in the documented order, with every month that it holds for. */
export const pensionWindowRefusal = (pack: Pack, { months, at }: QuoteRequest): Refused | undefined => {
  const standing = months.map((value) => ({
    value,
    window: pensionWindow(pack.pensionDeferrals, value, at),
  }));
  for (const reason of windowReasons) {
    const rejectedMonths = standing.filter(({ window }) => window === reason).map(({ value }) => value);
    if (rejectedMonths.length > 0) return refuse(reason, { rejectedMonths });
  }
  return undefined;
};

/** The limits in force on the payment day; a deferred month asks for the limits of its base year. */
export const limitsFor = (
  pack: Pack,
  months: readonly Month[],
  at: Instant,
): Row<ReturnType<typeof dayOf>, PensionLimits> | undefined => {
  const row = rowOn(pack.pensionLimits, dayOf(at));
  const fits = (value: Month): boolean =>
    yearOf(value) === row?.value.limitYear ||
    rowOn(pack.pensionDeferrals, value)?.value.baseYear === row?.value.limitYear;
  return row !== undefined && months.every(fits) ? row : undefined;
};

/** What is wrong with the base: missing, not in the step, no limits for the day, outside them. */
export const baseRefusal = (pack: Pack, { base, months, at }: QuoteRequest): Refused | undefined => {
  if (base === undefined) return refuse('base-required');
  const step = rowOn(pack.pensionBaseSteps, dayOf(at));
  if (step !== undefined && !fitsStep(base, step.value))
    return refuse('base-step', { base, step: step.value });
  const limits = limitsFor(pack, months, at);
  if (limits === undefined) return refuse('no-limits-for-date', { day: dayOf(at) });
  const outside = outsideLimits(base, limits.value);
  return outside === undefined
    ? undefined
    : refuse(outside, {
        base,
        lower: limits.value.lower,
        upper: limits.value.upper,
        from: limits.from,
        until: limits.until ?? null,
      });
};

/** The months' lines, or which months have no rate. */
export const computePension = (pack: Pack, request: QuoteRequest, base: Yuan): Computed | Refused => {
  const rated = request.months.map((value) => ({
    value,
    rate: rowOn(pack.pensionRates, value),
    split: rowOn(pack.pensionSplits, value),
  }));
  const without = rated.filter(({ rate }) => rate === undefined).map(({ value }) => value);
  if (without.length > 0) return refuse('no-rate-for-month', { rejectedMonths: without });
  const months = rated.flatMap(({ value, rate, split }) =>
    rate === undefined ? [] : [pensionMonth(value, base, rate, split)],
  );
  const limits = limitsFor(pack, request.months, request.at);
  const step = rowOn(pack.pensionBaseSteps, dayOf(request.at));
  const deferrals = request.months.flatMap((value) => {
    const row =
      pensionWindow(pack.pensionDeferrals, value, request.at) === 'deferral'
        ? rowOn(pack.pensionDeferrals, value)
        : undefined;
    return row === undefined
      ? []
      : [
          used(
            'pension.deferral',
            row,
            ({ closeAt, baseYear, lateFee }) =>
              `payable before ${closeAt}, limits of ${baseYear}, late fee ${lateFee}`,
          ),
        ];
  });
  return {
    lines: months.map(({ line }) => line),
    steps: months.flatMap(({ steps }) => steps),
    parameters: [
      ...(limits === undefined ? [] : [used('pension.limits', limits, showLimits)]),
      ...(step === undefined ? [] : [used('pension.baseStep', step)]),
      ...deferrals,
      ...months.flatMap(({ parameters }) => parameters),
    ],
  };
};

const pensionMonth = (
  value: Month,
  base: Yuan,
  rate: Row<Month, Rate>,
  split: Row<Month, PensionSplit> | undefined,
) => {
  const amount = pensionAmount(base, rate.value);
  const first: Step = {
    rule: 'pension.quote',
    formula: 'amount = round half-up (base × rate)',
    inputs: { month: value, base, rate: rate.value },
    result: amount,
  };
  const line: Line = { item: 'pension', month: value, base, rate: rate.value, amount };
  const parameters = [used('pension.rate', rate)];
  if (split === undefined) return { line, steps: [first], parameters };
  const parts = splitPension(amount, base, split.value);
  const steps: Step[] = [
    first,
    {
      rule: 'pension.split',
      formula: 'personalAccount = round half-up (base × rate)',
      inputs: { month: value, base, rate: split.value.personalAccount },
      result: parts.personalAccount,
    },
    {
      rule: 'pension.split',
      formula: 'pooledFund = amount − personalAccount',
      inputs: { month: value, amount, personalAccount: parts.personalAccount },
      result: parts.pooledFund,
    },
  ];
  return {
    line: { ...line, parts },
    steps,
    parameters: [
      ...parameters,
      used('pension.split', split, ({ pooledFund, personalAccount }) => `${pooledFund} + ${personalAccount}`),
    ],
  };
};
