import { Partitioners, type Message, type PartitionMetadata } from 'kafkajs';

/** Partitions of every topic, for ever: another count would send a person's later events elsewhere and break their order. */
export const partitionCount = 6;

const chooseBy = Partitioners.DefaultPartitioner();

/** The partition of a key: murmur2 as in the Java client, so that any other producer would agree. */
export const partitionOf = (key: string, partitions: number = partitionCount): number => {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({ partitionId, leader: 0 })) as PartitionMetadata[];
  return chooseBy({ topic: '', partitionMetadata, message: { key, value: null } satisfies Message });
};
