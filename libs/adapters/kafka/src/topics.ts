import { ConfigResourceTypes, ConfigSource, type Admin, type ITopicMetadata } from 'kafkajs';
import { topics } from '@canbao/contracts';
import { retrying, type Log } from '@canbao/runtime';
import { kafkaClient } from './client';
import { partitionCount } from './partition';
import type { KafkaServers } from './servers';
import {
  layoutOf,
  newTopicSettings,
  wrongSettings,
  type Profile,
  type TopicSettings,
} from './topic-settings';

/** The required settings of the contract topics. */
export interface TopicOptions {
  readonly profile: Profile;
  readonly partitions?: number;
  /** Copies of every partition; when left out, 3 in production and 1 in the sandbox. */
  readonly replicationFactor?: number;
  readonly log: Log;
}

/** What was found, a sentence each. */
interface Tended {
  /** Set right. */
  readonly corrected: readonly string[];
  /** Not as it should be, but services work. */
  readonly notices: readonly string[];
  /** Events could be lost, or their order could break. */
  readonly faults: readonly string[];
}

/**
 * Creates the contract topics that are missing, sets their settings right and checks the rest. Every service
 * may call it at once.
 * @throws when a topic has too few partitions, or a setting under which events could be lost could not be
 * corrected; in production also with fewer than 3 copies, fewer than 2 in sync or unclean elections. The
 * message is a sentence with the runbook.
 */
export const createTopics = async (servers: KafkaServers, options: TopicOptions): Promise<void> => {
  const { profile } = options;
  const replicas = options.replicationFactor ?? defaultReplicas(profile);
  if (profile === 'production' && replicas < 3)
    throw new Error(`production requires replication factor 3, not ${replicas}`);
  const faults = await watchTopics(servers, options);
  if (faults.length > 0)
    throw new Error(
      `Kafka topics are not safe for payments: ${faults.join('; ')}. ` +
        'docs/runbooks/topic-settings.md says what to do.',
    );
};

/** The same for services that run: what is wrong is told as an alarm. Returns the faults. */
export const watchTopics = async (
  servers: KafkaServers,
  { profile, partitions = partitionCount, replicationFactor, log }: TopicOptions,
): Promise<readonly string[]> => {
  const admin = kafkaClient(servers, 'canbao-topics', log).admin();
  await admin.connect();
  try {
    const replicas = replicationFactor ?? defaultReplicas(profile);
    const { corrected, notices, faults } = await tend(admin, { profile, partitions, replicas });
    for (const sentence of corrected)
      log.warn({ alarm: 'topic-settings', sentence }, 'a topic was set right');
    for (const sentence of [...notices, ...faults])
      log.error({ alarm: 'topic-settings', sentence }, 'a topic is not as it should be');
    return faults;
  } finally {
    await admin.disconnect();
  }
};

const defaultReplicas = (profile: Profile): number => (profile === 'production' ? 3 : 1);

interface Wanted {
  readonly profile: Profile;
  readonly partitions: number;
  readonly replicas: number;
}

const names = Object.keys(topics);

const tend = async (admin: Admin, wanted: Wanted): Promise<Tended> => {
  const existing = await admin.listTopics();
  const missing = names.filter((name) => !existing.includes(name));
  if (missing.length > 0) await create(admin, missing, wanted);
  // Only a topic that others of ours lay beside: on a new cluster all are missing, and that is no news.
  const lost = missing.length === names.length ? [] : missing;
  const recreated = lost.map((name) => `${name} was missing and is created: publish its events again`);
  const found = await look(admin);
  const atFirst = judge(found, wanted);
  if (atFirst.notices.length + atFirst.faults.length === 0) return { corrected: recreated, ...atFirst };
  const corrected = [
    ...recreated,
    ...(await correctLayout(admin, found.layouts, wanted)),
    ...(await correctSettings(admin, found.described, wanted)),
  ];
  return { corrected, ...judge(await look(admin), wanted) };
};

/** The topics as the brokers have them. */
interface Found {
  readonly layouts: readonly ITopicMetadata[];
  readonly described: readonly Described[];
}

const look = (admin: Admin): Promise<Found> =>
  untilKnown(async () => ({
    layouts: (await admin.fetchTopicMetadata({ topics: names })).topics,
    described: await settingsOf(admin),
  }));

