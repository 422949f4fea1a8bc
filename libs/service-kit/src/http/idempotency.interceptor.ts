import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { tap, type Observable } from 'rxjs';
import { replyOf, requestOf, type OperationRequest } from './operation-request';
import { Problem } from './problem';

/** 1 to 255 printable ASCII characters, no space at either end. */
const keyPattern = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/**
 * Reads the idempotency key of a request, and marks an answer that was given before with
 * `Idempotent-Replayed`.
 * @throws Problem `idempotency-key-required` or `idempotency-key-invalid`.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = requestOf(context);
    request.idempotencyKey = keyOf(request);
    const markReplay = (): void => {
      if (request.idempotency?.replayed === true) void replyOf(context).header('idempotent-replayed', 'true');
    };
    return next.handle().pipe(tap({ next: markReplay, error: markReplay }));
  }
}

const keyOf = ({ raw }: OperationRequest): string => {
  const headers = raw.headersDistinct['idempotency-key'] ?? [];
  const key = headers[0];
  if (key === undefined) throw Problem.general('idempotency-key-required');
  if (headers.length > 1 || !keyPattern.test(key)) throw Problem.general('idempotency-key-invalid');
  return key;
};
