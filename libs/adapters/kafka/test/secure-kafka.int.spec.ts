import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reaches, startSecureKafka, type SecureKafka } from '@canbao/test-servers/secure-kafka';
import { kafkaClient, kafkaServers, readTopic, type KafkaServers } from '../src';

const folder = mkdtempSync(join(tmpdir(), 'canbao-secure-'));
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
let kafka: SecureKafka;

beforeAll(async () => {
  kafka = await startSecureKafka(folder, ['clerk']);
  const admin = kafkaClient(kafka.as('admin'), 'spec', quiet).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'letters', numPartitions: 1 }], waitForLeaders: true });
  await admin.disconnect();
}, 120_000);
afterAll(async () => {
  await kafka?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('brokers that ask for TLS and a login', () => {
  const settings = () => ({
    KAFKA_TLS_CA: kafka.files.ca,
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: 'admin',
    KAFKA_SASL_PASSWORD: 'secret-of-admin',
  });
  const brokers = (): readonly string[] => kafka.as('admin').brokers;
  const withSettings = (change: object): KafkaServers =>
    kafkaServers(brokers(), { ...settings(), ...change });

  it('take and give records by the settings', async () => {
    const client = kafkaClient(withSettings({}), 'spec', quiet);
    const producer = client.producer();
    await producer.connect();
    await producer.send({ topic: 'letters', messages: [{ key: 'k', value: '参保' }] });
    await producer.disconnect();
    const values: string[] = [];
    await readTopic(client, 'letters', async (records) => {
      values.push(...records.map(({ value }) => value));
    });
    expect(values).toEqual(['参保']);
  }, 30_000);

  it.each([
    ['SCRAM with SHA-256', { KAFKA_SASL_MECHANISM: 'scram-sha-256' }],
    [
      'a password as it is, below TLS',
      { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'plain', KAFKA_SASL_PASSWORD: 'secret-of-plain' },
    ],
  ])('let in by %s', async (_, change) => expect(await reaches(withSettings(change))).toBe(true));

  it('let in a client that shows a certificate of its own', async () => {
    const { cert, key } = kafka.files;
    expect(await reaches(withSettings({ KAFKA_TLS_CERT: cert, KAFKA_TLS_KEY: key }))).toBe(true);
  });

  describe('let nobody in', () => {
    const strangers = join(folder, 'stranger.pem');
    const refused: readonly (readonly [string, object])[] = [
      ['by a wrong password', { KAFKA_SASL_PASSWORD: 'secret-of-nobody' }],
      ['under a name that they do not know', { KAFKA_SASL_USERNAME: 'nobody' }],
      ['without a login', { KAFKA_SASL_MECHANISM: '', KAFKA_SASL_USERNAME: '', KAFKA_SASL_PASSWORD: '' }],
      ['in plain text', { KAFKA_TLS_CA: '' }],
      ['who believes another authority alone', { KAFKA_TLS_CA: strangers }],
    ];
    let reached: readonly boolean[];
    // At once: each waits for its time to be over.
    beforeAll(async () => {
      reached = await Promise.all(refused.map(([, change]) => reaches(withSettings(change))));
    });
    it.each(refused.map(([who], index) => [who, index] as const))('%s', (_, index) =>
      expect(reached[index]).toBe(false),
    );
    it('and there is that other authority', () =>
      expect(readFileSync(strangers, 'utf8')).toContain('BEGIN CERTIFICATE'));
  });
});
