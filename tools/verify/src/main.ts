import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { kafkaClient, KafkaSettingFault, kafkaServers, RecordMacs, type EnvelopeKeys } from '@canbao/kafka';
import { startedHere } from '@canbao/service-kit/started-here';
import type { Comparison } from './compare';
import {
  republish,
  serviceNames,
  Unable,
  verifyEvidence,
  verifyService,
  type Evidence,
  type Place,
  type ServiceName,
} from './verify';

const usage =
  `npm run verify -- [--service ${serviceNames.join('|')}] [--seals FOLDER] ` +
  '[--repair [--after POSITION]]\n';
const shownMax = 10;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const number = (value: number): string => value.toLocaleString('en');

const dataFolder = (): string => process.env['CANBAO_DATA'] ?? '.local';

interface Order {
  readonly services: readonly ServiceName[];
  /** The folder with the files of seals and the public keys. */
  readonly seals: string;
  readonly repair: boolean;
  readonly after: bigint | undefined;
}

const orderOf = (args: string[]): Order | undefined => {
  try {
    const {
      values: { service, seals = join(dataFolder(), 'seals'), repair = false, after },
    } = parseArgs({
      args,
      options: {
        service: { type: 'string' },
        seals: { type: 'string' },
        repair: { type: 'boolean' },
        after: { type: 'string' },
      },
    });
    const services = serviceNames.filter((name) => service === undefined || name === service);
    // Positions of different services are unrelated.
    if (
      services.length === 0 ||
      (after !== undefined && (!repair || service === undefined || !/^\d{1,18}$/.test(after)))
    )
      return undefined;
    return { services, seals, repair, after: after === undefined ? undefined : BigInt(after) };
  } catch {
    return undefined;
  }
};

/** The secrets of records: from the setting, or from the keys of this data folder. */
const envelopeKeys = (): EnvelopeKeys => {
  const { ENVELOPE_KEYS } = process.env;
  if (ENVELOPE_KEYS !== undefined) return JSON.parse(ENVELOPE_KEYS) as EnvelopeKeys;
  const file = join(dataFolder(), 'keys.json');
  const keys = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { envelope?: EnvelopeKeys }).envelope
    : undefined;
  if (keys !== undefined) return keys;
  throw new Unable(`There are no secrets of records in ${file}. Set ENVELOPE_KEYS to those of all services.`);
};

const servers = (): { databaseUrl: string; brokers: readonly string[] } => {
  const { DATABASE_URL, KAFKA_BROKERS } = process.env;
  if (DATABASE_URL !== undefined && KAFKA_BROKERS !== undefined)
    return { databaseUrl: DATABASE_URL, brokers: KAFKA_BROKERS.split(',') };
  const { postgres, kafka } = startedHere<{ postgres: { owner: string }; kafka: { brokers: string[] } }>(
    ', or set DATABASE_URL and KAFKA_BROKERS',
    Unable,
  );
  return { databaseUrl: DATABASE_URL ?? postgres.owner, brokers: KAFKA_BROKERS?.split(',') ?? kafka.brokers };
};

const show = ({ topic, records, events, stored, cursor, repaired, count, first }: Comparison): void => {
  const result = count === 0 ? 'equal' : `${number(count)} findings`;
  const repeated = repaired === 0 ? '' : ` (${number(repaired)} streams repeated in order)`;
  say(
    `${topic.padEnd(20)} ${number(records)} records of ${number(events)} events; ` +
      `the table has ${number(stored)} up to ${cursor}: ${result}${repeated}`,
  );
  for (const { kind, stream, version, position, at } of first) {
    const what = [
      stream !== null && `${stream} version ${version}`,
      position !== null && `position ${position}`,
      at !== null && `partition/offset ${at}`,
    ];
    say(`  ${kind.padEnd(22)} ${what.filter((part) => part !== false).join(', ')}`);
  }
  if (count > first.length) say(`  … and ${number(count - first.length)} more`);
};

const verifyAll = async (place: Place): Promise<Comparison[]> => {
  const comparisons = await verifyService(place);
  comparisons.forEach(show);
  return comparisons;
};

const showEvidence = (service: string, { events, streams, seals, findings }: Evidence): void => {
  const result = findings.length === 0 ? 'whole' : `${number(findings.length)} findings`;
  say(
    `${service.padEnd(20)} ${number(events)} events in ${number(streams)} chains ` +
      `below ${number(seals)} seals: ${result}`,
  );
  for (const { sentence } of findings.slice(0, shownMax)) say(`  ${service} ${sentence}`);
  if (findings.length > shownMax) say(`  … and ${number(findings.length - shownMax)} more`);
};

/** The position to publish again after: the one before the first missing event. */
const before = (comparisons: readonly Comparison[]): bigint | undefined => {
  const missing = comparisons.flatMap(({ firstMissing }) =>
    firstMissing === undefined ? [] : [BigInt(firstMissing)],
  );
  return missing.length === 0 ? undefined : missing.reduce((a, b) => (a < b ? a : b)) - 1n;
};

const run = async ({ services, seals, repair, after }: Order): Promise<number> => {
  const { databaseUrl, brokers } = servers();
  const kafka = kafkaClient(kafkaServers(brokers, process.env), 'canbao-verify', {
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  });
  const macs = new RecordMacs(envelopeKeys());
  let findings = 0;
  for (const service of services) {
    const place: Place = { service, databaseUrl, kafka, macs };
    let comparisons = await verifyAll(place);
    const from = repair ? (after ?? before(comparisons)) : undefined;
    if (from !== undefined) {
      say(`${service}: publishing again after ${from}`);
      await republish(place, from);
      comparisons = await verifyAll(place);
    }
    findings += comparisons.reduce((sum, { count }) => sum + count, 0);
    const evidence = await verifyEvidence(place, seals);
    showEvidence(service, evidence);
    findings += evidence.findings.length;
  }
  const advice = repair
    ? ' Publishing again adds what is missing and changes nothing else; see docs/runbooks/topic-differs.md.'
    : '';
  say(
    findings === 0
      ? 'Every stored event is in its topic, and nothing else is. Every chain and every seal is whole.'
      : `${number(findings)} findings.${advice}`,
  );
  return findings === 0 ? 0 : 1;
};

const sentenceOf = (error: unknown): string => {
  if (error instanceof Unable || error instanceof KafkaSettingFault) return error.message;
  const server = unreachableServer(error as { code?: string; name?: string });
  if (server !== undefined)
    return (
      `${server} cannot be reached (${(error as Error).message}). ` +
      'Run npm start, or set DATABASE_URL and KAFKA_BROKERS.'
    );
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

const unreachableServer = ({ code, name = '' }: { code?: string; name?: string }): string | undefined => {
  if (code === 'ECONNREFUSED') return 'PostgreSQL';
  const isKafka = name.startsWith('KafkaJSConnection') || name === 'KafkaJSNumberOfRetriesExceeded';
  return isKafka ? 'Kafka' : undefined;
};

const order = orderOf(process.argv.slice(2));
if (order === undefined) {
  process.stderr.write(usage);
  process.exit(2);
}
void run(order).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exit(1);
  },
);
