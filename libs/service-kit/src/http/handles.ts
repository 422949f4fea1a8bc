import {
  applyDecorators,
  createParamDecorator,
  Delete,
  Get,
  HttpCode,
  Post,
  Put,
  UseInterceptors,
  type ExecutionContext,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Call } from '@canbao/contracts';
import { IdempotencyInterceptor } from './idempotency.interceptor';
import { operationOf, replyOf, requestOf } from './operation-request';
import { OperationPipe, type Unread } from './operation.pipe';

const verbs = { GET: Get, POST: Post, PUT: Put, DELETE: Delete } as const;

/**
 * Makes a controller method answer one operation of the API. Route, status, roles and validation come from
 * the operation in `libs/contracts`. A request passes sign-in, roles and idempotency key at the `Door`; then
 * its body is read, and path, query and body pass the schemas.
 */
export const Handles = (operation: Call): MethodDecorator =>
  applyDecorators(
    verbs[operation.method](`v1${operation.path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    HttpCode(operation.status),
    RouteConfig({ operation }),
    ...(operation.idempotencyKey === 'none' ? [] : [UseInterceptors(IdempotencyInterceptor)]),
  );

const UnreadRequest = createParamDecorator((_: unknown, context: ExecutionContext): Unread => {
  const request = requestOf(context);
  return { operation: operationOf(request) as Call, request, reply: replyOf(context) };
});

/** The parameter of a controller method that gets the request as the operation's schemas read it. */
export const Input = (): ParameterDecorator => UnreadRequest(OperationPipe);
