/** What a cluster must promise: `production` keeps what it acknowledged, `sandbox` has one broker. */
export type Profile = 'production' | 'sandbox';

const unlimited = '-1';
const thirtyDaysMs = 30 * 24 * 3_600_000;
/** Kafka's default: twice what one send of ours takes. */
const messageBytes = 1_048_588;

interface Rule {
  readonly name: string;
  /** What a new topic gets, and what a wrong value is set back to. */
  readonly value: (replicas: number) => string;
  readonly isRight: (actual: string) => boolean;
  /** What a wrong value does, after the name of the topic; it stops a start where it stays. */
  readonly danger?: string;
  /** One broker cannot keep two copies. */
  readonly inProductionOnly?: true;
}

const exactly = (name: string, value: string, danger?: string): Rule => ({
  name,
  value: () => value,
  isRight: (actual) => actual === value,
  ...(danger === undefined ? {} : { danger }),
});

/** Topics carry these settings themselves: what a broker has for all topics does not matter to them. */
const rules: readonly Rule[] = [
  {
    name: 'retention.ms',
    value: () => unlimited,
    isRight: (actual) => actual === unlimited || Number(actual) >= thirtyDaysMs,
    danger: 'keeps events for less than 30 days',
  },
  exactly('retention.bytes', unlimited, 'deletes events once there are many'),
  exactly('cleanup.policy', 'delete', 'keeps only the last event of a person'),
  {
    name: 'max.message.bytes',
    value: () => String(messageBytes),
    isRight: (actual) => Number(actual) >= messageBytes,
    danger: 'refuses what services publish',
  },
  {
    name: 'min.insync.replicas',
    value: (replicas) => (replicas >= 3 ? '2' : '1'),
    isRight: (actual) => Number(actual) >= 2,
    danger: 'has min.insync.replicas below 2',
    inProductionOnly: true,
  },
  {
    ...exactly('unclean.leader.election.enable', 'false', 'allows unclean leader election'),
    inProductionOnly: true,
  },
  exactly('compression.type', 'producer'),
  exactly('message.timestamp.type', 'CreateTime'),
];

/** Settings of a topic by name, as the broker gives them. */
export type TopicSettings = ReadonlyMap<string, string>;

/** A setting that is not what it should be. */
export interface WrongSetting {
  readonly name: string;
  readonly actual: string;
  readonly value: string;
  /** Undefined where services work all the same. */
  readonly danger: string | undefined;
}

/** What a new topic is created with. */
export const newTopicSettings = (replicas: number): { name: string; value: string }[] =>
  rules.map(({ name, value }) => ({ name, value: value(replicas) }));

/** The settings of a topic that are not what they should be. */
export const wrongSettings = (settings: TopicSettings, profile: Profile, replicas: number): WrongSetting[] =>
  rules
    .filter(({ inProductionOnly }) => profile === 'production' || inProductionOnly !== true)
    .map(({ name, value, isRight, danger }) => {
      const actual = settings.get(name) ?? 'unknown';
      return isRight(actual) ? undefined : { name, actual, value: value(replicas), danger };
    })
    .filter((wrong) => wrong !== undefined);

/** What is wrong with the partitions of a topic: `faults` stop a start, `notices` do not. A sentence each. */
export const layoutOf = (
  { name, partitions }: { name: string; partitions: readonly { readonly replicas: readonly number[] }[] },
  wanted: number,
  profile: Profile,
): { readonly faults: string[]; readonly notices: string[] } => ({
  faults: [
    ...(partitions.length < wanted
      ? [
          `${name} has ${partitions.length} partitions, not ${wanted}: ` +
            "the order of a person's events would break",
        ]
      : []),
    ...(profile === 'production' && partitions.some(({ replicas }) => replicas.length < 3)
      ? [`${name} has a partition with fewer than 3 replicas`]
      : []),
  ],
  // Services choose the partition themselves, among the first: what was added stays empty.
  notices:
    partitions.length > wanted
      ? [`${name} has ${partitions.length} partitions; services use the first ${wanted}`]
      : [],
});
