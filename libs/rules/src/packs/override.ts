/**
 * Dated overrides: an operator, with a second person's approval, sets the first day or the value of a
 * configuration row without a release. A row whose value and days have a source is never touched.
 */
import {
  day,
  dayBefore,
  isDay,
  isMonth,
  month,
  plusMonths,
  type Day,
  type Instant,
  type Month,
} from '@canbao/calendar';
import { compare, isAmount, yuan, type Yuan } from '@canbao/money';
import type { PensionLimits } from '../pension/limits';
import type { Row } from '../row';
import type { Pack } from './pack';

/** The tables that can be overridden, by the names that the rules are shown under. */
export const overridableTables = ['pension.limits', 'medical.base', 'medical.surcharge'] as const;
/** A table of {@link overridableTables}. */
export type OverridableTable = (typeof overridableTables)[number];

/** A decision on one configuration row; it sets a first day or month, a value, or both. */
export interface RuleOverride {
  readonly table: OverridableTable;
  /** The row, by the first day or month that the pack gives it. */
  readonly from: string;
  /** The new first day (`pension.limits`) or month. The row before lasts until then. */
  readonly startsOn?: string;
  /** Yuan; for `pension.limits` the lower and the upper limit as `4573.00–22863.00`. */
  readonly value?: string;
  readonly author: string;
  readonly approvedBy: string;
  /** What the decision rests on, for example the number of a notice. */
  readonly source: string;
  readonly decidedAt: Instant;
}

/** Why an override cannot be laid over a pack. */
export type OverrideFault =
  | 'second-person-required'
  | 'source-required'
  | 'nothing-to-override'
  | 'not-configuration'
  | 'start-out-of-range'
  | 'value-not-valid';

/** The first reason against the override; nothing when it can be applied. */
export const overrideFault = (pack: Pack, override: RuleOverride): OverrideFault | undefined => {
  const { author, approvedBy, source, startsOn, value } = override;
  if (author === approvedBy) return 'second-person-required';
  if (source.trim() === '') return 'source-required';
  if (startsOn === undefined && value === undefined) return 'nothing-to-override';
  const rows = rowsOf(pack, override.table);
  const index = rows.findIndex(({ from }) => from === override.from);
  const row = rows[index];
  if (row?.configuration !== true) return 'not-configuration';
  if (startsOn !== undefined && !isStartInRange(override, startsOn, rows[index - 1], row))
    return 'start-out-of-range';
  return value === undefined || isValue(override.table, value) ? undefined : 'value-not-valid';
};

/**
 * The pack with the overrides in place, in the order of decision: a later one of the same row replaces the
 * earlier. The rows stay configuration and name who decided. @throws RangeError on an override with a fault.
 */
export const withOverrides = (pack: Pack, overrides: readonly RuleOverride[]): Pack =>
  lastOfEachRow(overrides).reduce((changed, override) => {
    const fault = overrideFault(changed, override);
    if (fault !== undefined) throw new RangeError(`override of ${override.table} ${override.from}: ${fault}`);
    return overridden(changed, override);
  }, pack);

const lastOfEachRow = (overrides: readonly RuleOverride[]): RuleOverride[] => {
  const inOrder = overrides.toSorted((a, b) => (a.decidedAt < b.decidedAt ? -1 : 1));
  return inOrder.filter(
    ({ table, from }, index) =>
      inOrder.findLastIndex((other) => other.table === table && other.from === from) === index,
  );
};

const rowsOf = (pack: Pack, table: OverridableTable): readonly Row<Day | Month, unknown>[] => {
  if (table === 'pension.limits') return pack.pensionLimits;
  return table === 'medical.base' ? pack.medicalBases : pack.medicalSurcharges;
};

/** After the row before begins, and before this one ends; limits stay in the year that they are of. */
const isStartInRange = (
  { table, from }: RuleOverride,
  startsOn: string,
  previous: Row<Day | Month, unknown> | undefined,
  { until }: Row<Day | Month, unknown>,
): boolean => {
  if (table === 'pension.limits' ? !isDay(startsOn) : !isMonth(startsOn)) return false;
  if (previous === undefined || startsOn <= previous.from || (until !== undefined && startsOn > until))
    return false;
  const years = [from, startsOn, previous.from].map((date) => date.slice(0, 4));
  return table !== 'pension.limits' || new Set(years).size === 1;
};

const limitsPattern = /^([\d.]+)–([\d.]+)$/;

const isValue = (table: OverridableTable, value: string): boolean => {
  if (table !== 'pension.limits') return isAmount(value);
  const [, lower = '', upper = ''] = limitsPattern.exec(value) ?? [];
  return isAmount(lower) && isAmount(upper) && compare(lower, upper) <= 0;
};

const overridden = (pack: Pack, override: RuleOverride): Pack => {
  const { value } = override;
  switch (override.table) {
    case 'pension.limits': {
      const [, lower, upper] = value === undefined ? [] : (limitsPattern.exec(value) ?? []);
      const limits =
        lower === undefined || upper === undefined ? {} : { lower: yuan(lower), upper: yuan(upper) };
      const change = (current: PensionLimits): PensionLimits => ({ ...current, ...limits });
      return { ...pack, pensionLimits: changedRows(pack.pensionLimits, override, day, dayBefore, change) };
    }
    case 'medical.base':
      return { ...pack, medicalBases: changedMonths(pack.medicalBases, override) };
    case 'medical.surcharge':
      return { ...pack, medicalSurcharges: changedMonths(pack.medicalSurcharges, override) };
  }
};

const changedMonths = (rows: readonly Row<Month, Yuan>[], override: RuleOverride): Row<Month, Yuan>[] =>
  changedRows(
    rows,
    override,
    month,
    (start) => plusMonths(start, -1),
    (current) => (override.value === undefined ? current : yuan(override.value)),
  );

/** The row with its new start and value; the row before ends, or lasts on, to meet it. */
const changedRows = <Key extends Day | Month, V>(
  rows: readonly Row<Key, V>[],
  { from, startsOn, author, approvedBy, source, decidedAt }: RuleOverride,
  brand: (text: string) => Key,
  before: (start: Key) => Key,
  change: (current: V) => V,
): Row<Key, V>[] => {
  const index = rows.findIndex((row) => row.from === from);
  const start = startsOn === undefined ? undefined : brand(startsOn);
  return rows.map((row, position) => {
    if (position === index - 1 && start !== undefined) return { ...row, until: before(start) };
    if (position !== index) return row;
    const override = { author, approvedBy, source, decidedAt };
    return { ...row, ...(start === undefined ? {} : { from: start }), value: change(row.value), override };
  });
};
