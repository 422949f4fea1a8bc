import type { Answer } from './transport';

/** Why something cannot be done, as the platform tells it. */
export interface Condition {
  readonly code: string;
  readonly rule: string;
  readonly source: string;
  readonly clearedBy: string;
  readonly clearsOn?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** A refusal (RFC 9457): `userMessage` for whoever is at the screen, `detail` for those who read English. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly userMessage: string;
  readonly detail: string;
  readonly retryable: boolean;
  readonly conditions: readonly Condition[];
  readonly details: Readonly<Record<string, unknown>>;

  constructor({ status, body }: Answer) {
    const told = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
    super(told.code ?? `status ${status}`);
    this.status = status;
    this.code = told.code ?? 'unreadable';
    this.userMessage = told.userMessage ?? '系统繁忙，请稍后再试。';
    this.detail = told.detail ?? 'The service is busy. Please try again later.';
    this.retryable = told.retryable ?? status >= 500;
    this.conditions = told.conditions ?? [];
    this.details = told.details ?? {};
  }
}
