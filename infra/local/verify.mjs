// `npm run check` and `npm test`: every stage, its time, and one closing line that counts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

const goal = process.argv[2] ?? 'test';
const results = { passed: 0, failed: 0 };
mkdirSync('test-results', { recursive: true });

const stage = (name, command, args, report) => {
  const began = Date.now();
  if (report !== undefined) rmSync(report, { force: true });
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  const counted =
    report !== undefined && existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  const failed =
    counted === undefined
      ? status === 0
        ? 0
        : 1
      : counted.numFailedTests +
        counted.numRuntimeErrorTestSuites +
        (status !== 0 && counted.success ? 1 : 0);
  results.passed += counted === undefined ? (status === 0 ? 1 : 0) : counted.numPassedTests;
  results.failed += failed;
  process.stdout.write(
    `── ${name}: ${failed === 0 ? 'good' : `${failed} failed`} (${((Date.now() - began) / 1000).toFixed(1)} s)\n`,
  );
};
const jest = (project) => {
  const report = `test-results/${project}.json`;
  stage(
    project,
    'jest',
    [
      '--selectProjects',
      project,
      '--json',
      `--outputFile=${report}`,
      '--silent=false',
      ...(project === 'spec' ? [] : ['--runInBand']),
    ],
    report,
  );
};

stage('lint', 'oxlint', ['--deny-warnings']);
if (existsSync('tools/docs/dist/main.js')) stage('docs', 'node', ['tools/docs/dist/main.js', '--check']);
stage('types', 'tsc', ['--noEmit', '-p', 'tsconfig.json']);
jest('spec');
if (goal === 'test') {
  jest('int');
  jest('journey');
  jest('faults');
}
process.stdout.write(`${results.passed} passed, ${results.failed} failed\n`);
process.exit(results.failed === 0 && results.passed > 0 ? 0 : 1);
