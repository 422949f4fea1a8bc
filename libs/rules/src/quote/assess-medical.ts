import type { Item, Scheme } from '@canbao/vocabulary';
import type { Month } from '@canbao/calendar';
import { rate, type Yuan } from '@canbao/money';
import type { Computed } from './assess-pension';
import {
  refuse,
  type AccountFacts,
  type BillMonth,
  type Line,
  type ParameterUsed,
  type QuoteRequest,
  type Refused,
  type RuleReason,
  type Step,
} from './assessment';
import { bundleOf, missingItems } from '../medical/bundle';
import { splitMedical } from '../medical/rate';
import { medicalWindow } from '../medical/window';
import type { Pack } from '../packs/packs';
import { rowOn } from '../packs/row';
import { used } from './used';

const windowReasons: readonly RuleReason[] = ['prepayment-not-allowed', 'arrears-push-required'];

/** The first window reason, in the documented order, with every month that it holds for. */
export const medicalWindowRefusal = (
  { months, at, facts }: QuoteRequest,
  reasons: readonly RuleReason[] = windowReasons,
): Refused | undefined => {
  const standing = months.map((value) => ({ value, window: medicalWindow(facts.bills ?? [], value, at) }));
  for (const reason of reasons) {
    const rejectedMonths = standing.filter(({ window }) => window === reason).map(({ value }) => value);
    if (rejectedMonths.length > 0) return refuse(reason, { rejectedMonths });
  }
  return undefined;
};

/**
 * The scheme of the enrolment; one without a known scheme is read as the scheme with account, which has one
 * item.
 */
export const schemeOf = (facts: AccountFacts): Scheme => facts.scheme ?? 'with-account';

/** The bill that a past month is paid by. */
export const billFor = (
  { bills = [] }: AccountFacts,
  at: QuoteRequest['at'],
  value: Month,
): BillMonth | undefined =>
  medicalWindow(bills, value, at) === 'billed' ? bills.find(({ month }) => month === value) : undefined;

/**
 * The items that have to be paid together for the month now: the bundle (or the bill) without what was
 * received.
 */
export const itemsDue = (facts: AccountFacts, at: QuoteRequest['at'], value: Month): Item[] => {
  const bill = billFor(facts, at, value);
  const whole = bill === undefined ? bundleOf(schemeOf(facts)) : bill.items.map(({ item }) => item);
  return missingItems(whole, facts.parts?.[value] ?? []);
};

/** Items present must be exactly those due in every month; absent means all of them. */
export const itemsRefusal = ({ items, months, at, facts }: QuoteRequest): Refused | undefined => {
  if (items === undefined) return undefined;
  const due = months.map((value) => ({ value, items: itemsDue(facts, at, value) }));
  const unknownItems = items.filter(
    (item, index) =>
      (item !== 'late-fee' && due.some((of) => !of.items.includes(item))) || items.indexOf(item) !== index,
  );
  if (unknownItems.length > 0) return refuse('items-unknown', { unknownItems });
  const missing = due.flatMap((of) => missingItems(of.items, items));
  return missing.length === 0
    ? undefined
    : refuse('bundle-incomplete', {
        missingItems: missing.filter((item, index) => missing.indexOf(item) === index),
      });
};

/**
 * The lines of one month on a base: pure figures, whatever the payment window says. Undefined when a row is
 * missing.
 */
export const medicalMonth = (
  pack: Pack,
  scheme: Scheme,
  value: Month,
  givenBase?: Yuan,
): Computed | undefined => {
  const baseRow = rowOn(pack.medicalBases, value);
  const rateRow = rowOn(pack.medicalRates, value);
  const base = givenBase ?? baseRow?.value;
  if (base === undefined || rateRow === undefined) return undefined;
  const known: ParameterUsed[] = [
    ...(givenBase === undefined && baseRow !== undefined ? [used('medical.base', baseRow)] : []),
    used('medical.rate', rateRow, (rates) => rates[scheme]),
  ];
  const whole = rateRow.value[scheme];
  return scheme === 'with-account'
    ? accountMonth(pack, value, base, whole, known)
    : pooledMonth(pack, value, base, whole, known);
};

type Whole = ReturnType<typeof rate>;

