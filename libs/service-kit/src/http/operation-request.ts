import type { ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Call } from '@canbao/contracts';
import type { Taken } from '../limits/counters';
import { anyone, type Caller } from './caller';
import type { ClaimedSignature } from '../signing/claimed-signature';
import type { RequestKey } from './input';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What `@Handles` says that the route answers; health checks have none. */
    operation?: Call;
  }
}

/** A request on its way to a controller, with what the door and the pipe have established so far. */
export interface OperationRequest extends FastifyRequest {
  caller?: Caller;
  /** The miss that is counted unless the answer finds something. */
  reservedMiss?: Taken;
  /** The body as it came, byte for byte; none of a file, or where there is no body. */
  bodyBytes?: Buffer;
  /** The signature that the headers claim, to be proven on the body. */
  claimed?: ClaimedSignature;
  /** The header, as the door read it. */
  idempotencyKey?: string;
  /** The key with its scope and fingerprint, once the request is known to be valid. */
  idempotency?: RequestKey;
}

/** The operation that a request is for; none where its route is not one of `@Handles`. */
export const operationOf = ({ routeOptions }: OperationRequest): Call | undefined =>
  routeOptions.config.operation;

/** The request of an operation. */
export const requestOf = (context: ExecutionContext): OperationRequest =>
  context.switchToHttp().getRequest<OperationRequest>();

/** The reply to an operation's request. */
export const replyOf = (context: ExecutionContext): FastifyReply =>
  context.switchToHttp().getResponse<FastifyReply>();

/** Who makes the request: the signed-in caller, or anyone where no sign-in is needed. */
export const callerOf = ({ caller }: OperationRequest): Caller => caller ?? anyone;
