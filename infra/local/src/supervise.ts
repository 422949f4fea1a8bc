import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '@canbao/runtime';
import { StartFault } from './settings';

const root = join(__dirname, '../../..');
const restartsMax = 5;

/** One process of the system: started, watched until it answers, restarted a few times when it dies. */
export class Supervised {
  private child: ChildProcess | undefined;
  private stopping = false;
  private restarts = 0;
  private readonly log: string;

  constructor(
    private readonly name: string,
    private readonly port: number,
    private readonly env: Readonly<Record<string, string>>,
    data: string,
  ) {
    mkdirSync(join(data, 'logs'), { recursive: true });
    this.log = join(data, 'logs', `${name}.log`);
  }

  start(): void {
    const output = openSync(this.log, 'a');
    this.child = spawn(process.execPath, [join(root, 'apps', this.name, 'dist/main.js')], {
      cwd: root,
      stdio: ['ignore', output, output],
      detached: true,
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', TZ: 'Asia/Shanghai', ...this.env },
    });
    this.child.once('exit', (code) => {
      this.child = undefined;
      if (this.stopping) return;
      process.stderr.write(`${this.name} ended with ${code}. Its last lines:\n${this.lastLines()}\n`);
      this.restarts += 1;
      if (this.restarts <= restartsMax)
        setTimeout(() => {
          if (!this.stopping) this.start();
        }, 500 * this.restarts);
      else
        process.stderr.write(
          `${this.name} ended ${this.restarts} times and stays down; ${this.log} says why.\n`,
        );
    });
  }

  async ready(timeoutMs = 60_000): Promise<void> {
    const isOver = await waitFor(
      async () => (this.restarts > restartsMax || (await this.answers()) ? true : undefined),
      { timeoutMs, everyMs: 100 },
    );
    if (isOver === true && this.restarts <= restartsMax) return;
    throw new StartFault(
      `${this.name} did not become ready; ${this.log} says why. Its last lines:\n${this.lastLines()}`,
    );
  }

  private async answers(): Promise<boolean> {
    const url = `http://127.0.0.1:${this.port}/health/ready`;
    return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const child = this.child;
    if (child === undefined) return;
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
    });
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(force);
  }

  private lastLines(): string {
    return readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  }
}
