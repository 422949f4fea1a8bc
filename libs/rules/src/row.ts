import type { Day, Month } from '@canbao/calendar';

/**
 * Where a value comes from. `document` is a document number, a notice, or what a configuration value rests
 * on.
 */
export interface Source {
  readonly document: string;
  readonly article?: string;
  readonly url?: string;
  /** Section of the payment guide, for example `G3.2.1.4`. */
  readonly guide?: string;
}

/** One dated row of a rule: the value holds from the first to the last key, both included. */
export interface Row<Key extends Month | Day, V> {
  readonly from: Key;
  readonly until?: Key;
  readonly value: V;
  readonly source: Source;
  readonly status?: 'provisional' | 'final';
  /** True when no source gives the value: it is a default that an operator has to confirm. */
  readonly configuration?: true;
}

/** The row in force. No row means that there is no rule: never last year's value. */
export const rowOn = <Key extends Month | Day, V>(
  rows: readonly Row<Key, V>[],
  key: Key,
): Row<Key, V> | undefined =>
  rows.find(({ from, until }) => from <= key && (until === undefined || key <= until));

/**
 * What is wrong with a table, in words; empty when rows are in order, do not overlap and name their source.
 */
export const checkRows = (rows: readonly Row<Month | Day, unknown>[]): string[] =>
  rows.flatMap((row, index) => {
    const previous = rows[index - 1];
    return [
      ...(row.source.document.trim() === '' ? [`row from ${row.from} names no source`] : []),
      ...(row.until !== undefined && row.until < row.from
        ? [`row from ${row.from} ends before it begins`]
        : []),
      ...(previous !== undefined && previous.from >= row.from
        ? [`row from ${row.from} is out of order`]
        : []),
      ...(previous !== undefined && (previous.until === undefined || previous.until >= row.from)
        ? [`row from ${row.from} overlaps the row before`]
        : []),
    ];
  });

/** `guide G3.3.1.1; 人社厅发〔2022〕16号`: a source in one line. */
export const citation = ({ document, article, guide }: Source): string =>
  [guide === undefined ? '' : `guide ${guide}`, document === '缴费指南' ? '' : document, article ?? '']
    .filter((part) => part !== '')
    .join('; ');
