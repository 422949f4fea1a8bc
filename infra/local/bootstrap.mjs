// Brings a fresh clone to the point where our own code can run: packages, broker jars, build. No dependency
// of its own.
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

const verify = 'infra/local/verify.mjs';
/** What each goal runs, and whether it needs a broker and our own code built. */
const goals = {
  start: { program: ['infra/local/dist/start.js'], broker: true, build: true },
  test: { program: [verify, 'test'], broker: true, build: true },
  check: { program: [verify, 'check'], broker: false, build: false },
  bench: { program: ['bench/dist/main.js'], broker: true, build: true },
  faults: { program: ['tests/faults/main.cjs'], broker: true, build: true },
  rebuild: { program: ['infra/local/dist/rebuild.js'], broker: false, build: true },
  'gap-hunter': { program: ['tests/gap-hunter/main.cjs'], broker: false, build: true },
  mutation: { program: ['tools/mutation/run.mjs'], broker: false, build: false },
  verify: { program: ['tools/verify/dist/main.js'], broker: false, build: true },
  simulate: { program: ['tests/simulation/dist/main.js'], broker: false, build: true },
  'planted-bugs': { program: ['tests/simulation/dist/planted-bugs.js'], broker: false, build: true },
};
const { program, broker, build } = goals[goal];
const ownBroker = broker && !process.env.KAFKA_BROKERS;

const stop = (sentence) => {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
};
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
  if (!works('java', ['-version']))
    stop(
      'Canbao needs Java 17 for its Kafka broker. Install a Java 17 runtime, or set KAFKA_BROKERS to use a broker of yours.',
    );
  if (!works('mvn', ['-version']))
    stop(
      'Canbao needs Maven to fetch its Kafka broker. Install Maven, or set KAFKA_BROKERS to use a broker of yours.',
    );
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

// A terminal sends Ctrl-C to the whole group. The system leads a group of its own, so that PostgreSQL, which
// shares it, is
// not stopped before the services that write to it.
const child = spawn(join(bin, 'node'), [...program, ...rest], {
  cwd: root,
  env,
  stdio: 'inherit',
  detached: goal === 'start',
});
// Whoever stops us stops the program; it stops everything in order, and we end after it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));
