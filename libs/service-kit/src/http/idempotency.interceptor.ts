import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { tap, type Observable } from 'rxjs';
import { replyOf, requestOf } from './operation-request';

/** Marks an answer that was given before with `Idempotent-Replayed`. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = requestOf(context);
    const markReplay = (): void => {
      if (request.idempotency?.replayed === true) void replyOf(context).header('idempotent-replayed', 'true');
    };
    return next.handle().pipe(tap({ next: markReplay, error: markReplay }));
  }
}
