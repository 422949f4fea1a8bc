/**
 * Whether a pack is whole, contradicts itself or leaves days without a row: what an official reads before a
 * city is opened, and what production requires.
 */
import { dayAfter, dayBefore, monthOf, plusMonths, type Day, type Month } from '@canbao/calendar';
import { compare, sum, toFen, zero } from '@canbao/money';
import { schemes, type Scheme } from '@canbao/vocabulary';
import { cite, idsOf, isKnownSource } from '../citation';
import { baseBounds, isFixed } from '../medical/base';
import { rateOf } from '../medical/rate';
import { checkRows, type Dated, type Row } from '../row';
import { sources } from '../sources';
import type { Pack } from './pack';
import { tablesOf, type RuleTable } from './rules-in-force';

/**
 * `contradiction`: a row, or two of them, cannot be right. `gap`: days or months without a row. `not-enforced`: a
 * row that the platform shows and does not keep. `unconfirmed`: a row that no source gives, for an operator to
 * confirm; it does not make a pack less whole.
 */
export const findingKinds = ['contradiction', 'gap', 'not-enforced', 'unconfirmed'] as const;

/** What a check has found about a rule. */
export interface PackFinding {
  readonly kind: (typeof findingKinds)[number];
  readonly rule: string;
  readonly text: string;
}

/** The days that are checked, both included. */
export interface Span {
  readonly from: Day;
  readonly until: Day;
}

/** The days that a pack speaks for: those for which it has pension limits. */
export const ownSpan = ({ pensionLimits: [first, ...others] }: Pack): Span | undefined => {
  if (first === undefined) return undefined;
  const last = others.at(-1) ?? first;
  return { from: first.from, until: last.until ?? last.from };
};

/** Everything found: contradictions in any row, and what the days of the span lack. */
export const checkPack = (pack: Pack, span: Span): PackFinding[] => {
  const contradictions = [...tablesOf(pack).flatMap(tableFaults), ...valueFaults(pack)];
  return [
    ...contradictions.map(finding('contradiction')),
    ...gapsOf(pack, span).map(finding('gap')),
    ...notEnforced(pack).map(finding('not-enforced')),
    ...tablesOf(pack).flatMap(unconfirmed).map(finding('unconfirmed')),
  ];
};

/** Whether nothing contradicts itself and nothing is missing in the days that the pack speaks for. */
export const isWhole = (pack: Pack): boolean => {
  const span = ownSpan(pack);
  return span !== undefined && checkPack(pack, span).every(({ kind }) => kind === 'unconfirmed');
};

type Fault = readonly [rule: string, text: string];

const finding =
  (kind: PackFinding['kind']) =>
  ([rule, text]: Fault): PackFinding => ({ kind, rule, text });

const tableFaults = ({ rule, rows }: RuleTable): Fault[] => [
  ...checkRows(rows).map((text): Fault => [rule, text]),
  ...rows.flatMap(sourceFaults).map((text): Fault => [rule, text]),
];

const sourceFaults = ({ from, source, configuration }: Row<Month | Day, unknown>): string[] => {
  const ids = idsOf(source);
  const unknown = ids.filter((id) => !isKnownSource(id));
  const isAssumed =
    ids.length > 0 && ids.every((id) => isKnownSource(id) && sources[id].confidence === 'configuration');
  return [
    ...unknown.map((id) => `row from ${from} names the unknown source ${id}`),
    ...(isAssumed && configuration !== true
      ? [`row from ${from} rests on configuration alone and is not marked so`]
      : []),
  ];
};

const unconfirmed = ({ rule, rows }: RuleTable): Fault[] =>
  rows
    .filter(({ configuration }) => configuration === true)
    .filter(({ source }) => idsOf(source).every(isKnownSource))
    .map(({ from, until, value, source }) => [rule, `${span({ from, until })}: ${value} – ${cite(source)}`]);

const span = ({ from, until }: { readonly from: string; readonly until?: string | undefined }): string => {
  if (until === undefined) return `from ${from}`;
  return from === until ? from : `${from} to ${until}`;
};

/** A rule that may be absent: then nothing is deferred, trued up or locked. */
const mayBeAbsent: readonly string[] = [
  'pension.deferral',
  'pension.trueUp',
  'medical.changeTimes',
  'medical.trueUp',
];

const gapsOf = (pack: Pack, days: Span): Fault[] => {
  const tables = tablesOf(pack).filter(({ rule }) => !mayBeAbsent.includes(rule));
  return tables.flatMap(({ rule, by, rows }): Fault[] => {
    if (rule === 'medical.rate')
      return schemes.flatMap((scheme) =>
        withoutRow(
          by,
          pack.medicalRates.filter(({ value }) => value[scheme] !== undefined),
          days,
        ).map((when): Fault => [rule, `no rate of the scheme ${scheme} ${when}`]),
      );
    if (splitSchemes[rule] !== undefined && !offers(pack, splitSchemes[rule])) return [];
    return withoutRow(by, rows, days).map((when): Fault => [rule, `no row ${when}`]);
  });
};

