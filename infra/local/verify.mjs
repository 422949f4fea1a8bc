// `npm run check` and `npm test`: every stage with its time, what was skipped, and one closing line that
// counts.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

const goal = process.argv[2] ?? 'test';
const totals = { passed: 0, failed: 0, skipped: [] };
mkdirSync('test-results', { recursive: true });

const report = (name, began, { passed, failed, skipped = [] }) => {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped.push(...skipped);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  process.stdout.write(`── ${name}: ${failed === 0 ? 'passed' : `${failed} failed`} (${seconds} s)\n`);
};

const run = (name, command, args) =>
  new Promise((resolve) => {
    const began = Date.now();
    spawn(command, args, { stdio: 'inherit' }).once('close', (status) => {
      report(name, began, status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
      resolve();
    });
  });

const skippedTests = ({ testResults }) =>
  testResults.flatMap(({ assertionResults }) =>
    assertionResults
      .filter(({ status }) => ['pending', 'todo', 'skipped', 'disabled'].includes(status))
      .map(({ fullName }) => fullName),
  );

/** A Jest that fails without a failed test (a crash, an open handle) counts as one failure. */
const countTests = (file, status) => {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const results = JSON.parse(readFileSync(file, 'utf8'));
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    passed: results.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: skippedTests(results),
  };
};

/** One Jest on a share of a project's specs, with servers of its own. */
const jestOn = (project, share, options) =>
  new Promise((resolve) => {
    const file = `test-results/${project}-${share.replace('/', '-of-')}.json`;
    rmSync(file, { force: true });
    const args = [
      '--selectProjects',
      project,
      '--json',
      `--outputFile=${file}`,
      '--silent=false',
      ...options,
    ];
    spawn('jest', [...args, `--shard=${share}`], { stdio: 'inherit' }).once('close', (status) =>
      resolve(countTests(file, status)),
    );
  });

/** Specs that mostly wait for servers leave room for as many again: two shares run side by side. */
const jest = async (project, shares, ...options) => {
  const began = Date.now();
  const all = Array.from({ length: shares }, (_, index) =>
    jestOn(project, `${index + 1}/${shares}`, options),
  );
  const results = await Promise.all(all);
  report(project, began, {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    skipped: results.flatMap(({ skipped = [] }) => skipped),
  });
};

const sources = ['{apps,libs,tools,infra,bench,tests}/**/*.{ts,tsx,mjs,cjs}', '*.{mjs,cjs}'];
const byContent = ['--cache', '--cache-strategy', 'content'];
const incremental = ['--incremental', '--tsBuildInfoFile', 'node_modules/.cache/types.tsbuildinfo'];
const checkTypes = ['--noEmit', '-p', 'tsconfig.json', '--checkers', '1', ...incremental];
await run('lint', 'oxlint', ['--deny-warnings']);
// The formatter has one thread: the others have the second core, and the first one as soon as it is done.
await Promise.all([
  run('format', 'prettier', ['--check', '--log-level=warn', ...byContent, ...sources]),
  run('types', 'tsc', checkTypes)
    .then(() => jest('tidy', 1))
    .then(() => jest('spec', 1, '--maxWorkers=100%')),
]);
if (goal === 'test') {
  // Node 24 was seen to spin for ever at its end, while it freed the handles of killed connections.
  const alone = ['--runInBand', '--forceExit'];
  // The simulation needs no server, and the shares of `int` leave it time.
  await Promise.all([jest('int', 2, ...alone), jest('simulation', 1, ...alone)]);
  await jest('journey', 1, ...alone);
  await jest('faults', 1, ...alone);
}

for (const name of totals.skipped) process.stdout.write(`skipped: ${name}\n`);
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped.length} skipped\n`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
