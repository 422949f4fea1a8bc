import {
  outsideWriters,
  serviceNames,
  topics,
  topicsRead,
  type ServiceName,
  type Topic,
} from '@canbao/contracts';

const isOutside = (writer: string): boolean => outsideWriters.some((outside) => outside === writer);

/** One call of Kafka's `kafka-acls.sh --add`, without the address of the brokers. */
export type AclRule = readonly string[];

const all = Object.keys(topics) as Topic[];
const named = (names: readonly string[]): string[] => names.flatMap((name) => ['--topic', name]);
const allow = (user: string, ...operations: readonly string[]): string[] => [
  '--add',
  '--allow-principal',
  `User:${user}`,
  ...operations.flatMap((operation) => ['--operation', operation]),
];

/** Groups in which topics are read to their end: at a start, and by the verifier. */
const readingGroups = ['--resource-pattern-type', 'prefixed', '--group', 'canbao-reading-'];

/** What the login of a service may do: write its own topics, read what its context subscribes to. */
export const rulesOf = (service: ServiceName): readonly AclRule[] => {
  const own = all.filter((topic) => topics[topic] === service);
  const read: readonly Topic[] = topicsRead[service];
  return [
    // Every service looks after all topics at its start; making one that is missing gives no right to write.
    [...allow(service, 'Create', 'Describe', 'DescribeConfigs'), ...named(all)],
    [...allow(service, 'Write', 'Read', 'AlterConfigs'), ...named(own)],
    ...(read.length === 0 ? [] : [[...allow(service, 'Read'), ...named(read)]]),
    [...allow(service, 'Read'), '--group', `canbao-${service}`],
    ...(read.some((topic) => isOutside(topics[topic]))
      ? [[...allow(service, 'Read'), '--group', `canbao-${service}-intake`]]
      : []),
    [...allow(service, 'Read', 'Delete'), ...readingGroups],
  ];
};

/** What an agency that pushes bills may do: write its own topic, and read the answers. */
export const rulesOfAgency: readonly AclRule[] = [
  [...allow('agency', 'Write', 'Describe'), '--topic', 'agency.bills'],
  [...allow('agency', 'Read', 'Describe'), '--topic', 'assessment.bills'],
  [...allow('agency', 'Read'), '--resource-pattern-type', 'prefixed', '--group', 'agency-'],
];

/** What a bureau may do: register people, read what was paid, write what it has posted, read our answers. */
export const rulesOfBureau = (bureau: 'hrss' | 'medical-bureau'): readonly AclRule[] => [
  [...allow(bureau, 'Write', 'Describe'), ...named([`${bureau}.registrations`, `${bureau}.postings`])],
  [
    ...allow(bureau, 'Read', 'Describe'),
    ...named(['registration.answers', 'ledger.events', 'ledger-sync.requests']),
    // Bases that payers declare, whether or not they pay.
    ...(bureau === 'hrss' ? named(['assessment.events']) : []),
  ],
  [...allow(bureau, 'Read'), '--resource-pattern-type', 'prefixed', '--group', `${bureau}-`],
];

/** What the verifier may do: read. */
export const rulesOfVerifier: readonly AclRule[] = [
  [...allow('verify', 'Read', 'Describe'), ...named(all)],
  [...allow('verify', 'Read', 'Delete'), ...readingGroups],
];

const command = (rule: AclRule): string =>
  `kafka-acls.sh $KAFKA ${rule.join(' ').replaceAll(/ (?=--(?:topic|group|resource))/g, ' \\\n  ')}`;

const section = (title: string, rules: readonly AclRule[]): string =>
  `## ${title}\n\n\`\`\`sh\n${rules.map(command).join('\n')}\n\`\`\`\n`;

/** The rules of the brokers as commands. */
export const kafkaAclsPage = (): string =>
  [
    '# Who may do what on Kafka\n',
    'Each service signs in to the brokers under its own name (`KAFKA_SASL_USERNAME`) and writes only its own',
    'topics. The brokers need an authorizer, `org.apache.kafka.metadata.authorizer.StandardAuthorizer`, and',
    'must not allow what no rule names (`allow.everyone.if.no.acl.found=false`, the default).',
    '`KAFKA="--bootstrap-server <broker> --command-config <properties of an administrator>"`.\n',
    ...serviceNames.map((service) => section(service, rulesOf(service))),
    section('An agency that pushes bills', rulesOfAgency),
    section('HRSS', rulesOfBureau('hrss')),
    section('The medical bureau', rulesOfBureau('medical-bureau')),
    section('The verifier (`npm run verify`)', rulesOfVerifier),
  ].join('\n');
