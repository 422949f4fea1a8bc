import { pause } from '@canbao/runtime';
import type { Round } from './stats';

/**
 * Callers that each send the next call once the last is answered. The first second is warm-up and is not
 * counted.
 */
export const closedLoop = async (
  callers: number,
  seconds: number,
  work: () => Promise<unknown>,
  warmUpSeconds = 1,
): Promise<Round> => {
  const latenciesMs: number[] = [];
  const begin = performance.now() + warmUpSeconds * 1000;
  const end = begin + seconds * 1000;
  const call = async (): Promise<void> => {
    for (let sent = performance.now(); sent < end;) {
      await work();
      const now = performance.now();
      // A call counts where it ends, so a round neither gains nor loses calls that cross its edges.
      if (now >= begin && now < end) latenciesMs.push(now - sent);
      sent = now;
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return { count: latenciesMs.length, seconds, latenciesMs };
};

/**
 * Calls at fixed moments, whether or not earlier ones are answered. Latency counts from the moment a call was
 * due, so a stall counts for every call due during it (no coordinated omission).
 */
export const openLoop = async (
  ratePerSecond: number,
  seconds: number,
  work: () => Promise<unknown>,
): Promise<Round & { readonly lateMs: number }> => {
  const total = Math.round(ratePerSecond * seconds);
  const latenciesMs: number[] = [];
  const pending: Promise<void>[] = [];
  const begin = performance.now();
  let lateMs = 0;
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - begin) / 1000) * ratePerSecond) + 1);
    for (; sent < due; sent += 1) {
      const dueAt = begin + (sent / ratePerSecond) * 1000;
      lateMs = Math.max(lateMs, performance.now() - dueAt);
      pending.push(work().then(() => void latenciesMs.push(performance.now() - dueAt)));
    }
    await pause(1);
  }
  await Promise.all(pending);
  return { count: latenciesMs.length, seconds: (performance.now() - begin) / 1000, latenciesMs, lateMs };
};
