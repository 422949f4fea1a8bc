import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { topics } from '@canbao/contracts';

/** Fixed for good: another count would map persons to other partitions and break their order. Configuration. */
export const partitionCount = 6;

const retentionMs = String(3650 * 24 * 3_600_000); // ten years, far above any outage; the event tables stay the record

export const clientOf = (brokers: readonly string[], clientId: string): Kafka =>
  new Kafka({
    clientId, brokers: [...brokers], logLevel: logLevel.NOTHING, connectionTimeout: 3000, requestTimeout: 10_000,
    retry: { retries: 10, initialRetryTime: 100, maxRetryTime: 3000 },
  });

/** Creates the contract's topics where they are missing and asserts their partition count. */
export const createTopics = async (brokers: readonly string[], replicationFactor = 1): Promise<void> => {
  const admin = clientOf(brokers, 'canbao-topics').admin();
  await admin.connect();
  try {
    const names = Object.keys(topics);
    const existing = new Set(await admin.listTopics());
    const missing = names.filter((topic) => !existing.has(topic));
    if (missing.length > 0) {
      await admin.createTopics({
        waitForLeaders: true,
        topics: missing.map((topic) => ({ topic, numPartitions: partitionCount, replicationFactor, configEntries: [{ name: 'retention.ms', value: retentionMs }] })),
      });
    }
    const { topics: described } = await admin.fetchTopicMetadata({ topics: names });
    for (const { name, partitions } of described) {
      if (partitions.length !== partitionCount) throw new Error(`topic ${name} has ${partitions.length} partitions instead of ${partitionCount}: persons would lose their order`);
    }
  } finally {
    await admin.disconnect();
  }
};

const murmur2 = Partitioners.DefaultPartitioner();

/** The partition of a key, as any Kafka client would choose it. */
export const partitionOf = (topic: string, key: string): number =>
  murmur2({
    topic, message: { key, value: null },
    partitionMetadata: Array.from({ length: partitionCount }, (_, partitionId) => ({ partitionId, leader: 0, isr: [], replicas: [], partitionErrorCode: 0, offlineReplicas: [] })),
  });
