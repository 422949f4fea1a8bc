import { Partitioners, type Message, type PartitionMetadata } from 'kafkajs';

/**
 * Partitions of every topic. This number never changes: another one would send a person's later events to
 * another partition and break their order.
 */
export const partitionCount = 6;

const chooseBy = Partitioners.DefaultPartitioner();

const partitionsOf = (count: number): PartitionMetadata[] =>
  Array.from({ length: count }, (_, partitionId) => ({ partitionId, leader: 0 })) as PartitionMetadata[];
const allPartitions = partitionsOf(partitionCount);

/** The partition of a key: murmur2 as in the Java client, so that every other producer agrees. */
export const partitionOf = (key: string, partitions: number = partitionCount): number =>
  chooseBy({
    topic: '',
    partitionMetadata: partitions === partitionCount ? allPartitions : partitionsOf(partitions),
    message: { key, value: null } satisfies Message,
  });
