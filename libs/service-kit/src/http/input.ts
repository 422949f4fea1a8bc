import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Instant } from '@canbao/calendar';
import type { Call } from '@canbao/contracts';
import type { IdempotencyKey } from '@canbao/event-sourcing';
import type { Caller } from './caller';
import { Problem } from './problem';

/** The caller's key for one request. */
export interface RequestKey extends IdempotencyKey {
  /** Set when the request is a repeat and gets the stored answer. */
  replayed?: boolean;
}

/** A message as it came: what its sender signed are these bytes. */
export interface RawMessage {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** What a controller gets: the parts of the request as the operation's schemas read them, and who calls. */
export interface InputOf<Op extends Call> {
  readonly params: z.output<Op['params']>;
  readonly query: z.output<Op['query']>;
  readonly body: z.output<Op['body']>;
  /** The body of an operation with `lines`, unread. */
  readonly file: Op extends { readonly lines: z.ZodType } ? Readable : undefined;
  /** The message of an operation with `raw`. */
  readonly raw: Op extends { readonly raw: object } ? RawMessage : undefined;
  readonly caller: Caller;
  readonly idempotency?: RequestKey;
  /** The version that the caller saw, where the operation checks it. */
  readonly ifMatch?: number;
  readonly now: Instant;
  readonly reply: FastifyReply;
}

const issuesMax = 20;

/** A name that somebody gave a field; whatever else is a key may be personal data, too. */
const fieldName = /^[a-z][A-Za-z]{0,39}$/;
const unknownFields = (keys: readonly string[]): string =>
  ['unknown field', ...keys.slice(0, issuesMax).filter((key) => fieldName.test(key))].join(' ');

/**
 * Reads a value from outside by its schema; `where` begins the path of each issue: `path`, `query` or `body`.
 * @throws Problem `invalid-request` with what was expected where.
 */
export const inputOf = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Messages say what was expected, never what was sent: that may be personal data.
  const issues = parsed.error.issues.slice(0, issuesMax).map((issue) => ({
    path: [where, ...issue.path].join('.'),
    message: issue.code === 'unrecognized_keys' ? unknownFields(issue.keys) : issue.message,
  }));
  throw Problem.general('invalid-request', { issues });
};
