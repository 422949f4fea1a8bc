// Prepares a fresh clone to run its own code: packages, broker jars, build. Needs nothing but Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { patiently } from './patience.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const [goal = 'start', ...rest] = process.argv.slice(2);
const bin = join(root, 'node_modules/.bin');
const env = {
  ...process.env,
  PATH: `${bin}:${process.env.PATH}`,
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  NX_TUI: 'false',
};

const stop = (sentence) => {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
};

const verify = 'infra/local/verify.mjs';
/** A goal that runs programs of this repository needs them built; some need a broker as well. */
const built = (...program) => ({ program, build: true, broker: false });
const withBroker = (...program) => ({ program, build: true, broker: true });
const fromSource = (...program) => ({ program, build: false, broker: false });
const goals = {
  start: withBroker('infra/local/dist/start.js'),
  stop: built('infra/local/dist/stop.js'),
  secrets: built('infra/local/dist/secrets.js'),
  test: withBroker(verify, 'test'),
  check: fromSource(verify, 'check'),
  screens: fromSource('infra/local/screens.mjs'),
  journeys: withBroker('tests/journeys/main.cjs'),
  mutation: fromSource('tools/mutation/run.mjs'),
  docs: built('tools/docs/dist/main.js'),
  'release-contracts': built('tools/docs/dist/release-contracts.js'),
  explain: built('tools/explain/dist/main.js'),
  pack: built('tools/pack/dist/main.js'),
  benefits: built('tools/benefits/dist/main.js'),
  guide: built('tools/guide/dist/main.js'),
  verify: built('tools/verify/dist/main.js'),
  prove: built('tools/prove/dist/main.js'),
  certify: built('tools/certify/dist/main.js'),
  simulate: built('tests/simulation/dist/main.js'),
  corpus: built('tests/simulation/dist/corpus/main.js'),
  'planted-bugs': built('tests/simulation/dist/planted-bugs.js'),
  'gap-hunter': built('tests/gap-hunter/main.cjs'),
  rebuild: built('infra/local/dist/rebuild.js'),
  bench: withBroker('bench/dist/main.js'),
  faults: withBroker('tests/faults/main.cjs'),
  channels: withBroker('tests/channels/dist/main.js'),
  attack: built('tests/attack/dist/main.js'),
};
if (goals[goal] === undefined) stop(`There is no goal ${goal}; there are ${Object.keys(goals).join(', ')}.`);
const { program, broker, build } = goals[goal];
const ownBroker = broker && !process.env.KAFKA_BROKERS;

const jarStamp = join(root, 'infra/kafka/target/pom');
const pom = readFileSync(join(root, 'infra/kafka/pom.xml'), 'utf8');
const hasBroker = () => existsSync(jarStamp) && readFileSync(jarStamp, 'utf8') === pom;

const works = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** What runs now, and whether it stands for a group of processes. */
const running = new Set();
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    stopping = true;
    const alive = [...running].filter(
      ({ child }) => child.pid !== undefined && child.exitCode === null && child.signalCode === null,
    );
    if (alive.length === 0) process.exit(1);
    for (const { child, group } of alive) process.kill(group ? -child.pid : child.pid, signal);
  });

/** Only what fetches from a network may stand still, and is then tried again. */
const fetching = { silenceMs: Number(process.env.SILENCE_SECONDS || '60') * 1000 };

const run = async (what, command, args, watch = { silenceMs: Infinity }) => {
  const began = Date.now();
  const say = (sentence) => process.stderr.write(`${sentence}\n`);
  const begun = (child) => running.add({ child, group: true });
  say(`${what} …`);
  const { code, output } = await patiently({
    what,
    command,
    args,
    options: { cwd: root, env },
    say,
    begun,
    ...watch,
  });
  if (stopping) stop(`${what}: stopped`);
  if (code !== 0) stop(`${output}\n${what} failed; the lines above say why.`);
  say(`${what}: done in ${((Date.now() - began) / 1000).toFixed(1)} s`);
};

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  stop(`Canbao needs Node 20.19 or newer to start; this is ${process.versions.node}. Install a newer Node.`);
const unusable = /[\\:\n]/.exec(root)?.[0];
if (unusable !== undefined)
  stop(
    `The path of this project, ${root}, holds ${JSON.stringify(unusable)}, ` +
      'where Node and npm find no packages. Move the project; the data folder may have any path.',
  );
if (ownBroker) {
  const orYours = 'or set KAFKA_BROKERS to use your own broker';
  if (!works('java', ['-version']))
    stop(`Canbao needs Java 17 for its Kafka broker. Install a Java 17 runtime, ${orYours}.`);
  if (!hasBroker() && !works('mvn', ['-version']))
    stop(`Canbao needs Maven to fetch its Kafka broker. Install Maven, ${orYours}.`);
}

const stamp = join(root, 'node_modules/.canbao-lock');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const fetchBroker = async () => {
  if (!ownBroker || hasBroker()) return;
  const copy = ['-B', '-f', 'infra/kafka/pom.xml', 'dependency:copy-dependencies'];
  await run('Fetching the Kafka broker', 'mvn', copy, fetching);
  writeFileSync(jarStamp, pom);
};
const installAndBuild = async () => {
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    // A line for every package that arrives, so that a watcher sees it move.
    await run('Installing packages', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=http'], fetching);
    writeFileSync(stamp, lock);
  }
  // What stops need not be new.
  const isBuilt = goal === 'stop' && existsSync(join(root, program[0]));
  if (build && !isBuilt)
    await run('Building', join(bin, 'nx'), ['run-many', '-t', 'build', '--outputStyle=static']);
};
await Promise.all([fetchBroker(), installAndBuild()]);

// A terminal sends Ctrl-C to the whole process group. `start` therefore leads a group of its own: it decides
// what stops first, and this process ends after it. It keeps a channel to this process, to stop everything in
// order when this one is killed.
const isStart = goal === 'start';
const child = spawn(join(bin, 'node'), [...program, ...rest], {
  cwd: root,
  env: isStart ? { ...env, SCREENS: env.SCREENS ?? 'build' } : env,
  stdio: ['inherit', 'inherit', 'inherit', ...(isStart ? ['ipc'] : [])],
  detached: isStart,
});
running.add({ child, group: false });
child.once('exit', (code) => process.exit(code ?? 1));
