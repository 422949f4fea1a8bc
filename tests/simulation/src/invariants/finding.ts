/** A sentence about an invariant that does not hold, after the name of the invariant. */
export type Finding = string;

/** Whether two plain values are equal. */
export const isEqual = (left: unknown, right: unknown): boolean =>
  JSON.stringify(left) === JSON.stringify(right);
