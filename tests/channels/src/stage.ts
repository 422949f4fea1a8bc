/** Somebody who waits for a time of the clock. */
interface Waiting {
  readonly at: number;
  readonly go: () => void;
}

const minuteMs = 60_000;
/** Waits end on such a mark, so that those who wait for about the same time go on together. */
const markMs = 5 * minuteMs;

/**
 * Channels are played at the same time, under one clock: it stands for whoever acts, and moves once everybody
 * waits, to the earliest time that somebody waits for. So it never goes back, and nobody misses a time.
 */
export class Stage {
  private acting = 0;
  private waiting: Waiting[] = [];
  private set = { at: 0, movedMs: 0 };

  /** `move` sets the clock, and returns once everything follows it. Times are milliseconds since 1970. */
  constructor(private readonly move: (at: number) => Promise<void>) {}

  /** Plays them all, from this time on. */
  async play<Result>(from: string, actors: readonly (() => Promise<Result>)[]): Promise<Result[]> {
    await this.moveTo(Date.parse(from));
    this.acting = actors.length;
    return Promise.all(
      actors.map(async (actor) => {
        try {
          return await actor();
        } finally {
          await this.rest();
        }
      }),
    );
  }

  /** Waits until the clock says so; a time that is over is no wait. */
  async until(at: string): Promise<void> {
    await this.untilMs(Date.parse(at));
  }

  /** Waits for so many minutes of the clock, and up to five more. */
  async later(minutes: number): Promise<void> {
    await this.untilMs(Math.ceil((this.nowMs() + minutes * minuteMs) / markMs) * markMs);
  }

  /** What the clock says, in Shanghai. */
  now(): string {
    return `${new Date(this.nowMs() + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;
  }

  private nowMs(): number {
    return this.set.at + performance.now() - this.set.movedMs;
  }

  private async untilMs(at: number): Promise<void> {
    if (at <= this.nowMs()) return;
    const turn = new Promise<void>((go) => this.waiting.push({ at, go }));
    await this.rest();
    await turn;
  }

  /** One fewer acts; when nobody does, the clock moves. */
  private async rest(): Promise<void> {
    this.acting -= 1;
    if (this.acting > 0 || this.waiting.length === 0) return;
    const next = Math.min(...this.waiting.map(({ at }) => at));
    // What is over by the time that everybody waits needs no move.
    if (next > this.nowMs()) await this.moveTo(next);
    const due = this.waiting.filter(({ at }) => at <= next);
    this.waiting = this.waiting.filter(({ at }) => at > next);
    this.acting = due.length;
    for (const { go } of due) go();
  }

  private async moveTo(at: number): Promise<void> {
    await this.move(at);
    this.set = { at, movedMs: performance.now() };
  }
}