const judge = (
  { layouts, described }: Found,
  { profile, partitions, replicas }: Wanted,
): Omit<Tended, 'corrected'> => {
  const judged = layouts.map((topic) => layoutOf(topic, partitions, profile));
  const wrong = described.flatMap(({ name: topic, settings }) =>
    wrongSettings(settings, profile, replicas).map(({ name, actual, value, danger }) => ({
      danger,
      sentence: `${topic} ${danger ?? 'works'} (${name} is ${actual}, not ${value})`,
    })),
  );
  const sentences = (isDanger: boolean): string[] =>
    wrong.filter(({ danger }) => (danger !== undefined) === isDanger).map(({ sentence }) => sentence);
  return {
    notices: [...judged.flatMap(({ notices }) => notices), ...sentences(false)],
    faults: [...judged.flatMap(({ faults }) => faults), ...sentences(true)],
  };
};

const create = async (admin: Admin, missing: readonly string[], wanted: Wanted): Promise<void> => {
  await admin.createTopics({
    waitForLeaders: false,
    topics: missing.map((topic) => ({
      topic,
      numPartitions: wanted.partitions,
      replicationFactor: wanted.replicas,
      configEntries: newTopicSettings(wanted.replicas),
    })),
  });
  await untilKnown(() => admin.fetchTopicMetadata({ topics: [...missing] }));
};

const notYetKnown = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'];

/** Brokers learn of a new topic some moments after it was created, one later than another. */
const untilKnown = <T>(ask: () => Promise<T>): Promise<T> =>
  retrying(ask, {
    mayRetry: (error, attempt) =>
      notYetKnown.includes((error as { type?: string }).type ?? '') && attempt < 20,
  });

/** A topic that a tool has made with too few partitions can still get the others, as long as it is empty. */
const correctLayout = async (
  admin: Admin,
  layouts: Found['layouts'],
  { partitions: count }: Wanted,
): Promise<string[]> => {
  const corrected: string[] = [];
  for (const { name, partitions } of layouts) {
    if (partitions.length >= count) continue;
    const offsets = await admin.fetchTopicOffsets(name);
    if (offsets.some(({ high }) => high !== '0')) continue;
    const isDone = await succeeds(admin.createPartitions({ topicPartitions: [{ topic: name, count }] }));
    if (!isDone) continue;
    await untilThere(admin, name, count);
    corrected.push(`${name} was empty and had ${partitions.length} partitions; it has ${count} now`);
  }
  return corrected;
};

/** Brokers learn of new partitions as late as of a new topic; the next look tells of one that never does. */
const untilThere = (admin: Admin, topic: string, count: number): Promise<boolean> =>
  succeeds(
    untilKnown(async () => {
      const { topics: known } = await admin.fetchTopicMetadata({ topics: [topic] });
      if ((known[0]?.partitions.length ?? 0) < count)
        throw Object.assign(new Error(`${topic} has not all partitions yet`), { type: notYetKnown[0] });
    }),
  );

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/** What may not be altered here, because the brokers' rules forbid it, is found by the check that follows. */
const correctSettings = async (
  admin: Admin,
  described: Found['described'],
  { profile, replicas }: Wanted,
): Promise<string[]> => {
  const corrected: string[] = [];
  for (const { name, settings, own } of described) {
    const wrong = wrongSettings(settings, profile, replicas);
    if (wrong.length === 0) continue;
    // This request replaces all settings of the topic: what somebody has set beside ours stays.
    const entries = new Map([...own, ...wrong.map((setting) => [setting.name, setting.value] as const)]);
    const resource = {
      type: ConfigResourceTypes.TOPIC,
      name,
      configEntries: [...entries].map(([entry, value]) => ({ name: entry, value })),
    };
    const isDone = await succeeds(admin.alterConfigs({ validateOnly: false, resources: [resource] }));
    if (isDone)
      corrected.push(
        ...wrong.map((setting) => `${name} had ${setting.name} ${setting.actual}, set to ${setting.value}`),
      );
  }
  return corrected;
};

interface Described {
  readonly name: string;
  readonly settings: TopicSettings;
  /** Those that the topic itself carries. */
  readonly own: TopicSettings;
}

const settingsOf = async (admin: Admin): Promise<Described[]> => {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  return resources.map(({ resourceName, configEntries }) => {
    const own = configEntries.filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG);
    return { name: resourceName, settings: mapOf(configEntries), own: mapOf(own) };
  });
};

const mapOf = (entries: readonly { configName: string; configValue: string }[]): TopicSettings =>
  new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
