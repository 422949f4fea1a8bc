import { Inject, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Log } from '@canbao/runtime';
import { SETTINGS, type Settings } from './settings';
import { Ticker } from './ticker';

/**
 * A job that runs by the clock from when the service is up until it stops, at the pace of the setting
 * `JOB_PACE`; see {@link Ticker}.
 */
export abstract class PeriodicJob implements OnApplicationBootstrap, OnModuleDestroy {
  @Inject(SETTINGS) private readonly paced!: Pick<Settings, 'JOB_PACE'>;
  private readonly ticker: Ticker;

  protected constructor(name: string, everyMs: number, log: Log) {
    this.ticker = new Ticker(name, everyMs, () => this.run(), log);
  }

  /** One run; what it throws is logged, and the next run tries again. */
  protected abstract run(): Promise<void>;

  onApplicationBootstrap(): void {
    this.ticker.start(this.paced.JOB_PACE);
  }

  onModuleDestroy(): Promise<void> {
    return this.ticker.stop();
  }
}