const accountMonth = (
  pack: Pack,
  value: Month,
  base: Yuan,
  whole: Whole,
  known: readonly ParameterUsed[],
): Computed => {
  const split = rowOn(pack.medicalAccountSplits, value);
  const { total, unit, personal } = splitMedical(
    base,
    whole,
    split?.value ?? { unit: whole, personal: rate('0') },
  );
  const line: Line = { item: 'with-account', month: value, base, rate: whole, amount: total };
  const first: Step = {
    rule: 'medical.quote',
    formula: 'amount = round half-up (base × rate)',
    inputs: { month: value, base, rate: whole },
    result: total,
  };
  if (split === undefined) return { lines: [line], steps: [first], parameters: known };
  return {
    lines: [{ ...line, parts: { unit, personal } }],
    steps: [first, ...partSteps(value, base, split.value.personal, total, unit, personal)],
    parameters: [...known, used('medical.accountSplit', split, (of) => `${of.unit} + ${of.personal}`)],
  };
};

const pooledMonth = (
  pack: Pack,
  value: Month,
  base: Yuan,
  whole: Whole,
  known: readonly ParameterUsed[],
): Computed | undefined => {
  // Before 2022 no split is known: the unit item then carries the whole rate only when the pack is told so by
  // configuration.
  const splitRow = rowOn(pack.medicalPooledSplits, value);
  const surcharge = rowOn(pack.medicalSurcharges, value);
  if (surcharge === undefined || splitRow === undefined) return undefined;
  const { total, unit, personal } = splitMedical(base, whole, splitRow.value);
  const fixed: Line = {
    item: 'mutual-aid',
    month: value,
    base: surcharge.value,
    rate: rate('1'),
    amount: surcharge.value,
  };
  return {
    lines: [
      { item: 'pooled-unit', month: value, base, rate: splitRow.value.unit, amount: unit },
      { item: 'pooled-personal', month: value, base, rate: splitRow.value.personal, amount: personal },
      fixed,
    ],
    steps: [
      {
        rule: 'medical.quote',
        formula: 'basic = round half-up (base × rate)',
        inputs: { month: value, base, rate: whole },
        result: total,
      },
      ...partSteps(value, base, splitRow.value.personal, total, unit, personal),
      {
        rule: 'medical.surcharge',
        formula: 'mutual-aid = fixed amount',
        inputs: { month: value },
        result: surcharge.value,
      },
    ],
    parameters: [
      ...known,
      used('medical.pooledSplit', splitRow, (of) => `${of.unit} + ${of.personal}`),
      used('medical.surcharge', surcharge),
    ],
  };
};

const partSteps = (value: Month, base: Yuan, of: Whole, total: Yuan, unit: Yuan, personal: Yuan): Step[] => [
  {
    rule: 'medical.split',
    formula: 'personal = round half-up (base × rate)',
    inputs: { month: value, base, rate: of },
    result: personal,
  },
  {
    rule: 'medical.split',
    formula: 'unit = amount − personal',
    inputs: { month: value, amount: total, personal },
    result: unit,
  },
];

const billedMonth = (bill: BillMonth): Computed => {
  const fee: Line[] =
    bill.lateFee === '0.00'
      ? []
      : [{ item: 'late-fee', month: bill.month, base: bill.lateFee, rate: rate('1'), amount: bill.lateFee }];
  const lines: Line[] = [
    ...bill.items.map(({ item, base, rate: of, amount }) => ({
      item,
      month: bill.month,
      base,
      rate: of,
      amount,
    })),
    ...fee,
  ];
  return {
    lines,
    steps: lines.map(({ item, month, amount }) => ({
      rule: 'medical.arrears',
      formula: `${item} = amount of the agency's bill`,
      inputs: { month, billId: bill.billId },
      result: amount,
    })),
    parameters: [],
  };
};

/** The months' lines – from the agency's bill where there is one – without the items already received. */
export const computeMedical = (pack: Pack, { months, at, facts }: QuoteRequest): Computed | Refused => {
  const computed = months.map((value) => {
    const bill = billFor(facts, at, value);
    return { value, of: bill === undefined ? medicalMonth(pack, schemeOf(facts), value) : billedMonth(bill) };
  });
  const without = computed.filter(({ of }) => of === undefined).map(({ value }) => value);
  if (without.length > 0) return refuse('no-rate-for-month', { rejectedMonths: without });
  return {
    lines: computed.flatMap(({ value, of }) =>
      (of?.lines ?? []).filter(({ item }) => !(facts.parts?.[value] ?? []).includes(item)),
    ),
    steps: computed.flatMap(({ of }) => of?.steps ?? []),
    parameters: computed.flatMap(({ of }) => of?.parameters ?? []),
  };
};
