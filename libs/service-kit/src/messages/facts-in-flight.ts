import { Bell } from '@canbao/runtime';

/** Who asks, about whom, and whether it is known that the fact exists. */
export interface Asked {
  /** The person that the fact is about. */
  readonly subject: string;
  /** The whole identity of the caller. */
  readonly caller: string;
  /** Something that the caller carries proves that another service knew the fact. */
  readonly isKnown?: boolean;
}

/**
 * How long a fact may be on its way when nothing says so: the time that relay and consumer usually take, and
 * the time they take when they are at work.
 */
const [graceMsMin, graceMsMax] = [250, 1_000];
/** Facts seldom come alone: for so long after one, the next may follow. */
const livelyMs = 1_000;
/** Where everything is slow, relay and consumer are: they take some ten times as long as one look. */
const looksOfGrace = 15;
const lookEveryMsMax = 250;
/** Configuration: waiting costs a timer and a few looks; more than these are refused at once. */
const [waitingOfCaller, waitingMax] = [32, 256];

/**
 * Lets a refusal wait for facts that are on their way from another service, and only for those (ADR 4). Who
 * waits is woken when this process has handled a fact about the person; the looks in between find what
 * another instance has handled.
 */
export class FactsInFlight {
  private readonly bell = new Bell();
  private readonly waiting = new Map<string, number>();
  private allWaiting = 0;
  private handledAtMs = -Infinity;

  /**
   * @param catchUpMs the longest wait; 0 for none
   * @param isBehind whether this process has yet to handle what the topics already hold
   */
  constructor(
    private readonly catchUpMs: number,
    private readonly isBehind: () => boolean,
  ) {}

  /** Tells those who wait that a fact about the person was handled. */
  handled(subject: string): void {
    this.handledAtMs = performance.now();
    this.bell.ring(subject);
  }

  /** Looks until there is an answer; undefined where none is on its way, or it does not arrive in time. */
  async waitFor<T>(look: () => Promise<T | undefined>, asked: Asked): Promise<T | undefined> {
    const askedAtMs = performance.now();
    const found = await look();
    if (found !== undefined || !this.mayWait(asked.caller)) return found;
    const lookMs = performance.now() - askedAtMs;
    this.count(asked.caller, 1);
    try {
      return await this.whileInFlight(look, asked, this.graceMsFor(lookMs));
    } finally {
      this.count(asked.caller, -1);
    }
  }

  /** Looks until it holds; false where nothing is on its way that makes it hold, or not in time. */
  async waitUntil(check: () => Promise<boolean>, asked: Asked): Promise<boolean> {
    return (await this.waitFor(async () => ((await check()) ? true : undefined), asked)) === true;
  }

  private graceMsFor(lookMs: number): number {
    if (performance.now() - this.handledAtMs < livelyMs) return graceMsMax;
    return Math.min(graceMsMax, Math.max(graceMsMin, lookMs * looksOfGrace));
  }

  /** Every fact about the person makes another likely: registration sends several at once. */
  private async whileInFlight<T>(
    look: () => Promise<T | undefined>,
    { subject, isKnown = false }: Asked,
    graceMs: number,
  ): Promise<T | undefined> {
    const nowMs = (): number => performance.now();
    const lastMs = nowMs() + this.catchUpMs;
    const everyMs = Math.min(lookEveryMsMax, Math.ceil(graceMs / 3));
    let untilMs = isKnown ? lastMs : Math.min(lastMs, nowMs() + graceMs);
    while (nowMs() < untilMs) {
      const heard = await this.bell.heard(subject, Math.min(everyMs, untilMs - nowMs()));
      const found = await look();
      if (found !== undefined) return found;
      if (heard || this.isBehind()) untilMs = Math.max(untilMs, Math.min(lastMs, nowMs() + graceMs));
    }
    return undefined;
  }

  private mayWait(caller: string): boolean {
    return (
      this.catchUpMs > 0 && this.allWaiting < waitingMax && (this.waiting.get(caller) ?? 0) < waitingOfCaller
    );
  }

  private count(caller: string, added: 1 | -1): void {
    const left = (this.waiting.get(caller) ?? 0) + added;
    this.allWaiting += added;
    if (left === 0) this.waiting.delete(caller);
    else this.waiting.set(caller, left);
  }
}
