import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompressionTypes, ConfigResourceTypes, type Admin, type ITopicConfig } from 'kafkajs';
import { retrying } from '@canbao/runtime';
import { startOwnKafka } from '@canbao/test-servers/own-kafka';
import { createTopics, kafkaClient, readTopic, watchTopics, type KafkaServers } from '../src';

const data = mkdtempSync(join(tmpdir(), 'canbao-topics-'));
const said: { readonly sentence?: string; readonly alarm?: string }[] = [];
const note = (fields: object): void => void said.push(fields);
const log = { info: () => undefined, warn: note, error: note };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const options = { profile: 'sandbox', log } as const;
let kafka: KafkaServers & { readonly stop: () => Promise<void> };
let admin: Admin;

/** A broker of its own: what is done to topics here would be seen by all other specs. */
beforeAll(async () => {
  kafka = await startOwnKafka(data);
  admin = kafkaClient(kafka, 'spec', quiet).admin();
  await admin.connect();
  await createTopics(kafka, options);
}, 90_000);
afterAll(async () => {
  await admin.disconnect();
  await kafka.stop();
  rmSync(data, { recursive: true, force: true });
});
beforeEach(() => {
  said.length = 0;
});

const set = (topic: string, ...entries: { name: string; value: string }[]): Promise<unknown> =>
  admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries: entries }],
  });
const get = async (topic: string, setting: string): Promise<string | undefined> => {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
  });
  return resources[0]?.configEntries.find(({ configName }) => configName === setting)?.configValue;
};
/** The broker tells of a topic, and of its partitions, some moments after it has them. */
const shows = (topic: string, partitions = 1): Promise<void> =>
  retrying(
    async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      expect(topics[0]?.partitions).toHaveLength(partitions);
    },
    { mayRetry: (_, attempt) => attempt < 20 },
  );
const make = async (config: ITopicConfig): Promise<void> => {
  await admin.createTopics({ waitForLeaders: false, topics: [config] });
  await shows(config.topic, config.numPartitions);
};
const send = async (topic: string, value: string, compression = CompressionTypes.None): Promise<void> => {
  const producer = kafkaClient(kafka, 'spec', quiet).producer();
  await producer.connect();
  await producer.send({ topic, compression, messages: [{ key: 'k', value, partition: 0 }] });
  await producer.disconnect();
};
const values = async (topic: string): Promise<string[]> => {
  const read: string[] = [];
  await readTopic(kafkaClient(kafka, 'spec', quiet), topic, async (records) => {
    read.push(...records.map(({ value }) => value));
  });
  return read;
};

describe('topics that an operator has changed', () => {
  it('are left alone and not spoken of while they are right', async () => {
    await createTopics(kafka, options);
    expect(said).toEqual([]);
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'])(
    'are read when the broker packs them with %s',
    async (codec) => {
      const topic = `packed-${codec}`;
      await make({ topic, configEntries: [{ name: 'compression.type', value: codec }] });
      const long = '参保缴费'.repeat(2_000);
      await send(topic, long);
      await send(topic, 'short');
      expect(await values(topic)).toEqual([long, 'short']);
    },
    30_000,
  );

  it.each([
    ['snappy', CompressionTypes.Snappy],
    ['lz4', CompressionTypes.LZ4],
    ['zstd', CompressionTypes.ZSTD],
  ])(
    'take records that a client has packed with %s',
    async (name, compression) => {
      const topic = `sent-${name}`;
      await make({ topic });
      await send(topic, '参保缴费'.repeat(2_000), compression);
      expect(await values(topic)).toEqual(['参保缴费'.repeat(2_000)]);
    },
    30_000,
  );

  it('get their settings back, and keep what was set beside them', async () => {
    await set(
      'ledger.events',
      { name: 'compression.type', value: 'lz4' },
      { name: 'retention.ms', value: '1' },
      { name: 'cleanup.policy', value: 'compact' },
      { name: 'max.message.bytes', value: '2000' },
      { name: 'segment.bytes', value: '50000000' },
    );
    await createTopics(kafka, options);
    for (const [setting, value] of Object.entries({
      'compression.type': 'producer',
      'retention.ms': '-1',
      'cleanup.policy': 'delete',
      'max.message.bytes': '1048588',
      'segment.bytes': '50000000',
    }))
      expect([setting, await get('ledger.events', setting)]).toEqual([setting, value]);
    expect(said.map(({ sentence }) => sentence)).toContain(
      'ledger.events had compression.type lz4, set to producer',
    );
  }, 30_000);

  it('are created again when they were deleted, and that is told', async () => {
    await admin.deleteTopics({ topics: ['assessment.cases'] });
    expect(await watchTopics(kafka, options)).toEqual([]);
    expect(said).toContainEqual({
      alarm: 'topic-settings',
      sentence: 'assessment.cases was missing and is created: publish its events again',
    });
  }, 30_000);

  it('get the partitions they lack while they are empty', async () => {
    await admin.deleteTopics({ topics: ['assessment.seals'] });
    await make({ topic: 'assessment.seals', numPartitions: 1 });
    await createTopics(kafka, options);
    const { topics } = await admin.fetchTopicMetadata({ topics: ['assessment.seals'] });
    expect(topics[0]?.partitions).toHaveLength(6);
  }, 30_000);

  it('work on with partitions that were added, and that is told', async () => {
    await admin.createPartitions({ topicPartitions: [{ topic: 'payment.events', count: 9 }] });
    await shows('payment.events', 9);
    await createTopics(kafka, options);
    expect(said).toEqual([
      { alarm: 'topic-settings', sentence: 'payment.events has 9 partitions; services use the first 6' },
    ]);
  }, 30_000);

  it('stop a start in one sentence when events lie on too few partitions', async () => {
    await admin.deleteTopics({ topics: ['payment.seals'] });
    await make({ topic: 'payment.seals', numPartitions: 2 });
    await send('payment.seals', 'v');
    await expect(createTopics(kafka, options)).rejects.toThrow(
      /^Kafka topics are not safe for payments: payment.seals has 2 partitions, not 6: .*topic-settings\.md/,
    );
    expect(await watchTopics(kafka, options)).toHaveLength(1);
  }, 30_000);
});
