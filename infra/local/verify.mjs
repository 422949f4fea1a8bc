// `npm run check` and `npm test`: every stage with its time, what was skipped, and one closing line that
// counts.
import { spawnSync } from 'node:child_process';
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

const run = (name, command, args) => {
  const began = Date.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  report(name, began, status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
};

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

const jest = (project, ...options) => {
  const began = Date.now();
  const file = `test-results/${project}.json`;
  rmSync(file, { force: true });
  const args = ['--selectProjects', project, '--json', `--outputFile=${file}`, '--silent=false', ...options];
  const { status } = spawnSync('jest', args, { stdio: 'inherit' });
  report(project, began, countTests(file, status));
};

const sources = ['{apps,libs,tools,infra,bench,tests}/**/*.{ts,tsx,mjs,cjs}', '*.{mjs,cjs}'];
const byContent = ['--cache', '--cache-strategy', 'content'];
run('format', 'prettier', ['--check', '--log-level=warn', ...byContent, ...sources]);
jest('tidy');
run('lint', 'oxlint', ['--deny-warnings']);
const incremental = ['--incremental', '--tsBuildInfoFile', 'node_modules/.cache/types.tsbuildinfo'];
run('types', 'tsc', ['--noEmit', '-p', 'tsconfig.json', ...incremental]);
jest('spec', '--maxWorkers=100%');
if (goal === 'test')
  for (const project of ['simulation', 'int', 'journey', 'faults']) jest(project, '--runInBand');

for (const name of totals.skipped) process.stdout.write(`skipped: ${name}\n`);
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped.length} skipped\n`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
