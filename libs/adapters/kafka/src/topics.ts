import { ConfigResourceTypes, type Admin, type ITopicMetadata } from 'kafkajs';
import { topics } from '@canbao/contracts';
import type { Log } from '@canbao/runtime';
import { kafkaClient } from './client';
import { partitionCount } from './partition';
import type { KafkaServers } from './servers';

/** The required settings of the contract topics. */
export interface TopicOptions {
  /** `production` rejects a cluster that could lose acknowledged events; `sandbox` runs on one broker. */
  readonly profile: 'production' | 'sandbox';
  readonly partitions?: number;
  /** Copies of every partition; when left out, 3 in production and 1 in the sandbox. */
  readonly replicationFactor?: number;
  readonly log: Log;
}

const unlimited = '-1';
const thirtyDaysMs = 30 * 24 * 3_600_000;

/**
 * Creates the contract topics that are missing and checks those that exist. Every service may call it at
 * once.
 * @throws when a topic has another partition count, or, in production, fewer than 3 copies, fewer than 2 in
 * sync, unclean elections or less than 30 days of retention: acknowledged events could be lost, or a consumer
 * that was down for long could miss some.
 */
export const createTopics = async (servers: KafkaServers, options: TopicOptions): Promise<void> => {
  const { profile, partitions = partitionCount, log } = options;
  const replicationFactor = options.replicationFactor ?? (profile === 'production' ? 3 : 1);
  if (profile === 'production' && replicationFactor < 3)
    throw new Error(`production requires replication factor 3, not ${replicationFactor}`);
  const admin = kafkaClient(servers, 'canbao-topics', log).admin();
  await admin.connect();
  try {
    const names = Object.keys(topics);
    const existing = await admin.listTopics();
    const missing = names.filter((name) => !existing.includes(name));
    if (missing.length > 0) await create(admin, missing, partitions, replicationFactor);
    const metadata = await admin.fetchTopicMetadata({ topics: names });
    const faults = [
      ...metadata.topics.flatMap((topic) => layoutFaults(topic, partitions, profile)),
      ...(profile === 'production' ? await settingFaults(admin, names) : []),
    ];
    if (faults.length > 0) throw new Error(`Kafka topics are not safe for payments: ${faults.join('; ')}`);
  } finally {
    await admin.disconnect();
  }
};

const create = async (
  admin: Admin,
  names: readonly string[],
  numPartitions: number,
  replicationFactor: number,
): Promise<void> => {
  await admin.createTopics({
    waitForLeaders: true,
    topics: names.map((topic) => ({
      topic,
      numPartitions,
      replicationFactor,
      configEntries: [
        { name: 'retention.ms', value: unlimited },
        { name: 'retention.bytes', value: unlimited },
        { name: 'cleanup.policy', value: 'delete' },
        { name: 'min.insync.replicas', value: replicationFactor >= 3 ? '2' : '1' },
        { name: 'unclean.leader.election.enable', value: 'false' },
      ],
    })),
  });
};

/** What is wrong with the partitions of a topic, a sentence each. */
export const layoutFaults = (
  topic: Pick<ITopicMetadata, 'name'> & { partitions: readonly { replicas: readonly number[] }[] },
  partitions: number,
  profile: TopicOptions['profile'],
): string[] => [
  ...(topic.partitions.length === partitions
    ? []
    : [
        `${topic.name} has ${topic.partitions.length} partitions, not ${partitions}: ` +
          "the order of a person's events would break",
      ]),
  ...(profile === 'production' && topic.partitions.some(({ replicas }) => replicas.length < 3)
    ? [`${topic.name} has a partition with fewer than 3 replicas`]
    : []),
];

const settingFaults = async (admin: Admin, names: readonly string[]): Promise<string[]> => {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  return resources.flatMap(({ resourceName, configEntries }) =>
    topicSettingFaults(
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ),
  );
};

/** Which settings of a topic could lose acknowledged events, a sentence each. */
export const topicSettingFaults = (topic: string, settings: ReadonlyMap<string, string>): string[] => {
  const retention = Number(settings.get('retention.ms') ?? '0');
  return [
    ...(Number(settings.get('min.insync.replicas') ?? '1') >= 2
      ? []
      : [`${topic} has min.insync.replicas below 2`]),
    ...(settings.get('unclean.leader.election.enable') === 'true'
      ? [`${topic} allows unclean leader election`]
      : []),
    ...(retention === -1 || retention >= thirtyDaysMs ? [] : [`${topic} keeps events for less than 30 days`]),
  ];
};
