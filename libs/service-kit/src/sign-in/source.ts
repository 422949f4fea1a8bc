/** A document that another party keeps: the issuer's keys, the list of revoked tokens. */
export interface Source<T> {
  /** Undefined when the document could not be read for so long that nothing may rest on it. */
  current(): T | undefined;
  /** Reads again at once, unless that has just happened; never rejects. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

/** A document that never changes. */
export const fixed = <T>(value: T): Source<T> => ({
  current: () => value,
  refresh: async () => undefined,
  stop: async () => undefined,
});
