import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Injectable, type PipeTransform } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Clock, dayOf } from '@canbao/calendar';
import type { Call } from '@canbao/contracts';
import { canonicalJson } from '@canbao/event-sourcing';
import { identityOf } from './caller';
import { inputOf, type InputOf, type RawMessage, type RequestKey } from './input';
import { callerOf, type OperationRequest } from './operation-request';
import { assertPlain } from './plain-text';
import { RateLimits } from '../limits/rate-limits';
import { Problem } from './problem';

/** A request that guards and interceptor have let through, with the operation that answers it. */
export interface Unread {
  readonly operation: Call;
  readonly request: OperationRequest;
  readonly reply: FastifyReply;
}

/**
 * Reads path, query and body by the operation's schemas.
 * @throws Problem `invalid-request`; `personal-data-not-allowed`; `unsupported-media-type` for a file where
 * JSON is expected and the reverse; `too-many-requests` about one person.
 */
@Injectable()
export class OperationPipe implements PipeTransform<Unread, Promise<InputOf<Call>>> {
  constructor(
    private readonly clock: Clock,
    private readonly limits: RateLimits,
  ) {}

  async transform(unread: Unread): Promise<InputOf<Call>> {
    const { operation, request, reply } = unread;
    const params = inputOf(operation.params, request.params, 'path');
    const query = inputOf(operation.query, request.query, 'query');
    const file = request.body instanceof Readable ? request.body : undefined;
    if ((file === undefined) !== (operation.lines === undefined))
      throw Problem.general('unsupported-media-type');
    const body = file === undefined ? inputOf(operation.body, request.body, 'body') : undefined;
    const [caller, now] = [callerOf(request), this.clock.now()];
    const header = { 'idempotency-key': request.idempotencyKey };
    const token = { sub: caller.subject };
    for (const [where, text] of Object.entries({ path: params, query, body, header, token }))
      assertPlain(text, where, dayOf(now));
    const personId = personOf(operation, params, body);
    if (personId !== undefined) await this.limits.byPerson(unread, personId);
    const idempotency = requestKeyOf(operation, request);
    const ifMatch = operation.version === 'checked' ? versionOf(request.headers['if-match']) : undefined;
    return {
      params,
      query,
      body,
      file: file as undefined,
      raw: (operation.raw === undefined ? undefined : rawOf(request)) as undefined,
      caller,
      now,
      reply,
      ...(idempotency === undefined ? {} : { idempotency }),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    };
  }
}

const rawOf = ({ headers, bodyBytes = Buffer.alloc(0) }: OperationRequest): RawMessage => ({
  headers: Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  ),
  body: bodyBytes,
});

/** The person whom the path or the body names. */
const personOf = ({ path }: Call, params: unknown, body: unknown): string | undefined =>
  path.startsWith('/persons/{id}')
    ? (params as { readonly id: string }).id
    : (body as { readonly personId?: string } | undefined)?.personId;

/**
 * Keys are separate for each caller, by the whole identity, and for each operation. The body is valid here,
 * so it has a canonical form.
 */
const requestKeyOf = (operation: Call, request: OperationRequest): RequestKey | undefined => {
  const { idempotencyKey: key, url, body = null } = request;
  if (key === undefined) return undefined;
  request.idempotency = {
    scope: `${identityOf(callerOf(request))}:${operation.id}`,
    key,
    fingerprint: hash('sha256', canonicalJson({ path: url, body })),
    replayed: false,
  };
  return request.idempotency;
};

const versionOf = (header: string | undefined): number | undefined => {
  if (header === undefined || header === '*') return undefined;
  const version = /^"(\d{1,9})"$/.exec(header)?.[1];
  if (version === undefined)
    throw Problem.general('invalid-request', {
      issues: [{ path: 'header.if-match', message: 'one version in quotes, as ETag gives it' }],
    });
  return Number(version);
};
