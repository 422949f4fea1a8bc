import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '@canbao/infra-local/postgres';
import type { Victim } from './cluster';
import { pause, waitFor } from '@canbao/runtime';

const root = join(__dirname, '../..');

/** A service process, restarted whenever it ends, as an orchestrator would do. */
export class Service implements Victim {
  private child: ChildProcess | undefined;
  private wanted = false;
  private readonly log: string;
  /** How often it exited by itself: allowed, but counted. */
  ends = 0;

  constructor(
    readonly name: string,
    readonly port: number,
    private readonly env: Readonly<Record<string, string>>,
    data: string,
    private readonly program = name,
  ) {
    mkdirSync(join(data, 'logs'), { recursive: true });
    this.log = join(data, 'logs', `${name}.log`);
  }

  async start(): Promise<void> {
    this.wanted = true;
    if (this.child !== undefined) return;
    const output = openSync(this.log, 'a');
    const child = spawn(process.execPath, [join(root, 'apps', this.program, 'dist/main.js')], {
      cwd: root,
      stdio: ['ignore', output, output],
      detached: true,
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        TZ: 'Asia/Shanghai',
        SERVICE_PORT: String(this.port),
        ...this.env,
      },
    });
    this.child = child;
    child.once('exit', () => {
      if (this.child === child) this.child = undefined;
      if (!this.wanted) return;
      this.ends += 1;
      setTimeout(() => {
        if (this.wanted) void this.start();
      }, 500);
    });
  }

  async kill(): Promise<void> {
    this.wanted = false;
    const { child } = this;
    if (child === undefined) return;
    const ended = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    child.kill('SIGKILL');
    await ended;
  }

  stop(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  async ready(timeoutMs: number): Promise<boolean> {
    const url = `http://127.0.0.1:${this.port}/health/ready`;
    const isReady = (): Promise<true | undefined> =>
      fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
        ({ ok }) => (ok ? true : undefined),
        () => undefined,
      );
    return (await waitFor(isReady, { timeoutMs, everyMs: 100 })) === true;
  }

  /** The last lines of its log. */
  lastLines(): string {
    return readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  }
}

const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => {
      try {
        const stat = readFileSync(`/proc/${candidate}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
      } catch {
        return false;
      }
    });
const isAlive = (pid: number): boolean => {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
};

/** A PostgreSQL that can be killed and paused as a whole. */
export class Postgres implements Victim {
  readonly name = 'postgres';
  private running = false;

  constructor(
    private readonly data: string,
    readonly port: number,
    private readonly password: string,
  ) {}

  async start(): Promise<void> {
    if (this.running) return;
    this.running = true;
    await startPostgres(this.data, this.port, this.password).catch((fault: unknown) => {
      this.running = false;
      throw fault;
    });
  }

  /**
   * Kills the postmaster. Its children notice and exit by themselves; only then may another be started on the
   * same data.
   */
  async kill(): Promise<void> {
    if (!this.running) return;
    const all = this.all();
    if (all[0] !== undefined) signal(all[0], 'SIGKILL');
    for (const until = Date.now() + 5_000; all.some(isAlive); await pause(20))
      if (Date.now() > until) all.forEach((pid) => signal(pid, 'SIGKILL'));
    this.running = false;
  }

  stop(): void {
    for (const pid of this.all()) signal(pid, 'SIGSTOP');
  }

  resume(): void {
    for (const pid of this.all()) signal(pid, 'SIGCONT');
  }

  /** A server that has exited by itself has none. */
  private all(): number[] {
    const lock = join(this.data, 'postgres', 'postmaster.pid');
    if (!existsSync(lock)) return [];
    const postmaster = Number(readFileSync(lock, 'utf8').split('\n')[0]);
    return [postmaster, ...childrenOf(postmaster)];
  }
}
