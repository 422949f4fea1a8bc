import { TextDecoder } from 'node:util';

/** Configuration: no line of a bill is nearly as long, in characters. */
const lineMax = 64 * 1024;

/** Why a bill is refused whole. */
export class BillFault extends Error {
  constructor(readonly reason: 'encoding' | 'format' | 'totals') {
    super(`the bill is refused: ${reason}`);
  }
}

/** The lines of UTF-8 text, without their ends and without the mark at its beginning. @throws BillFault */
export async function* textLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let begun = '';
  for await (const chunk of bytes) {
    const lines = (begun + decoded(decoder, chunk)).split('\n');
    begun = lines.pop() ?? '';
    if (begun.length > lineMax) throw new BillFault('format');
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  const rest = begun + decoded(decoder);
  if (rest !== '') yield rest;
}

const decoded = (decoder: TextDecoder, chunk?: Uint8Array): string => {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw new BillFault('encoding');
  }
};

/** A line of a bill by its columns' titles. */
export type BillRow = (title: string) => string;

/** Totals of a bill: of the lines (no column), or of a column of lines that a filter takes. */
export interface BillTotals {
  /** The titles that open the last lines, with what each totals; amounts unless it counts. */
  readonly [title: string]: {
    readonly of?: string;
    readonly where?: (row: BillRow) => boolean;
  };
}

/** A line's fields, every one behind a backtick: a comma inside a field ends nothing. */
const fieldsOf = (line: string): readonly string[] => {
  if (!line.startsWith('`')) throw new BillFault('format');
  return line.slice(1).split(',`');
};

/** Columns by their titles. */
type Columns = ReadonlyMap<string, number>;

const rowOf = (columns: Columns, line: string): BillRow => {
  const fields = fieldsOf(line);
  if (fields.length !== columns.size) throw new BillFault('format');
  return (title) => {
    const field = fields[columns.get(title) ?? -1];
    if (field === undefined) throw new BillFault('format');
    return field;
  };
};

/** Hundred-thousandths of a yuan: bills show fees so finely. @throws BillFault */
export const fineAmount = (text: string): bigint => {
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d{1,15})(?:\.(\d{1,5}))?$/.exec(text) ?? [];
  if (sign === undefined) throw new BillFault('format');
  const amount = BigInt(whole + fraction.padEnd(5, '0'));
  return sign === '-' ? -amount : amount;
};

/**
 * The rows of a bill. It ends in an exception unless the file is whole: titles, rows, titles of totals, and
 * totals that are those of the rows. @throws BillFault
 */
export async function* billRows(
  lines: AsyncIterable<string>,
  firstTitle: string,
  totals: BillTotals,
): AsyncGenerator<BillRow> {
  const [totalTitle = ''] = Object.keys(totals);
  const sums = Object.entries(totals).map(([title, { of, where }]) => ({ title, of, where, sum: 0n }));
  let titles: Columns | undefined;
  let ends: Columns | undefined;
  let proven = false;
  for await (const line of lines) {
    if (titles === undefined) titles = titlesOf(line, firstTitle);
    else if (ends !== undefined) {
      if (proven) {
        if (line !== '') throw new BillFault('format');
        continue;
      }
      prove(rowOf(ends, line), sums);
      proven = true;
    } else if (line.startsWith(totalTitle)) ends = titlesOf(line, totalTitle);
    else {
      const row = rowOf(titles, line);
      for (const total of sums)
        if (total.where?.(row) !== false)
          total.sum += total.of === undefined ? 1n : fineAmount(row(total.of));
      yield row;
    }
  }
  if (!proven) throw new BillFault('totals');
}

const titlesOf = (line: string, first: string): Columns => {
  const titles = line.split(',');
  if (titles[0] !== first || new Set(titles).size !== titles.length) throw new BillFault('format');
  return new Map(titles.map((title, column) => [title, column]));
};

const prove = (
  told: BillRow,
  sums: readonly { readonly title: string; readonly of: string | undefined; readonly sum: bigint }[],
): void => {
  for (const { title, of, sum } of sums) {
    const said = told(title);
    const same = of === undefined ? said === String(sum) : fineAmount(said) === sum;
    if (!same) throw new BillFault('totals');
  }
};
