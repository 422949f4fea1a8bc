// `npm run mutation [-- --project libs/domain/payment] [-- --mutate FILE,FILE]`: Stryker over the rules and
// the
// deciders, one project after another against its own specs, and the score of each.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';

const report = 'reports/mutation.json';
const scoreMin = 90;
const noticed = ['Killed', 'Timeout'];
const unnoticed = ['Survived', 'NoCoverage'];

const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const files = option('--mutate');
const all = ['libs/rules', ...readdirSync('libs/domain').map((name) => `libs/domain/${name}`)];
const wanted =
  option('--project')?.split(',') ?? all.filter((project) => files?.includes(`${project}/`) ?? true);

const scoreOf = () => {
  const mutants = Object.values(JSON.parse(readFileSync(report, 'utf8')).files).flatMap(
    (file) => file.mutants,
  );
  const counted = mutants.filter(({ status }) => [...noticed, ...unnoticed].includes(status));
  return {
    noticed: counted.filter(({ status }) => noticed.includes(status)).length,
    counted: counted.length,
  };
};

const run = (project) => {
  rmSync(report, { force: true });
  const strykerArgs = ['run', ...(files === undefined ? [] : ['--mutate', files])];
  spawnSync('stryker', strykerArgs, { stdio: 'inherit', env: { ...process.env, MUTATED_PROJECT: project } });
  if (!existsSync(report)) return { project, noticed: 0, counted: 0, failed: true };
  const score = { project, ...scoreOf() };
  renameSync(report, `reports/mutation-${project.split('/').at(-1)}.json`);
  return score;
};

const scores = wanted.map(run);
const percentOf = (score) => (score.counted === 0 ? 100 : (100 * score.noticed) / score.counted);
for (const score of scores) {
  const verdict = score.failed ? 'Stryker failed' : `${percentOf(score).toFixed(1)} %`;
  const { project, noticed: killed, counted } = score;
  process.stdout.write(
    `${project.padEnd(30)} ${verdict.padStart(8)}  ${killed} of ${counted} mutants killed\n`,
  );
}
process.exit(scores.every((score) => !score.failed && percentOf(score) >= scoreMin) ? 0 : 1);
