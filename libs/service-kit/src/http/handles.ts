import {
  applyDecorators,
  createParamDecorator,
  Delete,
  Get,
  HttpCode,
  Post,
  Put,
  SetMetadata,
  UseGuards,
  UseInterceptors,
  type ExecutionContext,
} from '@nestjs/common';
import type { Call } from '@canbao/contracts';
import { IdempotencyInterceptor } from './idempotency.interceptor';
import { operationMetadata, operationOf, replyOf, requestOf } from './operation-request';
import { OperationPipe, type Unread } from './operation.pipe';
import { RolesGuard } from './roles.guard';
import { SignInGuard } from './sign-in.guard';

const verbs = { GET: Get, POST: Post, PUT: Put, DELETE: Delete } as const;

/**
 * Makes a controller method answer one operation of the API. Route, status, roles and validation come from
 * the operation in `libs/contracts`. A request passes sign-in, roles, idempotency key and schemas, in this
 * order.
 */
export const Handles = (operation: Call): MethodDecorator =>
  applyDecorators(
    verbs[operation.method](`v1${operation.path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    HttpCode(operation.status),
    SetMetadata(operationMetadata, operation),
    ...(operation.roles.length === 0 ? [] : [UseGuards(SignInGuard, RolesGuard)]),
    ...(operation.idempotencyKey === 'none' ? [] : [UseInterceptors(IdempotencyInterceptor)]),
  );

const UnreadRequest = createParamDecorator((_: unknown, context: ExecutionContext): Unread => ({
  operation: operationOf(context),
  request: requestOf(context),
  reply: replyOf(context),
}));

/** The parameter of a controller method that gets the request as the operation's schemas read it. */
export const Input = (): ParameterDecorator => UnreadRequest(OperationPipe);
