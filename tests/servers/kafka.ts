import type { Topic } from '@canbao/contracts';
import {
  kafkaClient,
  macHeader,
  partitionOf,
  RecordMacs,
  type EnvelopeKeys,
  type KafkaServers,
} from '@canbao/kafka';

const { TEST_KAFKA_BROKERS = '', TEST_ENVELOPE_KEYS = '{}' } = process.env;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The broker that integration specs share. */
export const testKafka: KafkaServers = { brokers: TEST_KAFKA_BROKERS.split(',') };
/** The secrets of all services. */
export const testEnvelopeKeys = JSON.parse(TEST_ENVELOPE_KEYS) as EnvelopeKeys;
export const testMacs = new RecordMacs(testEnvelopeKeys);

/** Writes records as the owner of the topic would, whatever they say. */
export const sendAsOwner = async (
  servers: KafkaServers,
  topic: Topic,
  ...records: readonly { readonly key: string; readonly value: string }[]
): Promise<void> => {
  const producer = kafkaClient(servers, 'spec', quiet).producer();
  await producer.connect();
  for (const { key, value } of records) {
    const headers = { [macHeader]: testMacs.sign(topic, key, value) };
    await producer.send({ topic, messages: [{ key, value, headers, partition: partitionOf(key) }] });
  }
  await producer.disconnect();
};
