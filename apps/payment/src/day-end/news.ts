import type { Clock } from '@canbao/calendar';
import type { Database } from '@canbao/postgres';

/** Configuration: without news the work is done all the same after this time by the clock, in ms. */
const quietMs = 15_000;

/** Tells a job whether anything may have changed since it worked last, for the price of one statement. */
export class News {
  private position: bigint | undefined;
  private atMs = 0;

  constructor(
    private readonly database: Pick<Database, 'lastPosition'>,
    private readonly clock: Clock,
  ) {}

  /** Does the work unless no event was stored since it was done and the clock has hardly moved. */
  async unlessQuiet(work: () => Promise<unknown>): Promise<void> {
    const position = await this.database.lastPosition();
    const nowMs = Date.parse(this.clock.now());
    if (position === this.position && Math.abs(nowMs - this.atMs) < quietMs) return;
    // Work that fails is tried again at once.
    this.position = undefined;
    await work();
    // What the work itself has stored is news: one step may make another possible.
    this.position = position;
    this.atMs = nowMs;
  }
}
