// `npm run check` and `npm test`: every stage with its time, what was skipped, and one closing line that
// counts.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';

const goal = process.argv[2] ?? 'test';
const totals = { passed: 0, failed: 0, skipped: [], flaky: [] };
/** What failed, by project: how many tests, and in which files. */
const failures = {};
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

const testsThatAre = (wanted, { testResults }) =>
  testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => wanted.includes(status)).map(({ fullName }) => fullName),
  );
const skippedStates = ['pending', 'todo', 'skipped', 'disabled'];

/** A Jest that fails without a failed test (a crash, an open handle) counts as one failure. */
const countTests = (file, status) => {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const results = JSON.parse(readFileSync(file, 'utf8'));
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    passed: results.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: testsThatAre(skippedStates, results),
    failedTests: testsThatAre(['failed'], results),
    failedFiles: results.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name),
  };
};

/** The share that is all of a project's specs. */
const whole = '1/1';

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
      `--shard=${share}`,
      ...options,
    ];
    spawn('jest', args, { stdio: 'inherit' }).once('close', (status) => resolve(countTests(file, status)));
  });

const jest = async (project, share, ...options) => {
  const began = Date.now();
  const result = await jestOn(project, share, options);
  const { failed, failedTests = [], failedFiles = [] } = result;
  if (failed > 0) {
    const before = failures[project] ?? { failed: 0, tests: [], files: [] };
    failures[project] = {
      failed: before.failed + failed,
      tests: [...before.tests, ...failedTests],
      files: [...before.files, ...failedFiles],
    };
  }
  report(share === whole ? project : `${project} ${share}`, began, result);
};

/** Configuration: more tests than these that fail beside others and pass alone are a fault. */
const flakyMax = 3;

/**
 * Specs on servers share the machine with other stages. What failed there runs again by itself; a test that
 * passes then is flaky: it does not fail the run, and the closing lines name it.
 */
const againAlone = async (project, ...options) => {
  const { failed, tests, files } = failures[project] ?? { failed: 0, tests: [], files: [] };
  if (files.length === 0 || tests.length < failed || totals.flaky.length + failed > flakyMax) return;
  process.stdout.write(`── ${project}: again, alone: ${files.join(' ')}\n`);
  const again = await jestOn(project, whole, [...options, '--runTestsByPath', ...files]);
  if (again.failed > 0) return;
  totals.failed -= failed;
  totals.passed += failed;
  totals.flaky.push(...tests);
};

const sources = ['{apps,libs,tools,infra,bench,tests}/**/*.{ts,tsx,mjs,cjs}', '*.{mjs,cjs}'];

/** The status by which Oxfmt says so; others are errors. */
const differs = 1;

/** Oxfmt is quick, but breaks a few unions that Prettier keeps on a line: of those Prettier decides. */
const format = () => {
  const began = Date.now();
  const quick = spawnSync('oxfmt', ['-c', '.prettierrc.json', '--list-different', ...sources]);
  if (quick.status !== 0 && quick.status !== differs) {
    process.stderr.write(quick.stderr ?? String(quick.error));
    return report('format', began, { passed: 0, failed: 1 });
  }
  const doubtful = quick.stdout.toString().split('\n').filter(Boolean);
  return run('format', 'prettier', ['--check', '--log-level=warn', '.prettierrc.json', ...doubtful]);
};

/** Configuration: memory of a stage with its servers. */
const stageBytes = 4 * 1024 ** 3;
/** Stages at once: they wait for servers as much as they work, so that there may be one more than cores. */
const lanes = Math.max(1, Math.min(availableParallelism() + 1, Math.floor(totalmem() / stageBytes)));

const incremental = ['--incremental', '--tsBuildInfoFile', 'node_modules/.cache/types.tsbuildinfo'];
const checkTypes = ['--noEmit', '-p', 'tsconfig.json', '--checkers', '1', ...incremental];
await run('lint', 'oxlint', ['--deny-warnings']);
await format();
// Specs that wait leave a core to one more.
await Promise.all([
  run('types', 'tsc', checkTypes)
    .then(() => run('types of the console', 'tsc', ['--noEmit', '-p', 'apps/console', '--checkers', '1']))
    .then(() =>
      run('types of the payer', 'tsc', ['--noEmit', '-p', 'apps/payer/tsconfig.api.json', '--checkers', '1']),
    )
    .then(() => jest('tidy', whole)),
  jest('spec', whole, `--maxWorkers=${availableParallelism() + 1}`),
]);
if (goal === 'test') {
  // Node 24 was seen to spin for ever at its end, while it freed the handles of killed connections.
  const alone = ['--runInBand', '--forceExit'];
  const stage = (project, share) => () => jest(project, share ?? whole, ...alone);
  // The longest come first.
  const stages = [
    () => run('screens', 'node', ['infra/local/screens.mjs']).then(stage('browser')),
    stage('int', '1/3'),
    stage('int', '2/3'),
    stage('int', '3/3'),
    stage('journey'),
    stage('faults'),
    stage('simulation'),
    stage('slow'),
  ];
  const lane = async () => {
    for (let next = stages.shift(); next !== undefined; next = stages.shift()) await next();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  for (const project of ['slow', 'int', 'journey', 'browser', 'faults']) await againAlone(project, ...alone);
}

for (const name of totals.skipped) process.stdout.write(`skipped: ${name}\n`);
for (const name of totals.flaky) process.stdout.write(`flaky, passed only alone: ${name}\n`);
const { passed, failed, skipped, flaky } = totals;
const flakyToo = flaky.length > 0 ? `, ${flaky.length} flaky` : '';
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped.length} skipped${flakyToo}\n`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
