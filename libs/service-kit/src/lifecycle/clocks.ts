import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Clock, instant, type Instant } from '@canbao/calendar';
import type { Log } from '@canbao/runtime';
import { Ticker } from './ticker';

const shanghaiOffsetMs = 8 * 3_600_000;
const shanghai = (epochMs: number): Instant =>
  instant(`${new Date(epochMs + shanghaiOffsetMs).toISOString().slice(0, -1)}+08:00`);

/** The machine's clock, at +08:00. */
export class SystemClock extends Clock {
  override now(): Instant {
    return shanghai(Date.now());
  }
}

const pollEveryMs = 250;
const pollTimeoutMs = 2000;
/** A smaller difference comes from the time the answer took, not from a new setting. */
const noiseMs = 500;

/** The machine's clock and an offset, which the sandbox sets so that anyone can replay the guide's dates. */
export class SandboxClock extends Clock implements OnModuleInit, OnModuleDestroy {
  private offsetMs = 0;
  private readonly ticker: Ticker;

  constructor(
    private readonly url: string,
    private readonly service: string,
    log: Log,
  ) {
    super();
    this.ticker = new Ticker('sandbox-clock', pollEveryMs, () => this.poll(), log);
  }

  override now(): Instant {
    return shanghai(Date.now() + this.offsetMs);
  }

  async onModuleInit(): Promise<void> {
    await this.poll();
    this.ticker.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.ticker.stop();
  }

  private async poll(): Promise<void> {
    const offsetMs = await this.readOffset();
    if (offsetMs === undefined || Math.abs(offsetMs - this.offsetMs) <= noiseMs) return;
    this.offsetMs = Math.abs(offsetMs) < noiseMs ? 0 : offsetMs;
  }

  /** Undefined while the sandbox does not answer, as when it starts or stops: the last offset holds. */
  private async readOffset(): Promise<number | undefined> {
    try {
      const signal = AbortSignal.timeout(pollTimeoutMs);
      const response = await fetch(`${this.url}?service=${this.service}`, { signal });
      const { now } = (await response.json()) as { now: string };
      const offsetMs = Date.parse(now) - Date.now();
      return Number.isNaN(offsetMs) ? undefined : offsetMs;
    } catch {
      return undefined;
    }
  }
}
