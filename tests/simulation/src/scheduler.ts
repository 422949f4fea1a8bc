/** Thrown to a simulated process that dies in the middle of something. */
export class Crashed extends Error {
  constructor(name: string) {
    super(`${name} crashed`);
  }
}

/** A process that can die between any two steps; then everything it awaits fails. */
export class Process {
  private readonly dying = new AbortController();

  constructor(readonly name: string) {}

  get signal(): AbortSignal {
    return this.dying.signal;
  }

  get dead(): boolean {
    return this.dying.signal.aborted;
  }

  kill(): void {
    this.dying.abort(new Crashed(this.name));
  }
}

interface Step {
  readonly process: Process;
  readonly go: () => void;
  readonly fail: (error: Error) => void;
}
interface Timer {
  readonly at: number;
  readonly id: number;
  readonly run: () => void;
}

/**
 * One thread, one seed: every access to the outside world waits here for its turn, and the seed decides whose
 * turn it is. Time is virtual: a step takes a millisecond, and when nothing can run, time jumps to the next
 * timer, so that an hour of back-off costs nothing.
 */
export class Scheduler {
  /** Milliseconds since the simulation began. */
  nowMs = 0;
  steps = 0;
  private state: number;
  private waiting: Step[] = [];
  private timers: Timer[] = [];
  private lastTimer = 0;

  constructor(seed: number) {
    this.state = (seed * 2654435761 + 0x9e3779b9) >>> 0;
  }

  /** From 0 to below 1 (mulberry32). */
  random(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  uuid(): string {
    const hex = Array.from({ length: 4 }, () =>
      Math.floor(this.random() * 4294967296)
        .toString(16)
        .padStart(8, '0'),
    ).join('');
    const [version, variant] = [`4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`];
    return [hex.slice(0, 8), hex.slice(8, 12), version, variant, hex.slice(20, 32)].join('-');
  }

  /** Waits for a turn. @throws Crashed when the process dies first. */
  turn(process: Process): Promise<void> {
    if (process.dead) return Promise.reject(new Crashed(process.name));
    return new Promise((go, fail) => {
      this.waiting.push({ process, go, fail });
    });
  }

  sleep(process: Process, ms: number): Promise<void> {
    return new Promise<void>((resolve) => {
      this.setTimer(resolve, ms);
    }).then(() => this.turn(process));
  }

  /** Runs until `stop` says so, or until nothing can ever run again. */
  async run(stop: () => boolean, beforeStep: () => void): Promise<void> {
    for (;;) {
      await new Promise((resolve) => {
        realImmediate(resolve);
      });
      if (stop()) return;
      const next = this.timers.reduce<Timer | undefined>(
        (soonest, timer) => (soonest === undefined || timer.at < soonest.at ? timer : soonest),
        undefined,
      );
      if (next !== undefined && (next.at <= this.nowMs || this.waiting.length === 0)) {
        this.nowMs = Math.max(this.nowMs, next.at);
        this.timers = this.timers.filter((timer) => timer !== next);
        next.run();
        continue;
      }
      if (this.waiting.length === 0) return;
      beforeStep();
      const [step] = this.waiting.splice(this.below(this.waiting.length), 1) as [Step];
      this.steps += 1;
      this.nowMs += 1;
      if (step.process.dead) step.fail(new Crashed(step.process.name));
      else step.go();
    }
  }

  /**
   * Puts `setTimeout` on virtual time for the code under simulation; returns what restores the real timers.
   */
  takeTimers(): () => void {
    const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
    Object.assign(globalThis, {
      setTimeout: (run: () => void, ms = 0) => this.setTimer(run, ms),
      clearTimeout: (id: number) => {
        this.timers = this.timers.filter((timer) => timer.id !== id);
      },
    });
    return () => {
      Object.assign(globalThis, real);
    };
  }

  private setTimer(run: () => void, ms: number): number {
    this.lastTimer += 1;
    this.timers.push({ at: this.nowMs + ms, id: this.lastTimer, run });
    return this.lastTimer;
  }
}

const realImmediate = setImmediate;
