import type { Kafka } from 'kafkajs';
import type { RawRecord } from '@canbao/event-sourcing';
import type { Process, Scheduler } from './scheduler';

/**
 * The logs of all topics and the offsets that consumer groups have committed. It never crashes, but requests
 * and answers may be lost or late.
 */
export class Broker {
  readonly partitions = new Map<string, RawRecord[]>();
  readonly committed = new Map<string, number>();
  /** Probability that a request is lost before, or its answer after, the append. */
  faultRate = 0;

  constructor(private readonly scheduler: Scheduler) {}

  append(topic: string, partition: number, messages: readonly { key: string; value: string }[]): number {
    const log = this.partitions.get(`${topic}/${partition}`) ?? [];
    this.partitions.set(`${topic}/${partition}`, log);
    const base = log.length;
    log.push(
      ...messages.map(({ key, value }, index) => ({
        topic,
        partition,
        offset: String(base + index),
        key,
        value,
      })),
    );
    return base;
  }

  /** The part of kafkajs that the relay's lanes use. */
  clientFor(process: Process): Kafka {
    const send = async ({
      topic,
      messages,
    }: {
      topic: string;
      messages: readonly { key: string; value: string; partition: number }[];
    }): Promise<unknown> => {
      const partition = messages[0]?.partition ?? 0;
      await this.scheduler.turn(process);
      const fate = this.scheduler.random();
      if (fate < this.faultRate / 3) throw new Error('the request was lost');
      if (fate < this.faultRate / 2) {
        // The frame is still in flight when the sender gives up, and arrives after the next one.
        setTimeout(() => {
          this.append(topic, partition, messages);
        }, this.scheduler.below(3000));
        throw new Error('the request timed out');
      }
      const baseOffset = String(this.append(topic, partition, messages));
      await this.scheduler.turn(process);
      if (fate < this.faultRate) throw new Error('the answer was lost');
      return [{ topicName: topic, partition, errorCode: 0, baseOffset }];
    };
    const producer = {
      connect: () => this.scheduler.turn(process),
      send,
      disconnect: () => Promise.resolve(),
    };
    return { producer: () => producer } as unknown as Kafka;
  }

  async fetch(
    process: Process,
    topic: string,
    partition: number,
    from: number,
    limit: number,
  ): Promise<RawRecord[]> {
    await this.scheduler.turn(process);
    return (this.partitions.get(`${topic}/${partition}`) ?? []).slice(from, from + limit);
  }

  async commit(
    process: Process,
    group: string,
    topic: string,
    partition: number,
    offset: number,
  ): Promise<void> {
    await this.scheduler.turn(process);
    this.committed.set(`${group}/${topic}/${partition}`, offset);
  }

  offsetOf(group: string, topic: string, partition: number): number {
    return this.committed.get(`${group}/${topic}/${partition}`) ?? 0;
  }
}
