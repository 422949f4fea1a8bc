// Prepares a fresh clone to run its own code: packages, broker jars, build. Needs nothing but Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
  test: withBroker(verify, 'test'),
  check: fromSource(verify, 'check'),
  mutation: fromSource('tools/mutation/run.mjs'),
  docs: built('tools/docs/dist/main.js'),
  'release-contracts': built('tools/docs/dist/release-contracts.js'),
  explain: built('tools/explain/dist/main.js'),
  guide: built('tools/guide/dist/main.js'),
  verify: built('tools/verify/dist/main.js'),
  prove: built('tools/prove/dist/main.js'),
  simulate: built('tests/simulation/dist/main.js'),
  corpus: built('tests/simulation/dist/corpus/main.js'),
  'planted-bugs': built('tests/simulation/dist/planted-bugs.js'),
  'gap-hunter': built('tests/gap-hunter/main.cjs'),
  rebuild: built('infra/local/dist/rebuild.js'),
  bench: withBroker('bench/dist/main.js'),
  faults: withBroker('tests/faults/main.cjs'),
  attack: built('tests/attack/dist/main.js'),
};
if (goals[goal] === undefined) stop(`There is no goal ${goal}; there are ${Object.keys(goals).join(', ')}.`);
const { program, broker, build } = goals[goal];
const ownBroker = broker && !process.env.KAFKA_BROKERS;

const works = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const run = (what, command, args) => {
  const began = Date.now();
  process.stderr.write(`${what} …`);
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  process.stderr.write(` ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  if (status !== 0) stop(`${stdout ?? ''}${stderr ?? ''}\n${what} failed; the lines above say why.`);
};

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  stop(`Canbao needs Node 20.19 or newer to start; this is ${process.versions.node}. Install a newer Node.`);
if (ownBroker) {
  const orYours = 'or set KAFKA_BROKERS to use your own broker';
  if (!works('java', ['-version']))
    stop(`Canbao needs Java 17 for its Kafka broker. Install a Java 17 runtime, ${orYours}.`);
  if (!works('mvn', ['-version']))
    stop(`Canbao needs Maven to fetch its Kafka broker. Install Maven, ${orYours}.`);
}

const stamp = join(root, 'node_modules/.canbao-lock');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  run('Installing packages', 'npm', ['ci', '--no-audit', '--no-fund']);
  writeFileSync(stamp, lock);
}
const jarStamp = join(root, 'infra/kafka/target/pom');
const pom = readFileSync(join(root, 'infra/kafka/pom.xml'), 'utf8');
if (ownBroker && (!existsSync(jarStamp) || readFileSync(jarStamp, 'utf8') !== pom)) {
  run('Fetching the Kafka broker', 'mvn', [
    '-q',
    '-B',
    '-f',
    'infra/kafka/pom.xml',
    'dependency:copy-dependencies',
  ]);
  writeFileSync(jarStamp, pom);
}
if (build) run('Building', join(bin, 'nx'), ['run-many', '-t', 'build', '--outputStyle=static']);

// A terminal sends Ctrl-C to the whole process group. `start` therefore leads a group of its own: PostgreSQL
// must not stop before the services that write to it.
const child = spawn(join(bin, 'node'), [...program, ...rest], {
  cwd: root,
  env,
  stdio: 'inherit',
  detached: goal === 'start',
});
// The program stops its parts in order, and this process ends after it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));
