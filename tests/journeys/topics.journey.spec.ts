import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { contractEvents, strict, type ContractEventType } from '@canbao/contracts';
import Ajv2020 from 'ajv/dist/2020';
import { call, credentials, enrolledPerson, eventually, setClock } from './stack';

const root = join(__dirname, '../..');
const libs = join(root, 'infra/kafka/target/libs/*');

type Event = {
  type: string;
  subject: string;
  specversion: string;
  stream: string;
  version: number;
  previousversion: number;
  data: unknown;
};

const topics = [
  'registration.events',
  'assessment.events',
  'payment.events',
  'ledger.events',
  'ledger-sync.events',
];

/** Kafka's own console consumer, in Java: what a consumer in another language sees. */
const readTopics = async (): Promise<{ topic: string; key: string; value: string; event: Event }[]> => {
  const { stdout } = await promisify(execFile)(
    'java',
    [
      '-cp',
      libs,
      'org.apache.kafka.tools.consumer.ConsoleConsumer',
      '--bootstrap-server',
      credentials().kafka.brokers.join(','),
      '--include',
      topics.join('|'),
      '--from-beginning',
      '--timeout-ms',
      '8000',
      '--property',
      'print.key=true',
      '--property',
      'key.separator=\t',
    ],
    { maxBuffer: 64e6 },
  ).catch((error: { stdout: string }) => error);
  return stdout
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => {
      const [key = '', value = ''] = [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)];
      const event = JSON.parse(value) as Event;
      return { topic: contractEvents[event.type as keyof typeof contractEvents].topic, key, value, event };
    });
};

describe('the topics', () => {
  it('carry CloudEvents that match the published schemas, in order per stream, without personal data', async () => {
    await setClock('2022-05-18T10:00:00+08:00');
    const { tokens } = credentials();
    const { personId, idNumber, name } = await enrolledPerson();
    const quoted = await call(tokens.taxDesk, 'POST', '/v1/quotes', {
      personId,
      insurance: 'medical',
      months: ['2022-05'],
    });
    await call(tokens.taxDesk, 'POST', '/v1/collections', {
      quoteToken: quoted.body.token,
      channelTransactionNo: `J${personId}`,
      amount: '205.30',
      paidAt: '2022-05-18T10:00:00+08:00',
      method: 'card',
    });
    await setClock(null);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const folder = join(root, 'docs/generated/schemas');
    const schemas = new Map(
      readdirSync(folder).map((file) => [
        file.replace(/\.json$/, ''),
        ajv.compile(JSON.parse(readFileSync(join(folder, file), 'utf8')) as object),
      ]),
    );
    const versions = new Map<string, number>();
    const topicsSeen = (seen: readonly { readonly topic: string }[]) =>
      new Set(seen.map(({ topic }) => topic));
    const records = await eventually(readTopics, (seen) => topicsSeen(seen).size === topics.length, 30_000);
    expect(records.map(({ value }) => value).join('')).not.toMatch(new RegExp(`${idNumber}|${name}`));
    expect(topicsSeen(records)).toEqual(new Set(topics));
    for (const { topic, key, event } of records) {
      expect(event.specversion).toBe('1.0');
      expect(event.subject).toBe(key);
      expect({ type: event.type, valid: schemas.get(event.type)?.(event.data) }).toEqual({
        type: event.type,
        valid: true,
      });
      const { data } = contractEvents[event.type as ContractEventType];
      expect(strict(data).safeParse(event.data).error).toBeUndefined();
      expect(event.previousversion).toBe(versions.get(`${topic}/${event.stream}`) ?? 0);
      versions.set(`${topic}/${event.stream}`, event.version);
    }
  }, 60_000);
});
