import type { Figure } from './stats';

export interface BenchSettings {
  /** Seconds that are counted in each round. */
  readonly seconds: number;
  readonly rounds: number;
  /** Accepts rounds even if other processes used the machine. */
  readonly asIs: boolean;
  readonly json: boolean;
  /** Names of figures to measure; undefined means all except the long ones. */
  readonly only: readonly string[] | undefined;
  readonly all: boolean;
  /** Folder for a CPU profile of the service under load. */
  readonly profile: string | undefined;
}

/** One figure or a family of figures that share their servers. */
export interface Bench {
  readonly names: readonly string[];
  /** Measured only when named, or with --all: it takes minutes. */
  readonly long?: boolean;
  run(settings: BenchSettings, wanted: (name: string) => boolean): Promise<readonly Figure[]>;
}

const usage =
  'npm run bench -- [--json] [--only NAME[,NAME…]] [--all] [--seconds N] [--rounds N] ' +
  '[--as-is] [--profile FOLDER]';

/** @throws Error with a sentence for the user when an option is unknown. */
export const readBenchSettings = (args: readonly string[]): BenchSettings => {
  const given = new Map<string, string>();
  for (let at = 0; at < args.length; at += 1) {
    const [name = '', inline] = (args[at] ?? '').split('=');
    const flag = ['--json', '--all', '--as-is'].includes(name);
    if (!flag && !['--only', '--seconds', '--rounds', '--profile'].includes(name))
      throw new Error(`${name} is not an option. Use: ${usage}`);
    if (flag) given.set(name, 'yes');
    else given.set(name, inline ?? args[(at += 1)] ?? '');
  }
  const number = (name: string, usual: number, least: number): number => {
    const value = Number(given.get(name) ?? usual);
    if (!Number.isFinite(value) || value < least)
      throw new Error(`${name} must be a number from ${least}. Use: ${usage}`);
    return value;
  };
  return {
    seconds: number('--seconds', 10, 1),
    rounds: number('--rounds', 3, 1),
    asIs: given.has('--as-is'),
    json: given.has('--json'),
    all: given.has('--all'),
    only: given
      .get('--only')
      ?.split(',')
      .filter((name) => name !== ''),
    profile: given.get('--profile'),
  };
};
