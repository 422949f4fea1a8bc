import { z } from 'zod';
import type { PurposeName } from '../privacy/purposes';

/** The roles that a sign-in token can carry. */
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
/** What a caller may be. */
export type Role = (typeof roles)[number];

/** The services that answer the API. */
export const serviceNames = ['registration', 'assessment', 'payment', 'ledger-sync'] as const;
/** A service that answers the API. */
export type ServiceName = (typeof serviceNames)[number];

/**
 * One call of the HTTP API, the single source of its route, its validation, its authorisation and its OpenAPI
 * text. Paths are written as OpenAPI does (`/persons/{id}/payables`), below `/v1`.
 */
export interface Call<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  /** Who may call; an empty list means anyone, without signing in. */
  readonly roles: readonly Role[];
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Where the body is a file of JSON lines, read as it arrives: the schema of one line. */
  readonly lines?: z.ZodType;
  /** The media types of the file, where it is not of JSON lines. */
  readonly fileTypes?: readonly string[];
  /**
   * Where the body is somebody else's message: of any content type, handed over as the bytes that came and
   * not parsed, because what was signed are bytes. The answer has the sender's form, too.
   */
  readonly raw?: { readonly bytesMax: number };
  /** Status of success; `200` also answers a repeat whose effect was there already, `202` a proposal. */
  readonly status: 200 | 201 | 202 | 204;
  /** Body of success. */
  readonly reply: Reply;
  /** The media type of the answer, where it is a text that is not JSON. */
  readonly media?: 'image/svg+xml' | 'text/csv';
  /**
   * Where the answer is a paper: the portal puts the name on it, and gives it also as a page (`.html`) and
   * for printing (`.pdf`), except to `check` one.
   */
  readonly paper?: 'receipt' | 'certificate' | 'statement' | 'record' | 'check';
  /**
   * Where other services answer for parts of it: the ids of their calls. The portal asks them with the
   * caller's own token and puts the whole together: items beside those of the
   * others, also as a page (`.html`); of an order's life in the order of time.
   */
  readonly gathers?: readonly string[];
  /** `required` on every POST that has an effect; `none` elsewhere. */
  readonly idempotencyKey: 'required' | 'none';
  /** Where a version matters: `given` in an ETag, or `checked` against If-Match and given. */
  readonly version?: 'given' | 'checked';
  /** Where personal data are decrypted for the answer: why. Without it a controller can open none. */
  readonly reads?: PurposeName | undefined;
  /** Rejection codes this call can answer with, beside the general ones. */
  readonly rejections: readonly string[];
}

/** A call of one service. */
export interface Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> extends Call<Params, Query, Body, Reply> {
  readonly service: ServiceName;
}

const nothing = z.strictObject({});
type Defaults = 'params' | 'query' | 'body' | 'idempotencyKey' | 'rejections';
type Written<Whole extends Call> = Omit<Whole, Defaults> & Partial<Pick<Whole, Defaults>>;

/** Fills in the defaults: no parameters, no query, no body; a key on every POST. */
export const operation = <
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodType,
  const Why extends PurposeName | undefined = undefined,
>(
  written: Written<Operation<P, Q, B, R>> & { readonly reads?: Why },
): Operation<P, Q, B, R> & { readonly reads: Why } =>
  complete(written) as unknown as Operation<P, Q, B, R> & { readonly reads: Why };

/** A call that every service answers, with the same defaults. */
export const call = <
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodType,
>(
  written: Written<Call<P, Q, B, R>>,
): Call<P, Q, B, R> => complete(written) as unknown as Call<P, Q, B, R>;

const complete = ({ method, ...written }: { readonly method: Call['method'] }): object => ({
  params: nothing,
  query: nothing,
  body: z.undefined(),
  idempotencyKey: method === 'POST' ? 'required' : 'none',
  rejections: [],
  method,
  ...written,
});
