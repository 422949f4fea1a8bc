import type { Figure } from './stats';

const columns = [
  'figure',
  'value',
  'unit',
  'p50 ms',
  'p99 ms',
  'floor',
  '× floor',
  'peer',
  '× peer',
  'target',
] as const;
const text = (value: number | string | undefined): string =>
  value === undefined
    ? '–'
    : typeof value === 'number'
      ? value.toLocaleString('en-US', { maximumFractionDigits: 2 })
      : value;

/** The figures for a reader, with what each process used below. */
export const tableOf = (machine: Readonly<Record<string, unknown>>, figures: readonly Figure[]): string => {
  const rows = figures.map(
    ({ name, value, unit, p50Ms, p99Ms, floor, ratioToFloor, peer, ratioToPeer, target }) =>
      [name, value, unit, p50Ms, p99Ms, floor, ratioToFloor, peer, ratioToPeer, target].map(text),
  );
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) =>
        [0, 2, 9].includes(index) ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const details = figures.map(({ name, detail }) => `${name}: ${JSON.stringify(detail ?? {})}`);
  return [
    Object.entries(machine)
      .map(([key, value]) => `${key} ${String(value)}`)
      .join(', '),
    '',
    line(columns),
    ...rows.map(line),
    '',
    ...details,
    '',
  ].join('\n');
};
