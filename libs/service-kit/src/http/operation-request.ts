import type { ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Call } from '@canbao/contracts';
import type { RequestKey } from './input';
import type { Caller } from './sign-in';

/** Who calls an operation that nobody needs to sign in for. */
const anyone: Caller = { subject: 'anonymous', role: 'auditor' };

/** Under this key `@Handles` keeps the operation of a controller method. */
export const operationMetadata = 'canbao:operation';

/** A request on its way to a controller, with what guards and interceptor have established so far. */
export interface OperationRequest extends FastifyRequest {
  caller?: Caller;
  /** The header, as the interceptor read it. */
  idempotencyKey?: string;
  /** The key with its scope and fingerprint, once the request is known to be valid. */
  idempotency?: RequestKey;
}

/** The operation that a controller method answers; only methods with `@Handles` have one. */
export const operationOf = (context: ExecutionContext): Call =>
  Reflect.getMetadata(operationMetadata, context.getHandler()) as Call;

/** The request of an operation. */
export const requestOf = (context: ExecutionContext): OperationRequest =>
  context.switchToHttp().getRequest<OperationRequest>();

/** The reply to an operation's request. */
export const replyOf = (context: ExecutionContext): FastifyReply =>
  context.switchToHttp().getResponse<FastifyReply>();

/** Who makes the request: the signed-in caller, or anyone where no sign-in is needed. */
export const callerOf = ({ caller }: OperationRequest): Caller => caller ?? anyone;
