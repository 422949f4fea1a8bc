/**
 * Dated overrides: an operator, with a second person's approval, sets the first day or the value of a
 * configuration row without a release. A row that has a source keeps its value; only its last day follows the
 * start of the row after it.
 */
import { day, dayBefore, isDay, isMonth, month, plusMonths, type Day, type Month } from '@canbao/calendar';
import { compare, isAmount, toFen, yuan, zero, type Yuan } from '@canbao/money';
import { isFixed, type BaseRange, type MedicalBase } from '../medical/base';
import { readTerms, type LateFeeTerms } from '../medical/late-fee';
import type { Surcharge } from '../medical/surcharge';
import type { PensionLimits } from '../pension/limits';
import type { OverrideMark, Row } from '../row';
import type { Pack } from './pack';
import {
  overridableTables,
  type OverridableTable,
  type OverrideFault,
  type RuleOverride,
} from './rule-override';

/** An override that cannot be laid over a pack, and why. */
export interface FaultyOverride {
  readonly override: RuleOverride;
  readonly fault: OverrideFault;
}

/** The fault of one override by itself; nothing when it can be applied. */
export const overrideFault = (pack: Pack, override: RuleOverride): OverrideFault | undefined =>
  layOverrides(pack, [override]).faulty[0]?.fault;

/**
 * The pack with the overrides in place: of several of a row the last decided counts, whole. The rows stay
 * configuration and name who decided. @throws RangeError on an override with a fault.
 */
export const withOverrides = (pack: Pack, overrides: readonly RuleOverride[]): Pack => {
  const { pack: laid, faulty } = layOverrides(pack, overrides);
  const [first] = faulty;
  if (first === undefined) return laid;
  const { override, fault } = first;
  throw new RangeError(`override of ${override.table} ${override.from}: ${fault}`);
};

/**
 * The pack with every override in place that has no fault beside the others, and those that have one. A
 * release that knows the source of a row makes its override faulty.
 */
export const layOverrides = (
  pack: Pack,
  overrides: readonly RuleOverride[],
): { readonly pack: Pack; readonly faulty: readonly FaultyOverride[] } => {
  const current = lastOfEachRow(overrides);
  const faulty = current.flatMap((override) => asFaulty(override, ownFault(pack, override)));
  const sound = without(current, faulty);
  const laid = overridden(pack, sound);
  const misplaced = sound.flatMap((override) => asFaulty(override, orderFault(pack, laid, override)));
  if (misplaced.length === 0) return { pack: laid, faulty };
  const rest = layOverrides(pack, without(sound, misplaced));
  return { pack: rest.pack, faulty: [...faulty, ...misplaced, ...rest.faulty] };
};

const asFaulty = (override: RuleOverride, fault: OverrideFault | undefined): FaultyOverride[] =>
  fault === undefined ? [] : [{ override, fault }];

const without = (overrides: readonly RuleOverride[], faulty: readonly FaultyOverride[]): RuleOverride[] =>
  overrides.filter((override) => faulty.every((other) => other.override !== override));

const lastOfEachRow = (overrides: readonly RuleOverride[]): RuleOverride[] => {
  const inOrder = overrides.toSorted((a, b) =>
    a.decidedAt === b.decidedAt ? 0 : a.decidedAt < b.decidedAt ? -1 : 1,
  );
  return inOrder.filter(
    ({ table, from }, index) =>
      inOrder.findLastIndex((other) => other.table === table && other.from === from) === index,
  );
};

type AnyRow = Row<Day | Month, unknown>;

const rowsOf = (pack: Pack, table: OverridableTable): readonly AnyRow[] => {
  switch (table) {
    case 'pension.limits':
      return pack.pensionLimits;
    case 'medical.base':
      return pack.medicalBases;
    case 'medical.surcharge':
      return pack.medicalSurcharges;
    case 'medical.lateFee':
      return pack.lateFeeTerms;
  }
};

/** What is wrong with an override whatever the others are; the first reason. */
const ownFault = (pack: Pack, override: RuleOverride): OverrideFault | undefined => {
  const { table, author, approvedBy, source, from, startsOn, value } = override;
  if (author === approvedBy) return 'second-person-required';
  if (source.trim() === '') return 'source-required';
  if (startsOn === undefined && value === undefined) return 'nothing-to-override';
  const rows = rowsOf(pack, table);
  const index = rows.findIndex((row) => row.from === from);
  if (rows[index]?.configuration !== true) return 'not-configuration';
  if (startsOn !== undefined && !isStart(override, startsOn, rows[index - 1])) return 'start-out-of-range';
  return value === undefined || isValue(pack, table, rows[index].value, value)
    ? undefined
    : 'value-not-valid';
};

/** Limits stay in the year that they are of, and the first row of a table has no other to end. */
const isStart = (
  { table, from }: RuleOverride,
  startsOn: string,
  previous: Row<Day | Month, unknown> | undefined,
): boolean => {
  if (previous === undefined) return false;
  if (table !== 'pension.limits') return isMonth(startsOn);
  const years = [from, startsOn, previous.from].map((date) => date.slice(0, 4));
  return isDay(startsOn) && new Set(years).size === 1;
};

