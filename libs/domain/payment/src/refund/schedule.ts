/**
 * Seconds until a refund is asked for or asked about again, by the number of times that was done; the last
 * one holds for ever, because a channel may answer after days. Configuration.
 */
export const refundSchedule: readonly number[] = [5, 30, 60, 300, 1_800, 3_600];
