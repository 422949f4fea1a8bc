import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Log } from '@canbao/runtime';
import { Ticker } from './ticker';

/** A job that runs by the clock from when the service is up until it stops; see {@link Ticker}. */
export abstract class PeriodicJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ticker: Ticker;

  protected constructor(name: string, everyMs: number, log: Log) {
    this.ticker = new Ticker(name, everyMs, () => this.run(), log);
  }

  /** One run; what it throws is logged, and the next run tries again. */
  protected abstract run(): Promise<void>;

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.ticker.stop();
  }
}