const splitSchemes: Readonly<Record<string, Scheme>> = {
  'medical.accountSplit': 'with-account',
  'medical.pooledSplit': 'pooled',
};
const offers = (pack: Pack, scheme: Scheme): boolean =>
  pack.medicalRates.some(({ value }) => rateOf(value, scheme) !== undefined);

/** The parts of the span without a row, in words. */
const withoutRow = (
  by: RuleTable['by'],
  rows: readonly Dated<Month | Day>[],
  { from, until }: Span,
): string[] =>
  by === 'payment-day'
    ? gaps(rows as readonly Dated<Day>[], from, until, dayBefore, dayAfter)
    : gaps(rows as readonly Dated<Month>[], monthOf(from), monthOf(until), monthBefore, monthAfter);

const monthBefore = (month: Month): Month => plusMonths(month, -1);
const monthAfter = (month: Month): Month => plusMonths(month, 1);

const gaps = <Key extends Month | Day>(
  rows: readonly Dated<Key>[],
  first: Key,
  last: Key,
  before: (key: Key) => Key,
  after: (key: Key) => Key,
): string[] => {
  const inOrder = rows.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const found: string[] = [];
  /** The first key that no row has covered so far; nothing behind a row without an end. */
  let open: Key | undefined = first;
  for (const { from, until } of inOrder) {
    if (open === undefined || from > last) break;
    if (from > open) found.push(span({ from: open, until: before(from) }));
    if (until === undefined) open = undefined;
    else if (until >= open) open = after(until);
  }
  return open === undefined || open > last ? found : [...found, span({ from: open, until: last })];
};

/** Values that cannot be right by themselves, or beside those of another table. */
const valueFaults = (pack: Pack): Fault[] => [
  ...limitFaults(pack),
  ...stepFaults(pack),
  ...rateFaults(pack),
  ...splitFaults(pack),
  ...deferralFaults(pack),
  ...medicalBaseFaults(pack),
  ...surchargeFaults(pack),
  ...changeTimesFaults(pack),
];

const limitFaults = ({ pensionLimits }: Pack): Fault[] =>
  pensionLimits.flatMap(({ from, until, value: { lower, upper, limitYear } }) => {
    const years = [from, until ?? from].map((date) => Number(date.slice(0, 4)));
    return faults('pension.limits', from, [
      [compare(lower, upper) > 0, `the lower limit ${lower} is above the upper limit ${upper}`],
      [compare(lower, zero) <= 0, `the lower limit is ${lower}`],
      [years.some((year) => year !== limitYear), `the limits of ${limitYear} hold in another year`],
      [until === undefined, `the limits of ${limitYear} have no last day`],
    ]);
  });

const stepFaults = ({ pensionBaseSteps }: Pack): Fault[] =>
  pensionBaseSteps.flatMap(({ from, value }) =>
    faults('pension.baseStep', from, [[compare(value, zero) <= 0, `the step is ${value}`]]),
  );

const rateFaults = ({ pensionRates, medicalRates }: Pack): Fault[] => [
  ...pensionRates.flatMap(({ from, value }) => faults('pension.rate', from, outOfRange(value, ''))),
  ...medicalRates.flatMap(({ from, value }) =>
    schemes.flatMap((scheme) => {
      const rate = rateOf(value, scheme);
      return rate === undefined ? [] : faults('medical.rate', from, outOfRange(rate, ` of ${scheme}`));
    }),
  ),
];

const outOfRange = (rate: string, whose: string): (readonly [boolean, string])[] => [
  [millionths(rate) > 1_000_000n, `the rate${whose} is ${rate}, which is more than all of the base`],
  [millionths(rate) <= 0n, `the rate${whose} is ${rate}`],
];

/** A rate as a whole number of millionths, whatever it is: rows are typed by hand. */
const millionths = (rate: string): bigint => {
  const [whole = '', part = ''] = rate.split('.');
  return BigInt(`${whole}${part.padEnd(6, '0')}`);
};

const splitFaults = (pack: Pack): Fault[] => [
  ...pairs(pack.pensionSplits, pack.pensionRates).flatMap(([split, rate]) =>
    partFaults('pension.split', split.from, Object.values(split.value), rate.value),
  ),
  ...pairs(pack.medicalAccountSplits, pack.medicalRates).flatMap(([split, rates]) =>
    partFaults(
      'medical.accountSplit',
      split.from,
      Object.values(split.value),
      rateOf(rates.value, 'with-account'),
    ),
  ),
  ...pairs(pack.medicalPooledSplits, pack.medicalRates).flatMap(([split, rates]) =>
    partFaults('medical.pooledSplit', split.from, Object.values(split.value), rateOf(rates.value, 'pooled')),
  ),
];

