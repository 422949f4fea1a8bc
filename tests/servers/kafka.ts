import type { KafkaServers } from '@canbao/kafka';

/** The broker that integration specs share. */
export const testKafka: KafkaServers = { brokers: (process.env['TEST_KAFKA_BROKERS'] ?? '').split(',') };
