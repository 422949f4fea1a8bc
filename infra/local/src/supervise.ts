import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { waitFor } from '@canbao/runtime';
import { stopSignal } from './data-folder';
import { lastLines, rotate } from './logs';
import { StartFault } from './settings';

const root = join(__dirname, '../../..');
const restartsMax = 5;
/** Restarts are forgotten when a process has run for so long. */
const soundAfterMs = 60_000;
const patienceMs = 15_000;
const rotateEveryMs = 10_000;

/** A program to run: what it is called, where its messages go, and how to see that it works. */
export interface Program {
  readonly name: string;
  readonly log: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly answers: () => Promise<boolean>;
}

/** Hears of every process as it begins and ends, to find those that outlive their starter. */
export interface Register {
  began(name: string, pid: number): void;
  over(pid: number): void;
}
const unregistered: Register = { began: () => undefined, over: () => undefined };

const begin = (program: Omit<Program, 'answers'>, register: Register): ChildProcess => {
  const { log, command, args, cwd, env, user } = program;
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  const output = openSync(log, 'a', 0o600);
  // A group of its own: Ctrl-C in the terminal reaches only the starter, which stops all in order.
  const child = spawn(command, args, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', output, output],
    ...user,
  });
  closeSync(output);
  const { pid } = child;
  if (pid !== undefined) {
    register.began(program.name, pid);
    child.once('exit', () => register.over(pid));
  }
  return child;
};

const endOf = (child: ChildProcess): Promise<number | NodeJS.Signals | Error> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 0));
    child.once('error', resolve);
  });

const isOver = ({ exitCode, signalCode, pid }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null || pid === undefined;

const stopped = async (child: ChildProcess, name: string): Promise<void> => {
  const end = endOf(child);
  child.kill(stopSignal(name));
  // A paused process takes no other signal.
  const force = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await end;
  clearTimeout(force);
};

/** One process of the system: started, watched until it answers, restarted a few times when it dies. */
export class Supervised {
  private child: ChildProcess | undefined;
  private stopping = false;
  private restarts = 0;
  private again: NodeJS.Timeout | undefined;
  private rotating: NodeJS.Timeout | undefined;
  private readonly restartsMax: number;
  private readonly register: Register;

  constructor(
    private readonly program: Program,
    options: { readonly restartsMax?: number; readonly register?: Register } = {},
  ) {
    this.restartsMax = options.restartsMax ?? restartsMax;
    this.register = options.register ?? unregistered;
  }

  start(): void {
    if (this.stopping) return;
    const { name, log } = this.program;
    this.rotating ??= setInterval(() => void rotate(log).catch(() => undefined), rotateEveryMs).unref();
    const child = begin(this.program, this.register);
    const beganMs = performance.now();
    this.child = child;
    void endOf(child).then((end) => {
      this.child = undefined;
      if (this.stopping) return;
      if (performance.now() - beganMs > soundAfterMs) this.restarts = 0;
      this.restarts += 1;
      if (this.restartsMax === 0) return;
      const goesOn = this.restarts <= this.restartsMax;
      const then = goesOn
        ? 'It is started again'
        : `After ${this.restarts} times it stays down; ${log} says why`;
      process.stderr.write(
        `${name} ended with ${String(end)}. ${then}. Its last lines:\n${lastLines(log)}\n`,
      );
      if (goesOn) this.again = setTimeout(() => this.start(), 500 * this.restarts);
    });
  }

  /** @throws StartFault if it does not answer in time, ends too often or is stopped. */
  async ready(timeoutMs = 120_000): Promise<void> {
    const { name, log, answers } = this.program;
    const isDown = (): boolean => this.stopping || this.restarts > this.restartsMax;
    const isOver = await waitFor(async () => (isDown() || (await answers()) ? true : undefined), {
      timeoutMs,
      everyMs: 100,
    });
    if (isOver === true && !isDown()) return;
    throw new StartFault(
      `${name} did not become ready within ${timeoutMs / 1000} s; ${log} says why. ` +
        `Its last lines:\n${lastLines(log)}`,
    );
  }

  /** Ends it without waiting: this process is about to end. */
  kill(): void {
    this.child?.kill(stopSignal(this.program.name));
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.again);
    clearInterval(this.rotating);
    if (this.child !== undefined) await stopped(this.child, this.program.name);
  }
}

export interface Running {
  readonly stop: () => Promise<void>;
}

const alive = new Set<Supervised>();
const endAll = (): void => alive.forEach((one) => one.kill());

/**
 * One program by itself, running, for tests and benchmarks: it is not started again when it dies, and ends
 * with this process.
 */
export const alone = async <Made extends Program>(
  make: (crew: Crew) => Promise<Made>,
): Promise<Running & { readonly program: Made }> => {
  const crew = new Crew({ restartsMax: 0 });
  const program = await make(crew);
  const supervised = crew.supervise(program);
  if (alive.size === 0) process.off('exit', endAll).on('exit', endAll);
  alive.add(supervised);
  const stop = async (): Promise<void> => {
    await crew.stop();
    alive.delete(supervised);
  };
  await supervised.ready().catch(async (fault: unknown) => {
    await stop();
    throw fault;
  });
  return { program, stop };
};

/** A service of this repository, as it was built. */
export const service = (
  name: string,
  port: number,
  env: Readonly<Record<string, string>>,
  data: string,
): Program => ({
  name,
  log: join(data, 'logs', `${name}.log`),
  command: process.execPath,
  args: [join(root, 'apps', name, 'dist/main.js')],
  cwd: root,
  env: {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    TZ: 'Asia/Shanghai',
    SERVICE_PORT: String(port),
    ...env,
  },
  answers: () =>
    fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2000) }).then(
      ({ ok }) => ok,
      () => false,
    ),
});

/**
 * The processes of one start, stopped in the reverse order. Nothing begins once they are being stopped, so
 * that a start that is broken off leaves nothing behind.
 */
export class Crew {
  private members: { readonly name: string; stop(): Promise<void> }[] = [];
  private isStopping = false;

  constructor(
    private readonly options: { readonly restartsMax?: number; readonly register?: Register } = {},
  ) {}

  /** Runs a program to its end. @throws StartFault with its last lines if it fails. */
  async run(program: Omit<Program, 'answers'>): Promise<void> {
    const { name, log } = program;
    this.goOn(name);
    const child = begin(program, this.options.register ?? unregistered);
    const end = endOf(child);
    const member = { name, stop: () => (isOver(child) ? Promise.resolve() : stopped(child, name)) };
    this.members.push(member);
    const result = await end;
    this.members = this.members.filter((one) => one !== member);
    this.goOn(name);
    if (result !== 0)
      throw new StartFault(
        `${name} failed (${String(result)}); ${log} says why. Its last lines:\n${lastLines(log)}`,
      );
  }

  /** Starts a program that is to run until the end. */
  supervise(program: Program): Supervised {
    this.goOn(program.name);
    const supervised = new Supervised(program, this.options);
    this.members.push({ name: program.name, stop: () => supervised.stop() });
    supervised.start();
    return supervised;
  }

  /** Stops everything, the youngest first; `said` hears of each. */
  async stop(said: (sentence: string) => void = () => undefined): Promise<void> {
    this.isStopping = true;
    for (let member = this.members.pop(); member !== undefined; member = this.members.pop()) {
      await member.stop();
      said(`stopped ${member.name}`);
    }
  }

  private goOn(name: string): void {
    if (this.isStopping) throw new StartFault(`${name} was not started: everything is being stopped.`);
  }
}
