import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  createParamDecorator,
  applyDecorators,
  Delete,
  Get,
  HttpCode,
  Inject,
  Injectable,
  Post,
  Put,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Clock, type Instant } from '@canbao/calendar';
import type { Operation } from '@canbao/contracts';
import { canonicalJson, type IdempotencyKey } from '@canbao/event-sourcing';
import { Problem } from './problem';
import { SignIn, type Caller } from './sign-in';

const metadataKey = 'canbao:operation';
const verbs = { GET: Get, POST: Post, PUT: Put, DELETE: Delete } as const;

/**
 * Makes a method answer one call of the API: its route, status, roles and validation come from
 * `libs/contracts`.
 */
export const Handles = (op: Operation): MethodDecorator =>
  applyDecorators(
    verbs[op.method](`v1${op.path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    HttpCode(op.status),
    SetMetadata(metadataKey, op),
  );

/** What a controller gets: the parts of the request as the operation's schemas give them, and who asks. */
export interface InputOf<Op extends Operation> {
  readonly params: z.output<Op['params']>;
  readonly query: z.output<Op['query']>;
  readonly body: z.output<Op['body']>;
  /** The body of an operation with `lines`, unread. */
  readonly file: Op extends { readonly lines: z.ZodType } ? Readable : undefined;
  readonly caller: Caller;
  readonly idempotency?: IdempotencyKey;
  /** The version that the caller saw, where the operation checks it. */
  readonly ifMatch?: number;
  readonly now: Instant;
  readonly reply: FastifyReply;
}

/** The parameter of a controller method that gets what the guard has checked. */
export const Input = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<{ input: unknown }>().input,
);

const anyone: Caller = { subject: 'anonymous', role: 'auditor' };

/**
 * Signs in, checks the role, validates, and reads the idempotency key, in this order, before any controller
 * runs.
 */
@Injectable()
export class OperationGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const op = this.reflector.get<Operation | undefined>(metadataKey, context.getHandler());
    if (op === undefined || context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest & { input: InputOf<Operation> }>();
    const caller = op.roles.length === 0 ? anyone : await this.signIn.callerOf(request.headers.authorization);
    if (op.roles.length > 0 && !op.roles.includes(caller.role)) throw Problem.general('forbidden');
    const params = inputOf(op.params, request.params, 'path');
    const query = inputOf(op.query, request.query, 'query');
    const file = request.body instanceof Readable ? request.body : undefined;
    if ((file === undefined) !== (op.lines === undefined)) throw Problem.general('unsupported-media-type');
    const body = file === undefined ? inputOf(op.body, request.body, 'body') : undefined;
    const idempotency = op.idempotencyKey === 'none' ? undefined : idempotencyOf(request, op, caller);
    const ifMatch = op.version === 'checked' ? versionOf(request.headers['if-match']) : undefined;
    request.input = {
      params,
      query,
      body,
      file: file as undefined,
      caller,
      now: this.clock.now(),
      reply: context.switchToHttp().getResponse<FastifyReply>(),
      ...(idempotency === undefined ? {} : { idempotency }),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    };
    return true;
  }
}

/** What the schema makes of a value from outside. @throws Problem with what was expected where. */
export const inputOf = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Messages name what was expected, never what was sent: it may be personal data.
  const issues = parsed.error.issues.slice(0, 20).map(({ path, code, message }) => ({
    path: [where, ...path].join('.'),
    message: code === 'unrecognized_keys' ? 'unknown field' : message,
  }));
  throw Problem.general('invalid-request', { issues });
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

const idempotencyOf = (request: FastifyRequest, op: Operation, caller: Caller): IdempotencyKey => {
  const sent = request.raw.headersDistinct['idempotency-key'] ?? [];
  const key = sent[0];
  if (key === undefined) throw Problem.general('idempotency-key-required');
  if (sent.length > 1 || !/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(key))
    throw Problem.general('idempotency-key-invalid');
  const fingerprint = hash('sha256', canonicalJson({ path: request.url, body: request.body ?? null }));
  return { scope: `${caller.subject}:${op.id}`, key, fingerprint };
};
