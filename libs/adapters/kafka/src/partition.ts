import { Partitioners, type Message, type PartitionMetadata } from 'kafkajs';

/**
 * Partitions of every topic, for ever: another count would send a person's later events elsewhere and break
 * their order.
 */
export const partitionCount = 6;

const chooseBy = Partitioners.DefaultPartitioner();

const partitionsOf = (count: number): PartitionMetadata[] =>
  Array.from({ length: count }, (_, partitionId) => ({ partitionId, leader: 0 })) as PartitionMetadata[];
const ours = partitionsOf(partitionCount);

/** The partition of a key: murmur2 as in the Java client, so that any other producer would agree. */
export const partitionOf = (key: string, partitions: number = partitionCount): number =>
  chooseBy({
    topic: '',
    partitionMetadata: partitions === partitionCount ? ours : partitionsOf(partitions),
    message: { key, value: null } satisfies Message,
  });
