import type { Day, Instant, Month } from '@canbao/calendar';
import { idsOf, type Reference } from './citation';
import type { Confidence } from './source-document';

/**
 * Something that holds from the first to the last key, both included; without a last key, until further
 * notice.
 */
export interface Dated<Key extends Month | Day> {
  readonly from: Key;
  readonly until?: Key;
}

/** One dated row of a rule, with where its value is written. */
export interface Row<Key extends Month | Day, V> extends Dated<Key> {
  readonly value: V;
  readonly source: Reference;
  readonly status?: 'provisional' | 'final';
  /** True when no source gives the value: it is a default that an operator must confirm. */
  readonly configuration?: true;
  /** How sure the figures are, where that differs from what the sources say, or must reach a certificate. */
  readonly confidence?: Confidence;
  /** What a citizen is told about figures that may still change. */
  readonly noteZh?: string;
  /** Who set the row's start or value, and on what ground. */
  readonly override?: OverrideMark;
  /** Who moved the row's end, by setting the start of the next, and on what ground. */
  readonly endOverride?: OverrideMark;
}

/** The decision behind an overridden row. */
export interface OverrideMark {
  readonly overrideId: string;
  readonly author: string;
  readonly approvedBy: string;
  readonly source: string;
  readonly decidedAt: Instant;
}

/** The row in force. No row means that there is no rule: never last year's value. */
export const rowOn = <R extends Dated<Month | Day>>(
  rows: readonly R[],
  key: NoInfer<R['from']>,
): R | undefined => rows.find(({ from, until }) => from <= key && (until === undefined || key <= until));

/** The faults of a table, in words; none when its rows are in order, do not overlap and name a source. */
export const checkRows = (rows: readonly Row<Month | Day, unknown>[]): string[] =>
  rows.flatMap((row, index) => {
    const previous = rows[index - 1];
    return [
      ...(idsOf(row.source).length === 0 ? [`row from ${row.from} names no source`] : []),
      ...(row.until !== undefined && row.until < row.from
        ? [`row from ${row.from} ends before it begins`]
        : []),
      ...(previous === undefined ? [] : orderFaults(previous, row)),
    ];
  });

const orderFaults = (previous: Dated<Month | Day>, row: Dated<Month | Day>): string[] => {
  if (previous.from >= row.from) return [`row from ${row.from} is out of order`];
  const isOverlapping = previous.until === undefined || previous.until >= row.from;
  return isOverlapping ? [`row from ${row.from} overlaps the row before`] : [];
};