/** The row begins after the row before, and before it ends itself. */
const orderFault = (
  pack: Pack,
  laid: Pack,
  { table, from, startsOn }: RuleOverride,
): OverrideFault | undefined => {
  if (startsOn === undefined) return undefined;
  const index = rowsOf(pack, table).findIndex((row) => row.from === from);
  const [previous, row] = rowsOf(laid, table).slice(index - 1) as [AnyRow, AnyRow];
  const isInOrder = previous.from < row.from && (row.until === undefined || row.from <= row.until);
  return isInOrder ? undefined : 'start-out-of-range';
};

const boundsIn = (value: string): { readonly lower: string; readonly upper: string } => {
  const [, lower = '', upper = ''] = /^([\d.]+)[–-]([\d.]+)$/.exec(value) ?? [];
  return { lower, upper };
};

const isValue = (pack: Pack, table: OverridableTable, current: unknown, value: string): boolean => {
  if (table === 'medical.lateFee') return readTerms(value) !== undefined;
  if (table === 'medical.surcharge') return isMonthly(value);
  if (table === 'medical.base' && isFixed(current as MedicalBase)) return isMonthly(value) && value !== zero;
  const { lower, upper } = boundsIn(value);
  if (!isMonthly(lower) || !isMonthly(upper) || lower === zero) return false;
  // Tiers are set by a release: one value cannot name them all.
  if (table === 'medical.base') return !('tiers' in (current as BaseRange)) && compare(lower, upper) < 0;
  return pack.pensionBaseSteps.every(
    ({ value: step }) => stepsBelow(lower, step) < toFen(upper) / toFen(step),
  );
};

/** Steps that lie wholly below the limit: the next one is the lowest base. */
const stepsBelow = (lower: Yuan, step: Yuan): bigint => (toFen(lower) - 1n) / toFen(step);

/** No amount of a month is near this; a larger one is a slip of the pen. */
const monthlyMax = yuan('999999.99');
const isMonthly = (amount: string): amount is Yuan => isAmount(amount) && compare(amount, monthlyMax) <= 0;

const overridden = (pack: Pack, overrides: readonly RuleOverride[]): Pack => {
  if (overrides.length === 0) return pack;
  const [limits, bases, surcharges, lateFees] = overridableTables.map((table) =>
    overrides.filter((override) => override.table === table),
  ) as [RuleOverride[], RuleOverride[], RuleOverride[], RuleOverride[]];
  return {
    ...pack,
    pensionLimits: overriddenRows(pack.pensionLimits, limits, byDay, withLimits),
    medicalBases: overriddenRows(pack.medicalBases, bases, byMonth, withBase),
    medicalSurcharges: overriddenRows(pack.medicalSurcharges, surcharges, byMonth, withAmount),
    lateFeeTerms: overriddenRows(pack.lateFeeTerms, lateFees, byDay, withTerms),
    overrides,
  };
};

/** How a table counts time. */
interface Dates<Key extends Day | Month> {
  readonly read: (text: string) => Key;
  readonly before: (start: Key) => Key;
}
const byDay: Dates<Day> = { read: day, before: dayBefore };
const byMonth: Dates<Month> = { read: month, before: (start) => plusMonths(start, -1) };

const withTerms = (current: LateFeeTerms, value: string): LateFeeTerms => readTerms(value) ?? current;

const withLimits = (current: PensionLimits, value: string): PensionLimits => ({
  ...current,
  ...rangeIn(value),
});

const withBase = (current: MedicalBase, value: string): MedicalBase =>
  isFixed(current) ? yuan(value) : rangeIn(value);

const rangeIn = (value: string): BaseRange => {
  const { lower, upper } = boundsIn(value);
  return { lower: yuan(lower), upper: yuan(upper) };
};

/** A new amount has the parts that the old one had only by chance. */
const withAmount = ({ parts: _, ...current }: Surcharge, value: string): Surcharge => ({
  ...current,
  amount: yuan(value),
});

/** The rows with their new starts and values; a row ends, or lasts on, to meet the start of the next. */
const overriddenRows = <Key extends Day | Month, V>(
  rows: readonly Row<Key, V>[],
  overrides: readonly RuleOverride[],
  { read, before }: Dates<Key>,
  change: (current: V, value: string) => V,
): readonly Row<Key, V>[] =>
  rows.map((row, index) => {
    const own = overrides.find(({ from }) => from === row.from);
    const next = overrides.find(({ from }) => from === rows[index + 1]?.from);
    return {
      ...row,
      ...(own === undefined ? {} : { override: markOf(own) }),
      ...(own?.startsOn === undefined ? {} : { from: read(own.startsOn) }),
      ...(own?.value === undefined ? {} : { value: change(row.value, own.value) }),
      ...(next?.startsOn === undefined
        ? {}
        : { until: before(read(next.startsOn)), endOverride: markOf(next) }),
    };
  });

const markOf = ({ overrideId, author, approvedBy, source, decidedAt }: RuleOverride): OverrideMark => ({
  overrideId,
  author,
  approvedBy,
  source,
  decidedAt,
});
