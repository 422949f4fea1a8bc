/**
 * What a rejection says to developers and to the person at the screen; one row a reason, one table a context.
 */
export interface RejectionText {
  /** HTTP status of the problem document. */
  readonly status: 403 | 404 | 409 | 412 | 422;
  /** English, for developers. */
  readonly detail: string;
  /** One Chinese sentence for the person at the screen. */
  readonly userMessage: string;
  /** Whether the same request can succeed later without being changed. */
  readonly retryable: boolean;
}

/** Every reason of a context with its text; a missing one does not compile. */
export type RejectionTable<Reason extends string> = Readonly<Record<Reason, RejectionText>>;

/** "Why can't this be done?": an unmet condition (promise 5). */
export interface Condition {
  readonly code: string;
  readonly evidence?: string;
  readonly rule: string;
  readonly source: string;
  readonly clearedBy: string;
  /** The earliest instant or day on which it clears by itself, when it does. */
  readonly clearsOn?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}
