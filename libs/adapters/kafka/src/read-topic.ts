import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { waitFor } from '@canbao/runtime';
import { macIn } from './record-macs';

/** A record as it lies in a topic. */
export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Empty where the record has none. */
  readonly key: string;
  readonly value: string;
  readonly mac: string | undefined;
}

/** How much of a topic to read. */
export interface ReadTopicOptions {
  /** How long to wait for the next record; 30 s when left out. */
  readonly idleTimeoutMs?: number;
  /** Only this many records at the end of each partition; all when left out. */
  readonly last?: number;
}

/** Receives a batch of records of one partition. */
export type TakeRecords = (records: readonly TopicRecord[]) => Promise<void>;

const defaultIdleTimeoutMs = 30_000;

/**
 * Reads a topic from its beginning to its present end, a batch at a time: in order within a partition, each
 * record once. Uses a consumer group of its own and removes it. Returns the number of records.
 * @throws when nothing arrives for `idleTimeoutMs`, or what `take` throws.
 */
export const readTopic = async (
  kafka: Kafka,
  topic: string,
  take: TakeRecords,
  options: ReadTopicOptions = {},
): Promise<number> => {
  const groupId = `canbao-reading-${randomUUID()}`;
  const admin = kafka.admin();
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 100,
    sessionTimeout: 30_000,
  });
  await admin.connect();
  try {
    const reading = new TopicReading(topic, take, options, await admin.fetchTopicOffsets(topic));
    if (!reading.done) await reading.run(consumer);
    return reading.count;
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined); // Kafka removes an empty group within days.
    await admin.disconnect();
  }
};

interface PartitionOffsets {
  readonly partition: number;
  /** Offset of the first record. */
  readonly low: string;
  /** Offset after the last record. */
  readonly high: string;
}

class TopicReading {
  count = 0;
  /** Partitions that are not read to their end, with the offset after their last record. */
  private readonly ends: Map<number, bigint>;
  /** The next offset to take, by partition. */
  private readonly next: Map<number, bigint>;
  private readonly failures: unknown[] = [];
  private advancedAtMs = 0;

  constructor(
    private readonly topic: string,
    private readonly take: TakeRecords,
    private readonly options: ReadTopicOptions,
    offsets: readonly PartitionOffsets[],
  ) {
    const filled = offsets.filter(({ low, high }) => BigInt(high) > BigInt(low));
    this.ends = new Map(filled.map(({ partition, high }) => [partition, BigInt(high)]));
    this.next = new Map(filled.map((partition) => [partition.partition, this.firstOffset(partition)]));
  }

  get done(): boolean {
    return this.ends.size === 0;
  }

  async run(consumer: Consumer): Promise<void> {
    this.advancedAtMs = performance.now();
    await consumer.connect();
    await consumer.subscribe({ topic: this.topic, fromBeginning: true });
    await consumer.run({ autoCommit: false, eachBatch: (payload) => this.eachBatch(payload) });
    if (this.options.last !== undefined)
      for (const [partition, offset] of this.next)
        if (this.ends.has(partition))
          consumer.seek({ topic: this.topic, partition, offset: offset.toString() });
    await waitFor(async () => this.hasEnded() || undefined, { timeoutMs: Infinity });
    await consumer.disconnect();
    if (this.failures.length > 0) throw this.failures[0];
    if (!this.done)
      throw new Error(
        `${this.topic} could not be read to its end: partitions ${[...this.ends.keys()].join(', ')}`,
      );
  }

  private hasEnded(): boolean {
    const idleMs = performance.now() - this.advancedAtMs;
    return (
      this.done || this.failures.length > 0 || idleMs >= (this.options.idleTimeoutMs ?? defaultIdleTimeoutMs)
    );
  }

  private async eachBatch({ batch, heartbeat }: EachBatchPayload): Promise<void> {
    const { topic, partition } = batch;
    const end = this.ends.get(partition);
    if (end === undefined || this.failures.length > 0) return;
    const first = this.next.get(partition) ?? 0n;
    const records = batch.messages

      .map(({ offset, key, value, headers }): TopicRecord => ({
        topic,
        partition,
        offset: BigInt(offset),
        key: key?.toString() ?? '',
        value: value?.toString() ?? '',
        mac: macIn(headers),
      }))
      // A repeated fetch returns the same offsets again.
      .filter(({ offset }) => offset >= first && offset < end);
    await this.take(records).catch((error: unknown) => {
      this.failures.push(error);
    });
    const next = BigInt(batch.lastOffset()) + 1n;
    this.count += records.length;
    this.advancedAtMs = performance.now();
    this.next.set(partition, next);
    if (next >= end) this.ends.delete(partition);
    await heartbeat();
  }

  private firstOffset({ low, high }: PartitionOffsets): bigint {
    const [first, end] = [BigInt(low), BigInt(high)];
    const { last } = this.options;
    return last === undefined || end - first < last ? first : end - BigInt(last);
  }
}
