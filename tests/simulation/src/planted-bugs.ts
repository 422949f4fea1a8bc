import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { plantedBugs, type Bugs } from './bugs';
import { simulate } from './simulate';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '300' } } });

const seedsMax = Number(values.seeds);

/** The seeds that caught last time. */
const file = 'tests/simulation/src/caught-by.json';
const seeds: Record<string, number> = JSON.parse(readFileSync(file, 'utf8'));

/** A finding and its seed, the known one first; undefined when the bug escapes. */
const caughtAt = async (name: string, bugs: Bugs): Promise<{ seed: number; finding: string } | undefined> => {
  for (const seed of [seeds[name] ?? 1, ...Array.from({ length: seedsMax }, (_, index) => index + 1)]) {
    const [finding] = (await simulate(seed, bugs)).findings;
    if (finding !== undefined) return { seed, finding: (finding.split('\n')[0] ?? '').slice(0, 160) };
  }
  return undefined;
};

/**
 * `npm run planted-bugs`: every mistake that can be switched on must be caught, or the invariants are blind
 * to it. The seeds that catch are written down: `npm test` tries them first.
 */
const main = async (): Promise<number> => {
  const all = Object.entries(plantedBugs);
  let escaped = 0;
  for (const [name, { what, bugs }] of all) {
    const caught = await caughtAt(name, bugs);
    if (caught === undefined) escaped += 1;
    else seeds[name] = caught.seed;
    const verdict = caught === undefined ? `ESCAPED ${seedsMax} seeds` : `caught at seed ${caught.seed}`;
    process.stdout.write(`${name.padEnd(26)} ${verdict.padEnd(20)} ${what}\n`);
    if (caught !== undefined) process.stdout.write(`${' '.repeat(27)}${caught.finding}\n`);
  }
  writeFileSync(file, `${JSON.stringify(seeds, null, 2)}\n`);
  process.stdout.write(`${all.length - escaped} of ${all.length} planted bugs caught\n`);
  return escaped === 0 ? 0 : 1;
};

void main().then((code) => {
  process.exitCode = code;
});
