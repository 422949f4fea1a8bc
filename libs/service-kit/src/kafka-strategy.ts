import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { ConsumerLoop, type ConsumerLoopOptions, type Received } from '@canbao/kafka';

/** Nest's decorators on our own consumer loop: `@EventPattern('<topic>')` methods stay ordinary, polling and inbox are ours. */
export class KafkaStrategy extends Server implements CustomTransportStrategy {
  private loop: ConsumerLoop | undefined;

  constructor(private readonly options: Omit<ConsumerLoopOptions, 'topics' | 'handle'>) {
    super();
  }

  async listen(callback: () => void): Promise<void> {
    const topics = [...this.messageHandlers.keys()];
    if (topics.length > 0) {
      this.loop = new ConsumerLoop({ ...this.options, topics, handle: (topic, received) => this.dispatch(topic, received) });
      await this.loop.start();
    }
    callback();
  }

  async close(): Promise<void> {
    await this.loop?.stop();
  }

  healthy(): boolean {
    return this.loop?.healthy() ?? true;
  }

  override on(): never {
    throw new Error('the strategy emits nothing');
  }

  override unwrap<T>(): T {
    return this.loop as T;
  }

  private async dispatch(topic: string, received: Received): Promise<'ignored' | undefined> {
    const answer: unknown = await this.messageHandlers.get(topic)?.(received, undefined);
    return (isObservable(answer) ? await lastValueFrom(answer, { defaultValue: undefined }) : answer) as 'ignored' | undefined;
  }
}
