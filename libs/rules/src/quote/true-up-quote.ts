import { monthOf, type Month } from '@canbao/calendar';
import type { Pack } from '../packs/pack';
import { used } from '../packs/parameter';
import { showLimits } from '../pension/limits';
import { rowOn } from '../row';
import type { Figures, Line, Step } from './assessment';
import type { DueTrueUp, PensionRequest } from './quote-request';
import { refuse, type Refused } from './refusal';

/**
 * What final limits have added to months of the request that are paid. A month is either owed itself or has
 * such an addition, so a request without items means both. A batch debits months, never an addition.
 */
export const addedTo = ({ months, items, facts, debitUntil }: PensionRequest): DueTrueUp[] => {
  const isWanted = debitUntil === undefined && (items === undefined || items.includes('pension-true-up'));
  if (!isWanted) return [];
  return (facts.trueUps ?? []).filter(
    ({ month, isPaid }) => isPaid !== true && months.includes(month) && facts.paidMonths.includes(month),
  );
};

/** Why the additions cannot be paid: the dead are not adjusted, also where they died after the assessment. */
export const addedRefusal = (
  { facts: { diedOn } }: PensionRequest,
  added: readonly DueTrueUp[],
): Refused | undefined =>
  diedOn === undefined ? undefined : refuse('person-deceased', { rejectedMonths: monthsOf(added), diedOn });

/** Months of which only the addition is asked for, and that have none, or a paid one. */
export const notAddedRefusal = (
  { items, facts }: PensionRequest,
  months: readonly Month[],
): Refused | undefined => {
  if (items === undefined || items.includes('pension') || !items.includes('pension-true-up'))
    return undefined;
  const paid = months.filter((month) =>
    facts.trueUps?.some((each) => each.month === month && each.isPaid === true),
  );
  return paid.length === 0
    ? refuse('unknown-item', { unknownItems: ['pension-true-up'], rejectedMonths: months })
    : refuse('already-paid', { rejectedMonths: paid });
};

/** A line for each addition, with the limits that it comes from. */
export const addedFigures = (pack: Pack, added: readonly DueTrueUp[]): Figures => ({
  lines: added.map(lineOf),
  steps: added.map(stepOf),
  parameters: added.flatMap(({ month, limit }) => {
    const mode = rowOn(pack.pensionTrueUps, month);
    const limits = pack.pensionLimits.find(
      ({ status, value, from }) =>
        status === 'final' &&
        monthOf(from).slice(0, 4) === month.slice(0, 4) &&
        (value.lower === limit || value.upper === limit),
    );
    const rate = rowOn(pack.pensionRates, month);
    return [
      ...(mode === undefined ? [] : [used('pension.trueUp', mode)]),
      ...(limits === undefined ? [] : [used('pension.limits', limits, showLimits)]),
      ...(rate === undefined ? [] : [used('pension.rate', rate)]),
    ];
  }),
});

const monthsOf = (added: readonly DueTrueUp[]): Month[] => added.map(({ month }) => month);

const lineOf = ({ month, base, rate, amount, parts }: DueTrueUp): Line => ({
  item: 'pension-true-up',
  month,
  base,
  rate,
  amount,
  ...(parts === undefined ? {} : { parts }),
});

const stepOf = ({ month, limit, base, rate, amount }: DueTrueUp): Step => ({
  rule: 'pension.true-up',
  formula: 'amount = round half-up (limit × rate) − amount paid; base = limit − base paid',
  inputs: { month, limit, base, rate },
  result: amount,
});
