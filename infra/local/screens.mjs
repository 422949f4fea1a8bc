// Builds the screens that are not as their sources are: `npm run screens`, and beside `npm start`.
// An app of `apps` is a screen when its script `screen` builds it into the folder SCREEN_OUT.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { patiently } from './patience.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const shared = ['libs/api-client/src', 'libs/core', 'libs/rules/src'];
const screens = [
  { name: 'console', label: 'the console', app: 'apps/console', out: 'dist', lock: 'package-lock.json' },
  // Outside of the workspaces, with packages of its own; those of mini-programs are devDependencies.
  {
    name: 'pay',
    label: "the payer's pages",
    app: 'apps/payer',
    out: 'dist/h5',
    lock: 'apps/payer/package-lock.json',
    own: true,
  },
].filter(({ app }) => existsSync(join(root, app, 'package.json')));

const say = (sentence) => process.stdout.write(`${sentence}\n`);

/** Every file of a source, without what is made from it. */
const filesIn = (path) => {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !['node_modules', 'dist', '.swc', 'target'].includes(name))
    .filter(({ name }) => !/\.spec\.tsx?$/.test(name) && !name.startsWith('.screen-'))
    .flatMap(({ name }) => filesIn(join(path, name)));
};

/** What a screen is made from, as one hash. */
const sourcesOf = ({ app, lock }) => {
  const hash = createHash('sha256');
  for (const file of [app, ...shared, lock].flatMap((path) => filesIn(join(root, path))).sort())
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
};

const isFresh = (screen) => {
  const mark = join(root, screen.app, screen.out, '.sources');
  return existsSync(mark) && readFileSync(mark, 'utf8') === sourcesOf(screen);
};

/** Progress, for the pages that wait (`SCREENS_STATE`). */
const state = {};
const tell = () => {
  const file = process.env.SCREENS_STATE;
  if (!file) return;
  writeFileSync(`${file}.next`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${file}.next`, file);
};

const step = async (screen, name, work) => {
  const said = state[screen.name].steps.find((one) => one.name === name);
  const began = Date.now();
  const mark = (how) => {
    Object.assign(said, { state: how, seconds: (Date.now() - began) / 1000 });
    tell();
  };
  mark('running');
  say(`Screens: ${screen.label}: ${name} …`);
  const clock = setInterval(() => mark('running'), 1000);
  try {
    await work();
    mark('done');
    say(`Screens: ${screen.label}: ${name}: done in ${said.seconds.toFixed(1)} s`);
  } catch (error) {
    mark('failed');
    throw error;
  } finally {
    clearInterval(clock);
  }
};

let running;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    if (running?.pid !== undefined && running.exitCode === null)
      try {
        process.kill(-running.pid, signal);
      } catch {
        // It has ended.
      }
    process.exit(1);
  });

const run = async (what, command, args, { cwd, env = {}, silenceMs = Infinity }) => {
  const bin = join(root, 'node_modules/.bin');
  const { code, output } = await patiently({
    what: `Screens: ${what}`,
    command,
    args,
    options: { cwd, env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, ...env } },
    say,
    begun: (child) => (running = child),
    silenceMs,
  });
  if (code !== 0) throw new Error(`${output.split('\n').slice(-30).join('\n')}\n${what} failed`);
};

const sha = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Whether the packages that a screen brings of its own are as its lock file says. */
const stampOf = ({ app }) => join(root, app, 'node_modules/.canbao-lock');
const isInstalled = (screen) =>
  screen.own !== true ||
  (existsSync(stampOf(screen)) && readFileSync(stampOf(screen), 'utf8') === sha(join(root, screen.lock)));

const install = async (screen) => {
  const silenceMs = Number(process.env.SILENCE_SECONDS || '60') * 1000;
  const args = ['ci', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=http'];
  await run(`${screen.label}: packages`, 'npm', args, { cwd: join(root, screen.app), silenceMs });
  writeFileSync(stampOf(screen), sha(join(root, screen.lock)));
};

const worthIt = 1024;

/** Beside each text its gzip and Brotli form, as the portal sends them. */
const compress = (folder) => {
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (!file.isFile() || !/\.(js|css|html|svg|json|txt)$/.test(file.name) || file.name === 'index.html')
      continue;
    const text = readFileSync(path);
    if (text.length < worthIt) continue;
    writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
    writeFileSync(
      `${path}.br`,
      brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }),
    );
  }
};

/** Into a folder of its own, which then takes the place of the old one: nobody is served half a build. */
const build = async (screen) => {
  const [sources, out] = [sourcesOf(screen), join(root, screen.app, screen.out)];
  const next = join(root, screen.app, `.screen-${process.pid}`);
  const old = `${next}-old`;
  mkdirSync(next, { recursive: true });
  await run(screen.label, 'npm', ['run', 'screen'], {
    cwd: join(root, screen.app),
    env: { NODE_ENV: 'production', SCREEN_OUT: next },
  });
  if (!existsSync(join(next, 'index.html')))
    throw new Error(`${screen.app}: no index.html came into SCREEN_OUT`);
  compress(next);
  writeFileSync(join(next, '.sources'), sources);
  mkdirSync(dirname(out), { recursive: true });
  if (existsSync(out)) renameSync(out, old);
  renameSync(next, out);
  rmSync(old, { recursive: true, force: true });
};

// The pages of everybody else are worth more than these builds.
if (process.env.SCREENS_NICE === 'yes') spawnSync('renice', ['-n', '10', '-p', String(process.pid)]);

const stale = screens.filter((screen) => !isFresh(screen));
for (const screen of stale)
  state[screen.name] = {
    steps: [...(isInstalled(screen) ? [] : ['packages']), 'build'].map((name) => ({
      name,
      state: 'waiting',
    })),
  };
tell();
let failed = false;
for (const screen of stale)
  try {
    if (!isInstalled(screen)) await step(screen, 'packages', () => install(screen));
    await step(screen, 'build', () => build(screen));
  } catch (error) {
    failed = true;
    process.stderr.write(`Screens: ${screen.label}: ${error.message}\n`);
  }
if (stale.length === 0) say('Screens: all are as their sources are');
process.exit(failed ? 1 : 0);
