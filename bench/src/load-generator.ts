import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Keys } from '@canbao/infra-local/keys';
import type { Loaded, Order, Report } from './load';

/** The controlling side of {@link file://./load.ts}: starts the generator and sends it commands. */
export class LoadGenerator {
  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
  ) {}

  /** For the stack whose data are in the folder; collections go directly to the payment service. */
  static start(data: string, bankToken: string, port: number): LoadGenerator {
    const { quote } = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as Keys;
    const child = fork(join(__dirname, 'load.js'), {
      env: { PATH: process.env['PATH'], QUOTE_KEYS: JSON.stringify(quote), BANK_TOKEN: bankToken },
      serialization: 'advanced',
    });
    return new LoadGenerator(child, port);
  }

  prepare(count: number): Promise<unknown> {
    return this.tell({ kind: 'prepare', count: Math.ceil(count) });
  }

  /** Sends to the payment service, or to anything with the same API. */
  async closed(callers: number, seconds: number, port = this.port): Promise<Loaded> {
    return this.loaded({ kind: 'closed', port, callers, seconds });
  }

  async open(rate: number, seconds: number): Promise<Loaded> {
    return this.loaded({ kind: 'open', port: this.port, rate, seconds });
  }

  prepareFile(count: number): Promise<unknown> {
    return this.tell({ kind: 'prepare-file', count });
  }

  /** Sends the prepared file. */
  async file(): Promise<Loaded> {
    return this.loaded({ kind: 'file', port: this.port });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => {
      this.child.once('exit', resolve);
    });
    this.child.disconnect();
    await ended;
  }

  private async loaded(order: Order): Promise<Loaded> {
    const answer = await this.tell(order);
    return (answer as { loaded: Loaded }).loaded;
  }

  private tell(order: Order): Promise<Report> {
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('the load generator exited'));
      this.child.once('exit', ended).once('message', (answer: Report) => {
        this.child.off('exit', ended);
        if (answer.ok) resolve(answer);
        else reject(new Error(answer.error));
      });
      this.child.send(order);
    });
  }
}
