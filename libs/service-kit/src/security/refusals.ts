import type { Instant } from '@canbao/calendar';
import { eventType, stored, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

const refusal = {
  action: z.enum(['sign-in-refused', 'refused', 'not-found', 'limited']),
  /** The code of the problem. */
  code: z.string(),
  /** Method and route of the call; never the path itself. */
  call: z.string(),
  /** The caller's network address, or `several`. */
  address: z.string(),
  /** The signed-in caller's whole identity. */
  caller: z.string().exactOptional(),
  /** Digest of the subject that a refused token claims: tells attempts on one account from others. */
  claimed: z.string().exactOptional(),
};

/** Requests of one kind from one place were refused, `count` times from the first instant to the last. */
export const RequestsRefused = eventType(
  'RequestsRefused',
  z.object({ ...refusal, count: z.number(), firstAt: stored.instant, lastAt: stored.instant }),
);
export type RefusedRequests = EventOf<typeof RequestsRefused>['data'];
/** One request that was refused. */
export type Refusal = Omit<RefusedRequests, 'count' | 'firstAt' | 'lastAt'>;

interface Counted {
  readonly refused: RefusedRequests;
  readonly isTold: boolean;
}

/** Configuration: kinds and places told apart for each action and minute; the rest is counted together. */
const placesMax = 50;

/**
 * Counts refusals until they are stored: the first of its kind is told with the next batch, its repeats once
 * a minute. However many requests are refused, a minute has at most a few hundred rows.
 */
export class Refusals {
  private readonly counted = new Map<string, Counted>();
  private readonly places = new Map<Refusal['action'], number>();

  note(refused: Refusal, at: Instant): void {
    this.add({ ...refused, count: 1, firstAt: at, lastAt: at });
  }

  /** What to store now; at the end of a minute the repeats as well, and counting begins anew. */
  take(isMinuteOver: boolean): RefusedRequests[] {
    const due = [...this.counted].filter(
      ([, { refused, isTold }]) => refused.count > 0 && (isMinuteOver || !isTold),
    );
    for (const [key, { refused }] of due)
      this.counted.set(key, { refused: { ...refused, count: 0 }, isTold: true });
    if (isMinuteOver) {
      this.counted.clear();
      this.places.clear();
    }
    return due.map(([, { refused }]) => refused);
  }

  /** Takes back what could not be stored. */
  putBack(refused: readonly RefusedRequests[]): void {
    for (const each of refused) this.add(each);
  }

  private add(refused: RefusedRequests): void {
    const [key, named] = this.placeOf(refused);
    const before = this.counted.get(key);
    if (before === undefined || before.refused.count === 0) {
      this.counted.set(key, { refused: named, isTold: before?.isTold ?? false });
      return;
    }
    const { count, firstAt, lastAt } = before.refused;
    const together = {
      ...before.refused,
      count: count + named.count,
      firstAt: firstAt < named.firstAt ? firstAt : named.firstAt,
      lastAt: lastAt > named.lastAt ? lastAt : named.lastAt,
    };
    this.counted.set(key, { refused: together, isTold: before.isTold });
  }

  /** Its own place while there is room, and otherwise the common one. */
  private placeOf(refused: RefusedRequests): [string, RefusedRequests] {
    const { action, code, call, address, caller = '', claimed = '', count, firstAt, lastAt } = refused;
    const key = [action, code, call, address, caller, claimed].join('\n');
    if (this.counted.has(key)) return [key, refused];
    const places = this.places.get(action) ?? 0;
    if (places >= placesMax) {
      const others = { action, code: 'several', call: 'several', address: 'several' };
      return [`${action}\nothers`, { ...others, count, firstAt, lastAt }];
    }
    this.places.set(action, places + 1);
    return [key, refused];
  }
}
