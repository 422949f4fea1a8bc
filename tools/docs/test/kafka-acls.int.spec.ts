import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceNames, type Topic } from '@canbao/contracts';
import {
  createTopics,
  kafkaClient,
  lastPublishedPosition,
  readTopic,
  type KafkaServers,
} from '@canbao/kafka';
import { retrying } from '@canbao/runtime';
import { sendAsOwner, testMacs } from '@canbao/test-servers/kafka';
import { startSandbox } from '@canbao/test-servers/sandbox';
import { eventually, testDatabase } from '@canbao/test-servers/service';
import { startSecureKafka, type SecureKafka } from '@canbao/test-servers/secure-kafka';
import { rulesOf, rulesOfBureau, rulesOfVerifier } from '../src/kafka-acls';

const folder = mkdtempSync(join(tmpdir(), 'canbao-acls-'));
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
let kafka: SecureKafka;

beforeAll(async () => {
  kafka = await startSecureKafka(folder, [...serviceNames, 'medical-bureau', 'verify', 'stranger']);
  // The rules of two services and the verifier stand for all.
  const rules = [
    ...rulesOf('payment'),
    ...rulesOf('ledger-sync'),
    ...rulesOfBureau('medical-bureau'),
    ...rulesOfVerifier,
  ];
  await kafka.acls(rules);
}, 180_000);
afterAll(async () => {
  await kafka?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const send = (as: KafkaServers, topic: Topic): Promise<void> =>
  sendAsOwner(as, topic, { key: randomUUID(), value: 'v' });
const read = (as: KafkaServers, topic: Topic): Promise<number> =>
  readTopic(kafkaClient(as, 'spec', quiet), topic, async () => undefined, { idleTimeoutMs: 5_000 });

describe('the rules of the brokers', () => {
  it('let a service make the topics that are missing, and start', async () => {
    await createTopics(kafka.as('payment'), { profile: 'sandbox', log: quiet });
    // A topic that was just made needs a moment; a service tries again, too.
    const last = (): Promise<bigint> =>
      lastPublishedPosition('payment', kafka.as('payment'), testMacs, quiet);
    expect(await retrying(last, { mayRetry: (_, attempt) => attempt < 5 })).toBe(0n);
  }, 60_000);

  it('let a service write its own topics, and those read them who need to', async () => {
    await send(kafka.as('payment'), 'ledger.events');
    expect(await read(kafka.as('ledger-sync'), 'ledger.events')).toBe(1);
    expect(await read(kafka.as('verify'), 'ledger.events')).toBe(1);
  }, 60_000);

  it('let a bureau over its own login read what was paid and answer, and nothing more', async () => {
    const database = await testDatabase();
    const { brokers, sasl } = kafka.as('medical-bureau');
    const secret = randomBytes(32).toString('base64url');
    const medical = { keyId: 'spec', secret, password: sasl?.password };
    const sandbox = await startSandbox(database.url, {
      LEDGER_TOPICS: JSON.stringify({
        brokers,
        ca: readFileSync(kafka.files.ca, 'utf8'),
        bureaus: { medical },
      }),
    });
    const [personId, orderId] = [randomUUID(), randomUUID()];
    const data = {
      personId,
      month: '2022-05',
      items: [{ item: 'with-account', amount: '100.00', orderId }],
      total: '100.00',
      paidAt: '2022-05-18T10:00:00.000+08:00',
    };
    const event = { id: randomUUID(), type: 'canbao.ledger.BundleSettled.v1', data };
    await sendAsOwner(kafka.as('payment'), 'ledger.events', {
      key: personId,
      value: JSON.stringify(event),
    });
    const answers = await eventually(
      () => read(kafka.as('ledger-sync'), 'medical-bureau.postings'),
      (count) => count > 0,
    );
    expect(answers).toBe(1);
    await sandbox.stop();
    await database.drop();
    await expect(send(kafka.as('medical-bureau'), 'ledger.events')).rejects.toThrow(/[Nn]ot authorized/);
    await expect(read(kafka.as('medical-bureau'), 'payment.events')).rejects.toThrow();
  }, 120_000);

  it.each<[string, Topic]>([
    ['ledger-sync', 'ledger.events'],
    ['payment', 'registration.events'],
    ['verify', 'ledger.events'],
    ['stranger', 'ledger.events'],
  ])(
    'let %s not write %s',
    (user, topic) => expect(send(kafka.as(user), topic)).rejects.toThrow(/[Nn]ot authorized/),
    30_000,
  );

  it('let nobody read what is none of their business', async () => {
    await send(kafka.as('payment'), 'payment.events');
    await expect(read(kafka.as('ledger-sync'), 'payment.events')).rejects.toThrow();
  }, 60_000);
});
