import { Clock, instant, type Instant } from '@canbao/calendar';

const shanghai = (epochMs: number): Instant =>
  instant(`${new Date(epochMs + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`);

/** The machine's clock, at +08:00. */
export class SystemClock extends Clock {
  override now(): Instant {
    return shanghai(Date.now());
  }
}

/**
 * The sandbox clock: an offset to the machine's clock, asked for every 250 ms, so that anyone can replay the
 * guide's dates.
 */
export class SandboxClock extends Clock {
  private offsetMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: string,
    private readonly service: string,
  ) {
    super();
  }

  override now(): Instant {
    return shanghai(Date.now() + this.offsetMs);
  }

  async start(): Promise<void> {
    await this.poll();
    this.timer = setInterval(() => void this.poll(), 250);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async poll(): Promise<void> {
    try {
      const response = await fetch(`${this.url}?service=${this.service}`, {
        signal: AbortSignal.timeout(2000),
      });
      const { now } = (await response.json()) as { now: string };
      const offset = Date.parse(now) - Date.now();
      // Small differences are the way of the answer, not a new setting: keep the clock even.
      if (Math.abs(offset - this.offsetMs) > 500) this.offsetMs = Math.abs(offset) < 500 ? 0 : offset;
    } catch {
      // The sandbox is starting or stopping; the last offset holds.
    }
  }
}
