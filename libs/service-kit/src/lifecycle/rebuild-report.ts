import type { Rebuilt, TableDigest, TableProof } from '@canbao/postgres';

/** What a rebuild found, for a person: one line per projection, and the rows that differ below it. */
export const reportOf = (service: string, rebuilt: Rebuilt): string[] => [
  `${service}: ${summaryOf(rebuilt)}`,
  ...rebuilt.tables.flatMap((table) => [
    `  ${tableLine(table)}`,
    ...table.differing.map(({ side, row }) => `    only ${side.padEnd(7)} ${row}`),
  ]),
  rebuilt.swapped ? '  The rebuilt tables are in use.' : '  The tables are as they were.',
];

/** The same for a program, as JSON. */
export const jsonOf = ({ events, position, seconds, tables, swapped }: Rebuilt): string =>
  JSON.stringify({
    events,
    position: position.toString(),
    seconds,
    swapped,
    tables: tables.map(({ name, rebuilt, equal, differing }) => ({
      name,
      rows: rebuilt.rows.toString(),
      digest: hex(rebuilt),
      equal,
      differing,
    })),
  });

const summaryOf = ({ events, position, seconds }: Rebuilt): string => {
  const perSecond = Math.round(events / seconds);
  const replayed = `${number(events)} events to position ${number(position)}`;
  return `${replayed} in ${seconds.toFixed(1)} s, ${number(perSecond)} events/s`;
};

const tableLine = (table: TableProof): string => {
  const rows = number(table.rebuilt.rows).padStart(11);
  return `${table.name.padEnd(14)} ${rows} rows  ${hex(table.rebuilt)}  ${verdictOn(table)}`;
};

const verdictOn = ({ rebuilt, stored, maintained, equal }: TableProof): string => {
  if (equal) return 'equal';
  const others = [
    { what: 'stored', counted: stored },
    { what: 'maintained by triggers', counted: maintained },
  ]
    .filter(({ counted }) => hex(counted) !== hex(rebuilt) || counted.rows !== rebuilt.rows)
    .map(({ what, counted }) => `${what} ${number(counted.rows)} rows ${hex(counted)}`);
  return `DIFFERENT: ${others.join(', ')}`;
};

const number = (count: bigint | number): string => count.toLocaleString('en-US');
const hex = ({ digest }: TableDigest): string => BigInt.asUintN(64, digest).toString(16).padStart(16, '0');
