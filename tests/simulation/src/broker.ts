import type { Kafka } from 'kafkajs';
import type { RawRecord } from '@canbao/event-sourcing';
import { macHeader } from '@canbao/kafka';
import { outsideWriters, topics, type Topic } from '@canbao/contracts';
import { simulatedMacs } from './macs';
import type { Process, Scheduler } from './scheduler';

interface Message {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record that looks like the next event of the same person, on a stream that no service has. */
const forgedFrom = (topic: Topic, { key, value }: Message): Message => {
  const envelope = JSON.parse(value) as { id: string; stream: string };
  const id = `${envelope.id.slice(0, -4)}f0f0`;
  const stream = `${envelope.stream}-again`;
  const forged = JSON.stringify({ ...envelope, id, stream, version: 1, previousversion: 0 });
  return { key, value: forged, headers: { [macHeader]: simulatedMacs.sign(topic, key, forged) } };
};

const outsideTopics: readonly string[] = Object.entries(topics).flatMap(([topic, writer]) =>
  outsideWriters.some((outside) => outside === writer) ? [topic] : [],
);

const rawRecord = (
  topic: string,
  partition: number,
  offset: number,
  { key, value, headers }: Message,
): RawRecord => ({ topic, partition, offset: String(offset), key, value, mac: headers[macHeader] });

/**
 * The logs of all topics and the offsets that consumer groups have committed. It never crashes, but requests
 * and answers may be lost or late.
 */
export class Broker {
  readonly partitions = new Map<string, RawRecord[]>();
  readonly committed = new Map<string, number>();
  /** Probability that a request is lost before, or its answer after, the append. */
  faultRate = 0;

  constructor(
    private readonly scheduler: Scheduler,
    /** Whether somebody who has a service's secret adds records of their own. */
    private readonly forges = false,
  ) {}

  /** Everything in the topics that services write. */
  get ofServices(): RawRecord[] {
    return [...this.partitions.values()].flat().filter(({ topic }) => !outsideTopics.includes(topic));
  }

  append(topic: string, partition: number, messages: readonly Message[]): number {
    const log = this.partitions.get(`${topic}/${partition}`) ?? [];
    this.partitions.set(`${topic}/${partition}`, log);
    const [first] = messages;
    if (this.forges && topic === 'ledger.events' && log.length === 0 && first !== undefined)
      log.push(rawRecord(topic, partition, 0, forgedFrom(topic, first)));
    const base = log.length;
    log.push(...messages.map((message, index) => rawRecord(topic, partition, base + index, message)));
    return base;
  }

  /** The part of kafkajs that the relay's lanes use. */
  clientFor(process: Process): Kafka {
    const send = async ({
      topic,
      messages,
    }: {
      topic: string;
      messages: readonly (Message & { partition: number })[];
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
