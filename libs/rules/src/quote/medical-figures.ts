import type { Day, Month } from '@canbao/calendar';
import { rate, sum, zero, type Rate, type Yuan } from '@canbao/money';
import type { Item, Scheme } from '@canbao/vocabulary';
import type { BillMonth } from '../medical/bill';
import { isFixed, showBase } from '../medical/base';
import { differencesOf } from '../medical/bill-difference';
import { lateFeeOn, showTerms } from '../medical/late-fee';
import { rateOf, splitMedical } from '../medical/rate';
import { showSurcharge, type Surcharge } from '../medical/surcharge';
import type { Pack } from '../packs/pack';
import { used, type ParameterUsed } from '../packs/parameter';
import { rowOn, type Row } from '../row';
import type { Figures, Line, Step } from './assessment';

/** Base and rate of one month, with the parameters that they come from. */
interface Basis {
  readonly month: Month;
  readonly base: Yuan;
  readonly rate: Rate;
  readonly parameters: readonly ParameterUsed[];
}

/** Which month of which scheme. */
export interface MedicalMonth {
  readonly month: Month;
  readonly scheme: Scheme;
  /** The payer's choice, which the base has been checked to allow. */
  readonly base?: Yuan;
  /** Whether a surcharge that is paid once a year is paid with this month. */
  readonly bearsYearly: boolean;
}

/**
 * The lines of a complete month of the scheme; nothing when the pack has no row for one of its parameters.
 */
export const medicalFigures = (
  pack: Pack,
  { month, scheme, base: chosen, bearsYearly }: MedicalMonth,
): Figures | undefined => {
  const bases = rowOn(pack.medicalBases, month);
  const rates = rowOn(pack.medicalRates, month);
  const surcharge = rowOn(pack.medicalSurcharges, month);
  const wholeRate = rates === undefined ? undefined : rateOf(rates.value, scheme);
  if (bases === undefined || rates === undefined || wholeRate === undefined || surcharge === undefined)
    return undefined;
  const base = isFixed(bases.value) ? bases.value : chosen;
  if (base === undefined) return undefined;
  const basic = basicFigures(pack, scheme, {
    month,
    base,
    rate: wholeRate,
    parameters: [used('medical.base', bases, showBase), used('medical.rate', rates, () => wholeRate)],
  });
  const { schemes, every } = surcharge.value;
  const isDue = schemes.includes(scheme) && (every === 'month' || bearsYearly);
  return basic === undefined || !isDue ? basic : joined(basic, surchargeFigures(month, surcharge));
};

const joined = (first: Figures, second: Figures): Figures => ({
  lines: [...first.lines, ...second.lines],
  steps: [...first.steps, ...second.steps],
  parameters: [...first.parameters, ...second.parameters],
});

const basicFigures = (pack: Pack, scheme: Scheme, basis: Basis): Figures | undefined =>
  scheme === 'with-account' ? accountFigures(pack, basis) : pooledFigures(pack, basis);

const surchargeFigures = (month: Month, row: Row<Month, Surcharge>): Figures => {
  const { amount, every, parts } = row.value;
  const once = every === 'year' ? ', once a year, with the month that is paid first' : '';
  return {
    lines: [{ ...fixedLine('mutual-aid', month, amount), ...(parts === undefined ? {} : { parts }) }],
    steps: [
      {
        rule: 'medical.surcharge',
        formula: `mutual-aid = fixed amount${once}`,
        inputs: { month },
        result: amount,
      },
    ],
    parameters: [used('medical.surcharge', row, showSurcharge)],
  };
};

const accountFigures = (pack: Pack, basis: Basis): Figures => {
  const { month, base, rate: wholeRate, parameters } = basis;
  const split = rowOn(pack.medicalAccountSplits, month);
  const { total, unit, personal } = splitMedical(
    base,
    wholeRate,
    split?.value ?? { unit: wholeRate, personal: rate('0') },
  );
  const line: Line = { item: 'with-account', month, base, rate: wholeRate, amount: total };
  const step: Step = {
    rule: 'medical.quote',
    formula: 'amount = round half-up (base × rate)',
    inputs: { month, base, rate: wholeRate },
    result: total,
  };
  if (split === undefined) return { lines: [line], steps: [step], parameters };
  return {
    lines: [{ ...line, parts: { unit, personal } }],
    steps: [step, ...splitSteps(basis, split.value.personal, { total, unit, personal })],
    parameters: [...parameters, used('medical.accountSplit', split, showSplit)],
  };
};

