import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { exec } from 'node:child_process';
import type { Consumer, Stage } from './certify-consumer';
import type { Booking } from './judge';

const executing = promisify(exec);

/** How a foreign consumer is run: shell commands. */
export interface Commands {
  readonly run: string;
  /** Prints what is booked, a JSON line each; left out where the books are not shown. */
  readonly bookings?: string | undefined;
  /** Added to what the run itself says. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The settings that a consumer is given, by which the samples find everything. */
export const settingsOf = (stage: Stage): Readonly<Record<string, string>> => ({
  INSURANCE: 'medical',
  KAFKA_BROKERS: stage.brokers.join(','),
  KAFKA_GROUP: stage.group,
  LEDGER_TOPIC: stage.ledgerTopic,
  REQUESTS_TOPIC: stage.requestsTopic,
  ANSWERS_TOPIC: stage.answersTopic,
  ANSWERS_KEY_ID: stage.keyId,
  ANSWERS_SECRET: stage.secret,
});

/** A consumer that is a program of its own, in whatever language. */
export class Program implements Consumer {
  private child: ChildProcess | undefined;
  private readonly env: NodeJS.ProcessEnv;

  constructor(
    private readonly commands: Commands,
    stage: Stage,
  ) {
    this.env = { ...process.env, ...commands.env, ...settingsOf(stage) };
  }

  start(): void {
    // A group of its own, so that what the shell starts ends with it.
    this.child = spawn(`exec ${this.commands.run}`, {
      shell: true,
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: this.env,
    });
  }

  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  async books(): Promise<readonly Booking[] | undefined> {
    const { bookings } = this.commands;
    if (bookings === undefined) return undefined;
    const { stdout } = await executing(bookings, { env: this.env, maxBuffer: 64 * 1024 * 1024 });
    return stdout
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Booking);
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, signal);
    await ended;
  }
}
