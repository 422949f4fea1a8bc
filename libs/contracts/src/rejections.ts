/**
 * What a rejection says to developers and to the person at the screen: one row per reason, one table per
 * context.
 */
export interface RejectionText {
  /** HTTP status of the problem document. */
  readonly status: 403 | 404 | 409 | 412 | 422 | 429;
  /** English, for developers. */
  readonly detail: string;
  /** One Chinese sentence for the person at the screen. */
  readonly userMessage: string;
  /**
   * Whether time or another fact can let the same request succeed later. Such a refusal is not stored under
   * the request's idempotency key (ADR 22).
   */
  readonly retryable: boolean;
}

/** Every reason of a context with its text; a missing one does not compile. */
export type RejectionTable<Reason extends string> = Readonly<Record<Reason, RejectionText>>;
