import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rebuild, RebuildFault } from '@canbao/postgres';
import { withKitEvents } from '../evidence/kit-events';
import { jsonOf, reportOf } from './rebuild-report';
import type { Storage } from './service';

const options = ['--verify', '--json'];

/**
 * `rebuild [--verify] [--json]`: ends the process with 0, with 1 where `--verify` has found a difference, or
 * with 2 where the rebuild failed.
 */
export const rebuildCommand = async (
  { name, views, eventTypes }: Pick<Storage, 'name' | 'views' | 'eventTypes'>,
  args: readonly string[],
): Promise<void> => {
  try {
    const unknown = args.find((arg) => !options.includes(arg));
    if (unknown !== undefined)
      throw new RebuildFault(`${unknown} is not an option. Use: rebuild [--verify] [--json]`);
    const verify = args.includes('--verify');
    const rebuilt = await rebuild({
      url: databaseUrl(),
      service: name,
      views,
      eventTypes: withKitEvents(eventTypes),
      verify,
    });
    const output = args.includes('--json') ? jsonOf(rebuilt) : reportOf(name, rebuilt).join('\n');
    process.stdout.write(`${output}\n`);
    const differs = rebuilt.tables.some(({ equal }) => !equal);
    process.exit(verify && differs ? 1 : 0);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(2);
  }
};

/** From the environment, or from the data folder of the system that `npm start` runs. */
const databaseUrl = (): string => {
  const url = process.env['DATABASE_URL'];
  if (url !== undefined) return url;
  const file = join(process.env['CANBAO_DATA'] ?? '.local', 'credentials.json');
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { postgres: { owner: string } }).postgres.owner;
  } catch {
    throw new RebuildFault(
      `There is no system to rebuild: ${file} does not exist. Run npm start first, or set DATABASE_URL.`,
    );
  }
};

const explain = (error: unknown): string => {
  if (error instanceof RebuildFault) return error.message;
  const { code } = error as { code?: string };
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND')
    return 'The database does not answer. Run npm start first, or set DATABASE_URL.';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
