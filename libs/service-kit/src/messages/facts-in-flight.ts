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

/** What is on its way when nothing says so: the time that a relay and a consumer usually take. */
const graceMs = 250;
/** A relay and a consumer take some ten times as long as one look at the database, and more on a bad day. */
const looksOfGrace = 25;
const lookEveryMs = 125;
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
      return await this.whileInFlight(look, asked, Math.max(graceMs, lookMs * looksOfGrace));
    } finally {
      this.count(asked.caller, -1);
    }
  }

  /** Looks until it holds; false where nothing is on its way that makes it hold, or not in time. */
  async waitUntil(check: () => Promise<boolean>, asked: Asked): Promise<boolean> {
    return (await this.waitFor(async () => ((await check()) ? true : undefined), asked)) === true;
  }

  /** Every fact about the person makes another likely: registration sends several at once. */
  private async whileInFlight<T>(
    look: () => Promise<T | undefined>,
    { subject, isKnown = false }: Asked,
    grace: number,
  ): Promise<T | undefined> {
    const nowMs = (): number => performance.now();
    const lastMs = nowMs() + this.catchUpMs;
    let untilMs = isKnown ? lastMs : Math.min(lastMs, nowMs() + grace);
    while (nowMs() < untilMs) {
      const heard = await this.bell.heard(subject, Math.min(lookEveryMs, untilMs - nowMs()));
      const found = await look();
      if (found !== undefined) return found;
      if (heard || this.isBehind()) untilMs = Math.max(untilMs, Math.min(lastMs, nowMs() + grace));
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
