// Real servers for integration specs: one PostgreSQL and one Kafka broker on free ports, in a folder that is
// removed afterwards.
const { mkdtempSync, chmodSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { freePorts } = require('@canbao/infra-local/free-ports');
const { envelopeKeys } = require('@canbao/infra-local/keys');
const { startPostgres } = require('@canbao/infra-local/postgres');
const { startKafka } = require('@canbao/infra-local/kafka');
const { createTopics } = require('@canbao/kafka');

module.exports = async () => {
  const data = mkdtempSync(join(tmpdir(), 'canbao-int-'));
  chmodSync(data, 0o755);
  const [postgresPort, kafkaPort, controllerPort] = await freePorts(3);
  const [postgres, kafka] = await Promise.all([
    startPostgres(data, postgresPort, 'test'),
    startKafka(data, kafkaPort, controllerPort),
  ]);
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await createTopics(kafka, { profile: 'sandbox', log: quiet });
  process.env.TEST_DATABASE_URL = postgres.url;
  // One set for all specs: they read each other's records.
  process.env.TEST_ENVELOPE_KEYS = JSON.stringify(envelopeKeys());
  process.env.TEST_KAFKA_BROKERS = kafka.brokers.join(',');
  globalThis.canbaoServers = { data, stop: () => Promise.all([postgres.stop(), kafka.stop()]) };
};
