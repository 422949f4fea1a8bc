// `npm run mutation -- --mutate libs/rules/src/medical/bundle.ts`: Stryker over the rules and the deciders
// (or over the files named), and the score of each project.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';

const report = 'reports/mutation.json';
const noticed = ['Killed', 'Timeout'];
const unnoticed = ['Survived', 'NoCoverage'];

const projectOf = (file) => file.slice(0, file.indexOf('/src/'));
const percent = (part, whole) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);

const printScores = () => {
  const { files } = JSON.parse(readFileSync(report, 'utf8'));
  const scores = new Map();
  for (const [file, { mutants }] of Object.entries(files)) {
    const score = scores.get(projectOf(file)) ?? { killed: 0, all: 0 };
    score.killed += mutants.filter(({ status }) => noticed.includes(status)).length;
    score.all += mutants.filter(({ status }) => [...noticed, ...unnoticed].includes(status)).length;
    scores.set(projectOf(file), score);
  }
  for (const [project, { killed, all }] of scores)
    process.stdout.write(
      `${project.padEnd(30)} ${percent(killed, all).padStart(7)}  ${killed} of ${all} mutants killed\n`,
    );
};

rmSync(report, { force: true });
const { status } = spawnSync('stryker', ['run', ...process.argv.slice(2)], { stdio: 'inherit' });
if (existsSync(report)) printScores();
process.exit(status ?? 1);
