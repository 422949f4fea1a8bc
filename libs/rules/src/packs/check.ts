/**
 * Whether a pack is whole, contradicts itself or leaves days without a row: what an official reads before a
 * city is opened, and what production requires.
 */
import { dayAfter, dayBefore, firstDayOf, monthOf, plusMonths, type Day, type Month } from '@canbao/calendar';
import { schemes, type Scheme } from '@canbao/vocabulary';
import { cite, idsOf, isKnownSource } from '../citation';
import { rateOf } from '../medical/rate';
import { checkRows, type Dated, type Row } from '../row';
import { sources } from '../sources';
import { valueFaults, type Fault } from './contradictions';
import { packNames, type Pack } from './pack';
import { pack as packOf } from './packs';
import { tablesOf, type RuleTable } from './rules-in-force';

/**
 * `contradiction`: a row, or two of them, cannot be right. `gap`: days or months without a row.
 * `not-enforced`: a row that the platform shows and does not keep. `unconfirmed`: a row that no source gives,
 * for an operator to confirm; it does not make a pack less whole.
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

/** Why production does not run under the pack of this name; nothing of one that is whole. */
export const unfitPack = (value: unknown): string | undefined => {
  const name = packNames.find((known) => known === value);
  return name === undefined || isWhole(packOf(name))
    ? undefined
    : `is ${name}, whose rows are not whole: npm run pack -- check ${name} says what is missing`;
};

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
  'deferral.channelCloseAt',
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
    return withoutRow(by, rows, spanOf(pack, rule, days)).map((when): Fault => [rule, `no row ${when}`]);
  });
};

/** The days that the rule is asked about: cover before the first rule of benefits is refused by itself. */
const spanOf = ({ coverageRules: [first] }: Pack, rule: string, days: Span): Span =>
  rule === 'medical.benefit' && first !== undefined && firstDayOf(first.from) > days.from
    ? { ...days, from: firstDayOf(first.from) }
    : days;

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

const notEnforced = ({ medicalChangeTimes, medicalTrueUps }: Pack): Fault[] => [
  ...medicalChangeTimes
    .filter(({ value }) => value.of === 'base')
    .map(({ from }): Fault => [
      'medical.changeTimes',
      `row from ${from}: the base is locked between these times, but no account knows the base of a year`,
    ]),
  ...medicalTrueUps
    .filter(({ value }) => value !== 'none')
    .map(({ from }): Fault => [
      'medical.trueUp',
      `row from ${from}: paid bundles are not topped up, only pension months are`,
    ]),
];