/** Without a split of the whole rate the month cannot be computed. */
const pooledFigures = (pack: Pack, basis: Basis): Figures | undefined => {
  const { month, base, rate: wholeRate, parameters } = basis;
  const split = rowOn(pack.medicalPooledSplits, month);
  if (split === undefined) return undefined;
  const { total, unit, personal } = splitMedical(base, wholeRate, split.value);
  return {
    lines: [
      { item: 'pooled-unit', month, base, rate: split.value.unit, amount: unit },
      { item: 'pooled-personal', month, base, rate: split.value.personal, amount: personal },
    ],
    steps: [
      {
        rule: 'medical.quote',
        formula: 'basic = round half-up (base × rate)',
        inputs: { month, base, rate: wholeRate },
        result: total,
      },
      ...splitSteps(basis, split.value.personal, { total, unit, personal }),
    ],
    parameters: [...parameters, used('medical.pooledSplit', split, showSplit)],
  };
};

/**
 * The lines of a month as the agency billed it, with its late fee if there is one; where the rules compute
 * the late fee, on the day of payment.
 */
export const billedFigures = (pack: Pack, bill: BillMonth, on: Day): Figures => {
  const { billId, month, items } = bill;
  const lateFee = lateFeeFigures(pack, bill, on);
  const lines = [
    ...items.map(({ item, base, rate, amount }) => ({ item, month, base, rate, amount, billId })),
    ...lateFee.lines,
  ];
  return {
    lines,
    steps: [
      ...lines
        .filter(({ item }) => item !== 'late-fee')
        .map(({ item, amount }) => takenStep(bill, item, amount)),
      ...lateFee.steps,
      ...checkSteps(bill),
    ],
    parameters: lateFee.parameters,
  };
};

const takenStep = ({ month, billId }: BillMonth, item: Item, amount: Yuan): Step => ({
  rule: 'medical.arrears',
  formula: `${item} = amount of the agency's bill`,
  inputs: { month, billId },
  result: amount,
});

const lateFeeFigures = (pack: Pack, bill: BillMonth, on: Day): Figures => {
  const { billId, month, items, lateFee, lateFeeBy } = bill;
  const lineOf = (amount: Yuan): Line[] =>
    amount === zero ? [] : [{ ...fixedLine('late-fee', month, amount), billId }];
  if (lateFeeBy === undefined) {
    const lines = lineOf(lateFee);
    const steps = lines.map(({ item, amount }) => takenStep(bill, item, amount));
    return { lines, steps, parameters: [] };
  }
  const terms = rowOn(pack.lateFeeTerms, on);
  if (terms === undefined) return { lines: [], steps: [], parameters: [] };
  const principal = sum(items.map(({ amount }) => amount));
  const { amount, days } = lateFeeOn(terms.value, principal, month, on);
  const step: Step = {
    rule: 'medical.late-fee',
    formula: 'late-fee = round half-up (principal × daily rate × days)',
    inputs: { month, billId, principal, dailyRate: terms.value.dailyRate, days: String(days), on },
    result: amount,
  };
  return { lines: lineOf(amount), steps: [step], parameters: [used('medical.lateFee', terms, showTerms)] };
};

/** Our own arithmetic beside every pushed amount that differs from it: what was pushed counts. */
const checkSteps = (bill: BillMonth): Step[] =>
  differencesOf(bill).map(({ item, pushed, own, difference }) => ({
    rule: 'medical.arrears.check',
    formula: `${item}: difference = pushed − own`,
    inputs: { month: bill.month, billId: bill.billId, pushed, own },
    result: difference,
  }));

const fixedLine = (item: 'mutual-aid' | 'late-fee', month: Month, amount: Yuan): Line => ({
  item,
  month,
  base: amount,
  rate: rate('1'),
  amount,
});

const splitSteps = (
  { month, base }: Basis,
  personalRate: Rate,
  { total, unit, personal }: { total: Yuan; unit: Yuan; personal: Yuan },
): Step[] => [
  {
    rule: 'medical.split',
    formula: 'personal = round half-up (base × rate)',
    inputs: { month, base, rate: personalRate },
    result: personal,
  },
  {
    rule: 'medical.split',
    formula: 'unit = amount − personal',
    inputs: { month, amount: total, personal },
    result: unit,
  },
];

const showSplit = ({ unit, personal }: { unit: Rate; personal: Rate }): string => `${unit} + ${personal}`;
