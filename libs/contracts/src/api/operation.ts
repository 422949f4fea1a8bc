import { z } from 'zod';

export const roles = [
  'hrss',
  'medical-bureau',
  'agency',
  'tax-desk',
  'bank',
  'payer',
  'operator',
  'auditor',
] as const;
export type Role = (typeof roles)[number];

/**
 * One call of the HTTP API, the single source of its route, its validation, its authorisation and its OpenAPI
 * text.
 * Paths are written as OpenAPI does (`/persons/{id}/payables`), below `/v1`.
 */
export interface Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  readonly id: string;
  readonly service: 'registration' | 'assessment' | 'payment' | 'ledger-sync';
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  /** Who may call; an empty list means anyone, without signing in. */
  readonly roles: readonly Role[];
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** One line of the file that the body is (JSON lines), where it is one; it is read as it comes. */
  readonly lines?: z.ZodType;
  /** Status of success and its body; `200` also answers a repeat that found its effect done. */
  readonly status: 200 | 201 | 204;
  readonly reply: Reply;
  /** `required` on every POST that has an effect; `none` elsewhere. */
  readonly idempotencyKey: 'required' | 'none';
  /** Where a version matters: `given` in an ETag, or `checked` against If-Match and given. */
  readonly version?: 'given' | 'checked';
  /** Rejection codes this call can answer with, beside the general ones. */
  readonly rejections: readonly string[];
}

const nothing = z.strictObject({});
type Defaults = 'params' | 'query' | 'body' | 'idempotencyKey' | 'rejections';

/** Fills in what most calls leave out: no parameters, no query, no body; a key on every POST. */
export const operation = <
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodType,
>(
  given: Omit<Operation<P, Q, B, R>, Defaults> & Partial<Pick<Operation<P, Q, B, R>, Defaults>>,
): Operation<P, Q, B, R> =>
  ({
    params: nothing,
    query: nothing,
    body: z.undefined(),
    idempotencyKey: given.method === 'POST' ? 'required' : 'none',
    rejections: [],
    ...given,
  }) as unknown as Operation<P, Q, B, R>;
