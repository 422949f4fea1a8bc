import { dayOf, type Day, type Instant, type Month } from '@canbao/calendar';
import type { Rate, Yuan } from '@canbao/money';
import type { Pack } from '../packs/pack';
import { channelClosing, showClosings } from '../pension/deferral';
import { used, type ParameterUsed } from '../packs/parameter';
import { showLimits, type PensionLimits } from '../pension/limits';
import { pensionAmount, splitPension, type PensionSplit } from '../pension/rate';
import { openDeferral } from '../pension/window';
import { rowOn, type Row } from '../row';
import type { Channel } from '@canbao/vocabulary';
import type { Figures, Line, Step } from './assessment';
import { refuse, type Refused } from './refusal';

/** The months to be paid on one base, in order, with the limits that the base was checked against. */
export interface PensionMonths {
  readonly base: Yuan;
  readonly at: Instant;
  readonly months: readonly Month[];
  readonly limits: Row<Day, PensionLimits>;
  /** Where the money is taken, as far as that matters. */
  readonly channel?: Channel;
}

/** A line a month, or the months for which the pack has no rate. */
export const pensionFigures = (pack: Pack, request: PensionMonths): Figures | Refused => {
  const withoutRate = request.months.filter((month) => rowOn(pack.pensionRates, month) === undefined);
  if (withoutRate.length > 0) return refuse('no-rate-for-month', { rejectedMonths: withoutRate });
  const figures = request.months.flatMap((month) => {
    const rate = rowOn(pack.pensionRates, month);
    return rate === undefined
      ? []
      : [monthFigures(month, request.base, rate, rowOn(pack.pensionSplits, month))];
  });
  return {
    lines: figures.flatMap(({ lines }) => lines),
    steps: figures.flatMap(({ steps }) => steps),
    parameters: [...sharedParameters(pack, request), ...figures.flatMap(({ parameters }) => parameters)],
  };
};

const sharedParameters = (pack: Pack, { at, months, limits, channel }: PensionMonths): ParameterUsed[] => {
  const step = rowOn(pack.pensionBaseSteps, dayOf(at));
  const deferrals = months.flatMap((month) => openDeferral(pack.pensionDeferrals, month, at) ?? []);
  return [
    used('pension.limits', limits, showLimits),
    ...(step === undefined ? [] : [used('pension.baseStep', step)]),
    ...months.flatMap((month) => {
      if (openDeferral(pack.pensionDeferrals, month, at) === undefined) return [];
      const closing = channelClosing(pack.deferralClosings, month, channel);
      return closing === undefined ? [] : [used('deferral.channelCloseAt', closing.row, showClosings)];
    }),
    ...deferrals.map((row) =>
      used(
        'pension.deferral',
        row,
        ({ closeAt, baseYear, lateFee }) =>
          `payable before ${closeAt}, limits of ${baseYear}, late fee ${lateFee}`,
      ),
    ),
  ];
};

const monthFigures = (
  month: Month,
  base: Yuan,
  rate: Row<Month, Rate>,
  split: Row<Month, PensionSplit> | undefined,
): Figures => {
  const amount = pensionAmount(base, rate.value);
  const line: Line = { item: 'pension', month, base, rate: rate.value, amount };
  const step: Step = {
    rule: 'pension.quote',
    formula: 'amount = round half-up (base × rate)',
    inputs: { month, base, rate: rate.value },
    result: amount,
  };
  const parameters = [used('pension.rate', rate)];
  if (split === undefined) return { lines: [line], steps: [step], parameters };
  const parts = splitPension(amount, base, split.value);
  return {
    lines: [{ ...line, parts }],
    steps: [step, ...splitSteps(month, base, amount, split.value, parts)],
    parameters: [
      ...parameters,
      used('pension.split', split, ({ pooledFund, personalAccount }) => `${pooledFund} + ${personalAccount}`),
    ],
  };
};

const splitSteps = (
  month: Month,
  base: Yuan,
  amount: Yuan,
  split: PensionSplit,
  { pooledFund, personalAccount }: ReturnType<typeof splitPension>,
): Step[] => [
  {
    rule: 'pension.split',
    formula: 'personalAccount = round half-up (base × rate)',
    inputs: { month, base, rate: split.personalAccount },
    result: personalAccount,
  },
  {
    rule: 'pension.split',
    formula: 'pooledFund = amount − personalAccount',
    inputs: { month, amount, personalAccount },
    result: pooledFund,
  },
];
