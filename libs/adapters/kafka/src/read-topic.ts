import { pause } from '@canbao/runtime';
import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';

/** A record as it lies in a topic. */
export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly value: string;
}

export interface Reading {
  /** How long to wait for the next record; half a minute, when left out. */
  readonly patienceMs?: number;
  /** Only so many records at the end of each partition. */
  readonly last?: number;
}

/**
 * Reads a topic from its beginning to the end that it has now, a batch at a time: in order within a
 * partition, each record
 * once. The consumer group is one of its own and goes afterwards. Says how many records there are in all.
 * @throws when nothing comes for `patienceMs`.
 */
export const readTopic = async (
  kafka: Kafka,
  topic: string,
  take: (records: readonly TopicRecord[]) => Promise<void>,
  { patienceMs = 30_000, last }: Reading = {},
): Promise<number> => {
  const groupId = `canbao-reading-${randomUUID()}`;
  const [admin, consumer] = [
    kafka.admin(),
    kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 100, sessionTimeout: 30_000 }),
  ];
  await admin.connect();
  try {
    const ends = await admin.fetchTopicOffsets(topic);
    const left = new Map(
      ends
        .filter(({ low, high }) => BigInt(high) > BigInt(low))
        .map(({ partition, high }) => [partition, BigInt(high)]),
    );
    if (left.size === 0) return 0;
    const from = ({ low, high }: { readonly low: string; readonly high: string }): bigint =>
      last === undefined || BigInt(high) - BigInt(low) < last ? BigInt(low) : BigInt(high) - BigInt(last);
    const next = new Map(ends.map((end) => [end.partition, from(end)]));
    let [count, movedAt] = [0, performance.now()];
    const failures: unknown[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch, heartbeat }) => {
        const end = left.get(batch.partition);
        if (end === undefined || failures.length > 0) return;
        // A fetch that was tried again gives the same offsets again.
        const records = batch.messages
          .map(({ offset, key, value }): TopicRecord => ({
            topic,
            partition: batch.partition,
            offset: BigInt(offset),
            key: key?.toString() ?? '',
            value: value?.toString() ?? '',
          }))
          .filter(({ offset }) => offset >= (next.get(batch.partition) ?? 0n) && offset < end);
        await take(records).catch((error: unknown) => {
          failures.push(error);
        });
        count += records.length;
        movedAt = performance.now();
        next.set(batch.partition, BigInt(batch.lastOffset()) + 1n);
        if (BigInt(batch.lastOffset()) + 1n >= end) left.delete(batch.partition);
        await heartbeat();
      },
    });
    if (last !== undefined)
      for (const [partition, offset] of next)
        if (left.has(partition)) consumer.seek({ topic, partition, offset: offset.toString() });
    while (left.size > 0 && failures.length === 0 && performance.now() - movedAt < patienceMs)
      await pause(50);
    await consumer.disconnect();
    if (failures.length > 0) throw failures[0];
    if (left.size > 0)
      throw new Error(`${topic} could not be read to its end: partitions ${[...left.keys()].join(', ')}`);
    return count;
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined); // an empty group goes by itself in a few days
    await admin.disconnect();
  }
};
