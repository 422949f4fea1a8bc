import type { Log } from '@canbao/runtime';

/**
 * Runs a job's work at a fixed interval. A run never overlaps the one before it; a run that fails is logged
 * with `alarm: 'job-failed'`, and the next one tries again.
 */
export class Ticker {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly name: string,
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
    private readonly log: Log,
  ) {}

  /** The first run begins after one interval; a pace of two makes intervals half as long. */
  start(pace = 1): void {
    this.timer ??= setInterval(() => this.tick(), this.everyMs / pace);
  }

  /** Begins no further run and waits for the one in progress. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.running;
  }

  /** Begins a run at once, unless one is in progress. */
  tick(): void {
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
  }

  private async run(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      this.log.error({ alarm: 'job-failed', job: this.name, error: String(error) }, 'job failed, retrying');
    }
  }
}