const partFaults = (
  rule: string,
  from: string,
  parts: readonly string[],
  whole: string | undefined,
): Fault[] => {
  const total = parts.reduce((added, part) => added + millionths(part), 0n);
  return faults(rule, from, [
    [whole !== undefined && total !== millionths(whole), `${parts.join(' + ')} does not make ${whole}`],
  ]);
};

const deferralFaults = ({ pensionDeferrals }: Pack): Fault[] =>
  pensionDeferrals.flatMap(({ from, until, value: { openAt, closeAt, baseYear } }) =>
    faults('pension.deferral', from, [
      [openAt >= closeAt, `it closes at ${closeAt} and opens at ${openAt}`],
      [(until ?? from) >= openAt.slice(0, 7), `it opens at ${openAt}, before its last month is over`],
      [openAt.slice(0, 4) !== String(baseYear), `it opens at ${openAt} on the limits of ${baseYear}`],
    ]),
  );

const medicalBaseFaults = ({ medicalBases }: Pack): Fault[] =>
  medicalBases.flatMap(({ from, value }) => {
    if (!isFixed(value) && 'tiers' in value) {
      const { tiers } = value;
      const isInOrder = tiers.every(
        (tier, index) => index === 0 || compare(tiers[index - 1] ?? tier, tier) < 0,
      );
      if (tiers.length < 2 || !isInOrder)
        return faults('medical.base', from, [
          [true, `the tiers are ${tiers.join(' / ')}: at least two, rising`],
        ]);
    }
    const { lower, upper } = baseBounds(value);
    return faults('medical.base', from, [
      [compare(lower, zero) <= 0, `the base is ${lower}`],
      [compare(lower, upper) > 0, `the lowest base ${lower} is above the highest ${upper}`],
    ]);
  });

const surchargeFaults = ({ medicalSurcharges, medicalRates, medicalPrepayments }: Pack): Fault[] => [
  ...medicalSurcharges.flatMap(({ from, value: { amount, parts, schemes: payers } }) => {
    const total = parts === undefined ? amount : sum(Object.values(parts));
    return faults('medical.surcharge', from, [
      [total !== amount, `its parts make ${total}, and it is ${amount}`],
      [payers.length === 0 && toFen(amount) !== 0n, `nobody pays the ${amount}`],
    ]);
  }),
  ...pairs(medicalSurcharges, medicalRates).flatMap(([{ from, value }, { value: rates }]) =>
    value.schemes
      .filter((scheme) => rateOf(rates, scheme) === undefined)
      .map((scheme): Fault => [
        'medical.surcharge',
        `row from ${from}: the scheme ${scheme} pays it and has no rate`,
      ]),
  ),
  ...pairs(medicalSurcharges, medicalPrepayments)
    .filter(([{ value }, prepayment]) => value.every === 'year' && prepayment.value !== 'none')
    .map(([{ from }]): Fault => [
      'medical.surcharge',
      `row from ${from}: it is paid once, and of two months that are prepaid side by side both would have it`,
    ]),
];

const changeTimesFaults = ({ medicalChangeTimes }: Pack): Fault[] =>
  medicalChangeTimes.flatMap(({ from, value }) =>
    faults('medical.changeTimes', from, [
      [
        ![value.from, value.until].every((date) => /^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/.test(date)),
        `${value.from} to ${value.until} are no days of every year: at most the 28th of a month`,
      ],
      [value.from > value.until, `the time of change ends on ${value.until} and begins on ${value.from}`],
    ]),
  );

const notEnforced = ({ medicalChangeTimes }: Pack): Fault[] =>
  medicalChangeTimes.flatMap(({ from, value }) =>
    faults('medical.changeTimes', from, [
      [
        value.of === 'base',
        'the base is locked between these times, but no account knows the base of a year',
      ],
    ]),
  );

const faults = (
  rule: string,
  from: string,
  checks: readonly (readonly [holds: boolean, text: string])[],
): Fault[] => checks.filter(([holds]) => holds).map(([, text]): Fault => [rule, `row from ${from}: ${text}`]);

/** The rows of two tables that hold in the same month. */
const pairs = <V, W>(
  rows: readonly Row<Month, V>[],
  others: readonly Row<Month, W>[],
): (readonly [Row<Month, V>, Row<Month, W>])[] =>
  rows.flatMap((row) =>
    others
      .filter(
        (other) =>
          (other.until === undefined || row.from <= other.until) &&
          (row.until === undefined || other.from <= row.until),
      )
      .map((other) => [row, other] as const),
  );
