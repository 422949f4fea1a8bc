import { parseArgs } from 'node:util';
import { plantedBugs } from './bugs';
import { simulate } from './simulate';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '300' } } });

/**
 * `npm run planted-bugs`: every mistake that can be switched on must be caught; a blind harness is worse than
 * none.
 */
const main = async (): Promise<number> => {
  let escaped = 0;
  for (const [name, { what, bugs }] of Object.entries(plantedBugs)) {
    let seed = 0;
    let caught: readonly string[] = [];
    while (caught.length === 0 && seed < Number(values.seeds)) {
      seed += 1;
      caught = (await simulate(seed, bugs)).findings;
    }
    if (caught.length === 0) escaped += 1;
    const verdict = caught.length === 0 ? `ESCAPED ${seed} seeds` : `caught at seed ${seed}`;
    process.stdout.write(
      `${name.padEnd(26)} ${verdict.padEnd(20)} ${what}\n${' '.repeat(27)}${(caught[0]?.split('\n')[0] ?? '').slice(0, 160)}\n`,
    );
  }
  const all = Object.keys(plantedBugs).length;
  process.stdout.write(`${all - escaped} of ${all} planted bugs caught\n`);
  return escaped === 0 ? 0 : 1;
};

void main().then((code) => {
  process.exitCode = code;
});
