/**
 * Configuration: how long after an answer that did not come the channel is asked again, in seconds; the last
 * one holds for ever. The next time is shown in the order (`askedAgainAt`).
 */
export const askAgainSeconds = [30, 60, 300, 1800] as const;

/** Seconds until the next question, after so many. */
export const secondsUntilNext = (asked: number): number =>
  askAgainSeconds[Math.min(asked, askAgainSeconds.length - 1)] ?? 1800;
