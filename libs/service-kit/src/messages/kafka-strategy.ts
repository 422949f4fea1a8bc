import { Catch, type INestApplication, type RpcExceptionFilter } from '@nestjs/common';
import {
  BaseRpcContext,
  Server,
  type CustomTransportStrategy,
  type NestMicroservice,
} from '@nestjs/microservices';
import { lastValueFrom, throwError, type Observable } from 'rxjs';
import type { Topic } from '@canbao/contracts';
import { ConsumerLoop, type ConsumerLoopOptions, type Received } from '@canbao/kafka';

/** What the loop works with, beside the topics and handlers, which come from the `@EventPattern` methods. */
export type KafkaStrategyOptions = Omit<ConsumerLoopOptions, 'topics' | 'handle'>;

/**
 * Plugs our consumer loop into Nest: handlers stay ordinary `@EventPattern('<topic>')` methods, while
 * polling, order, inbox, parking and commits are the loop's. Nest's own Kafka transport either skips a record
 * whose handler fails, or blocks its whole partition.
 */
export class KafkaStrategy extends Server implements CustomTransportStrategy {
  private loop: ConsumerLoop | undefined;

  constructor(private readonly options: KafkaStrategyOptions) {
    super();
  }

  /** The running loop, for health and for releasing keys; undefined in a service without handlers. */
  get consumer(): ConsumerLoop | undefined {
    return this.loop;
  }

  override listen(callback: (error?: unknown) => void): void {
    const topics = [...this.messageHandlers.keys()] as Topic[];
    if (topics.length === 0) return callback();
    this.loop = new ConsumerLoop({
      ...this.options,
      topics,
      handle: (received, topic) => this.dispatch(received, topic),
    });
    this.loop.start().then(() => callback(), callback);
  }

  /** A fault here must not keep the rest of the service from stopping. */
  override async close(): Promise<void> {
    try {
      await this.loop?.stop();
    } catch (error) {
      this.options.log.error({ fault: String(error) }, 'stopping failed');
    }
  }

  override on(): void {
    // The loop reports through the log and `onFatal`.
  }

  override unwrap<T>(): T {
    return this.loop as T;
  }

  private async dispatch(received: Received, topic: string): Promise<'ignored' | void> {
    const handler = this.messageHandlers.get(topic);
    if (handler === undefined) return 'ignored';
    const result: unknown = await handler(received, new BaseRpcContext([topic]));
    const answer: unknown = await lastValueFrom(this.transformToObservable(result as Observable<unknown>), {
      defaultValue: undefined,
    });
    return answer === 'ignored' ? 'ignored' : undefined;
  }
}

/**
 * Passes a handler's error on as it is. Nest would replace it by "Internal server error", and the loop could
 * not tell transient faults from lasting ones.
 */
@Catch()
export class RethrowHandlerErrors implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** Adds the consumer to the application; `app.startAllMicroservices()` starts it. */
export const connectKafka = (app: INestApplication, strategy: KafkaStrategy): void => {
  const microservice = app.connectMicroservice(
    { strategy },
    { inheritAppConfig: false, deferInitialization: true },
  ) as NestMicroservice;
  microservice.useGlobalFilters(new RethrowHandlerErrors());
  // What Nest does at once when not deferred: a filter added after `registerListeners` has no effect.
  microservice.registerListeners();
  microservice.setIsInitialized(true);
  microservice.setIsInitHookCalled(true);
};
