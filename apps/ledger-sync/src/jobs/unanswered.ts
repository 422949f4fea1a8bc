import type { Database } from '@canbao/postgres';
import { noteUnanswered } from './posting-work';

/** Configuration: the time that a process has for a request which it stored, before others take it up. */
const answerWithinMs = 5_000;

/**
 * Finds the postings that had no answer in time, from the events alone: nothing is written for the others.
 * Position order is commit order, so what was stored by an instant is what is up to a position.
 */
export class Unanswered {
  /** The last positions at instants of this process, until it has looked at what is up to them. */
  private seen: { readonly position: bigint; readonly atMs: number }[] = [];
  private lastPosition: bigint | undefined;

  constructor(private readonly database: Pick<Database, 'pool' | 'query' | 'lastPosition'>) {}

  /** Notes as due whatever was stored long enough ago and has no answer. */
  async note(nowMs: () => number = () => performance.now()): Promise<void> {
    const position = await this.database.lastPosition();
    const atMs = nowMs();
    if (position !== this.lastPosition) this.seen.push({ position, atMs });
    this.lastPosition = position;
    const upTo = this.seen.findLast((stored) => stored.atMs <= atMs - answerWithinMs)?.position;
    if (upTo === undefined) return;
    for (let reached = -1n; reached < upTo;) reached = await noteUnanswered(this.database, upTo);
    this.seen = this.seen.filter((stored) => stored.position > upTo);
  }
}
