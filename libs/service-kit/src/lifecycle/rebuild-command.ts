import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  rebuild,
  RebuildFault,
  type InlineView,
  type Rebuilt,
  type TableDigest,
  type TableProof,
} from '@canbao/postgres';

const number = (value: bigint | number): string => value.toLocaleString('en-US');
const hex = ({ digest }: TableDigest): string => BigInt.asUintN(64, digest).toString(16).padStart(16, '0');

const verdict = ({ rebuilt, stored, maintained, equal }: TableProof): string => {
  if (equal) return 'equal';
  const others = [
    { what: 'stored', counted: stored },
    { what: 'maintained by triggers', counted: maintained },
  ]
    .filter(({ counted }) => hex(counted) !== hex(rebuilt) || counted.rows !== rebuilt.rows)
    .map(({ what, counted }) => `${what} ${number(counted.rows)} rows ${hex(counted)}`);
  return `DIFFERENT: ${others.join(', ')}`;
};

/** One line a projection, and the rows that differ below it. */
export const reportOf = (
  service: string,
  { events, position, seconds, tables, swapped }: Rebuilt,
): string[] => [
  `${service}: ${number(events)} events to position ${number(position)} in ${seconds.toFixed(1)} s, ${number(Math.round(events / seconds))} events/s`,
  ...tables.flatMap((table) => [
    `  ${table.name.padEnd(14)} ${number(table.rebuilt.rows).padStart(11)} rows  ${hex(table.rebuilt)}  ${verdict(table)}`,
    ...table.differing.map(({ side, row }) => `    only ${side.padEnd(7)} ${row}`),
  ]),
  swapped ? '  The rebuilt tables are in use.' : '  The tables are as they were.',
];

/** From the environment, or of the system that `npm start` runs in the data folder. */
const databaseUrl = (): string => {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined) return given;
  const file = join(process.env['CANBAO_DATA'] ?? '.local', 'credentials.json');
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { postgres: { url: string } }).postgres.url;
  } catch {
    throw new RebuildFault(
      `There is no system to rebuild: ${file} is not there. Run npm start first, or set DATABASE_URL.`,
    );
  }
};

const sentenceOf = (error: unknown): string | undefined => {
  if (error instanceof RebuildFault) return error.message;
  const { code } = error as { code?: string };
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND')
    return 'No database answers there: the system is not running. Run npm start first, or set DATABASE_URL.';
  return undefined;
};

/** The same for a program. */
const jsonOf = ({ events, position, seconds, tables, swapped }: Rebuilt): string =>
  JSON.stringify({
    events,
    position: position.toString(),
    seconds,
    swapped,
    tables: tables.map((table) => ({
      name: table.name,
      rows: table.rebuilt.rows.toString(),
      digest: hex(table.rebuilt),
      equal: table.equal,
      differing: table.differing,
    })),
  });

/**
 * `rebuild [--verify] [--json]`: ends the process with 0, with 1 where `--verify` has found a difference, or
 * with 2 where it could not do its work.
 */
export const rebuildCommand = async (
  { name, views }: { readonly name: string; readonly views: readonly InlineView[] },
  args: readonly string[],
): Promise<void> => {
  try {
    const unknown = args.find((arg) => arg !== '--verify' && arg !== '--json');
    if (unknown !== undefined)
      throw new RebuildFault(`${unknown} is not an option. Use: rebuild [--verify] [--json]`);
    const verify = args.includes('--verify');
    const rebuilt = await rebuild({ url: databaseUrl(), service: name, views, verify });
    process.stdout.write(
      `${args.includes('--json') ? jsonOf(rebuilt) : reportOf(name, rebuilt).join('\n')}\n`,
    );
    process.exit(verify && rebuilt.tables.some(({ equal }) => !equal) ? 1 : 0);
  } catch (error) {
    process.stderr.write(
      `${sentenceOf(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`,
    );
    process.exit(2);
  }
};
