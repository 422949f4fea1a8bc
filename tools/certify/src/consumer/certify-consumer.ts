import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { RawRecord } from '@canbao/event-sourcing';
import { macHeader, partitionCount, partitionOf } from '@canbao/kafka';
import { waitFor } from '@canbao/runtime';
import type { Admin, Consumer as KafkaConsumer, Kafka, Producer } from 'kafkajs';
import { findingsOf, type Booking } from './judge';
import type { AskedDay } from './judge-day';
import { script, totalled, type Told } from './script';

/** What the consumer is told of the run: where to read and answer, and how to sign. */
export interface Stage {
  readonly brokers: readonly string[];
  readonly group: string;
  readonly ledgerTopic: string;
  readonly requestsTopic: string;
  readonly answersTopic: string;
  readonly keyId: string;
  readonly secret: string;
}

/** A consumer on trial. */
export interface Consumer {
  /** Starts it, or starts it again with the books that it has. */
  start(): void | Promise<void>;
  /** Ends it in the midst of its work. */
  kill(): Promise<void>;
  /** Has it end by itself. */
  stop(): Promise<void>;
  /** What its books hold; undefined where it does not show them. */
  books(): Promise<readonly Booking[] | undefined>;
}

/** How a run is made. */
export interface ConsumerRun {
  readonly kafka: Kafka;
  readonly brokers: readonly string[];
  readonly group: string;
  readonly open: (stage: Stage) => Consumer;
  /** How long it may be busy with one step, in ms. */
  readonly patienceMs: number;
  readonly say?: (sentence: string) => void;
}

const shanghaiMs = 8 * 3_600_000;

/** Names of the topics of a run begin so. */
export const certifyPrefix = 'certify-';

/**
 * Tells a bureau's consumer a script over topics of its own: while it runs, while it is killed, repeated, and
 * from the beginning once more. Returns what it did wrong, a sentence each.
 */
export const certifyConsumer = async (run: ConsumerRun): Promise<readonly string[]> => {
  const prefix = certifyPrefix + randomUUID().slice(0, 8);
  const stage: Stage = {
    brokers: run.brokers,
    group: run.group,
    ledgerTopic: `${prefix}.ledger.events`,
    requestsTopic: `${prefix}.ledger-sync.requests`,
    answersTopic: `${prefix}.medical-bureau.postings`,
    keyId: 'certify',
    secret: randomBytes(32).toString('base64url'),
  };
  const topics = [stage.ledgerTopic, stage.requestsTopic, stage.answersTopic];
  const [admin, producer] = [run.kafka.admin(), run.kafka.producer()];
  const listener = run.kafka.consumer({ groupId: `${prefix}.listener`, maxWaitTimeInMs: 100 });
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: false,
    topics: topics.map((topic) => ({ topic, numPartitions: partitionCount, replicationFactor: 1 })),
  });
  await known(admin, topics);
  const consumer = run.open(stage);
  try {
    return await new Trial(run, stage, { admin, producer, listener, consumer }).play();
  } finally {
    await consumer.kill();
    await listener.disconnect();
    await producer.disconnect();
    await admin.deleteGroups([`${prefix}.listener`]).catch(() => undefined);
    await admin.deleteTopics({ topics }).catch(() => undefined);
    await admin.disconnect();
  }
};

/** A broker needs a moment to know a topic that it has just made. */
const known = async (admin: Admin, topics: string[]): Promise<void> => {
  await waitFor(
    () =>
      admin.fetchTopicMetadata({ topics }).then(
        () => true,
        () => undefined,
      ),
    { timeoutMs: 30_000 },
  );
};

interface Players {
  readonly admin: Admin;
  readonly producer: Producer;
  /** Hears the answers. */
  readonly listener: KafkaConsumer;
  readonly consumer: Consumer;
}

class Trial {
  private readonly told: Told[] = [];
  private readonly answers: RawRecord[] = [];
  private readonly admin: Admin;
  private readonly consumer: Consumer;

  constructor(
    private readonly run: ConsumerRun,
    private readonly stage: Stage,
    private readonly players: Players,
  ) {
    this.admin = players.admin;
    this.consumer = players.consumer;
  }

  async play(): Promise<readonly string[]> {
    const { first, crowd, last } = script();
    await this.players.producer.connect();
    await this.listen();
    this.say('It runs, and is told of whole bundles, a part, reversals and refunds');
    await this.consumer.start();
    await this.tell(first);
    await this.answered();
    this.say('It is killed in the midst of its work, and started again; some events come twice');
    const soFar = this.answers.length;
    await this.tell(crowd);
    await this.until('to begin with what it was told', () => this.answers.length > soFar);
    await this.consumer.kill();
    await this.publish(first);
    await this.consumer.start();
    await this.answered();
    this.say('It is stopped, and reads everything again from the beginning');
    await this.consumer.stop();
    await this.rewind();
    await this.tell(last);
    await this.consumer.start();
    // They lie last in every partition: what was read again before them was answered before.
    await this.answered();
    await this.caughtUp();
    this.say('It is asked for its totals of the day, twice');
    const day = await this.askForTotals();
    await this.consumer.stop();
    return findingsOf({
      day,
      asked: this.told.flatMap(({ asked }) => asked),
      answers: this.answers,
      books: await this.consumer.books(),
      macFault: (record) => this.macFault(record),
    });
  }

  private say(sentence: string): void {
    this.run.say?.(sentence);
  }

  private async tell(told: readonly Told[]): Promise<void> {
    await this.publish(told);
    this.told.push(...told);
  }

  /** Of the day of its books, as it says itself. */
  private async askForTotals(): Promise<AskedDay> {
    const said = this.answers.map(({ value }) => /"bookedOn": ?"([\d-]{10})"/.exec(value)?.[1]);
    const shanghai = new Date(Date.now() + shanghaiMs).toISOString().slice(0, 10);
    const asked = { totalsId: randomUUID(), day: said.findLast((day) => day !== undefined) ?? shanghai };
    const { event, eventId } = totalled(asked.totalsId, asked.day);
    const key = asked.totalsId;
    const message = {
      key,
      value: JSON.stringify(envelopeOf(event, eventId, key)),
      partition: partitionOf(key),
    };
    const { producer } = this.players;
    await producer.send({ topic: this.stage.requestsTopic, messages: [message, message] });
    await this.until('to answer with its totals', () =>
      this.answers.some(({ value }) => value.includes(asked.totalsId)),
    );
    return asked;
  }

  /** As the relay does: a CloudEvent under the person's key, in the order given. */
  private async publish(told: readonly Told[]): Promise<void> {
    for (const topic of ['ledger.events', 'ledger-sync.requests'] as const) {
      const messages = told
        .filter((one) => one.topic === topic)
        .map(({ event, eventId }) => {
          const key = (event.data as { personId: string }).personId;
          return { key, value: JSON.stringify(envelopeOf(event, eventId, key)), partition: partitionOf(key) };
        });
      const name = topic === 'ledger.events' ? this.stage.ledgerTopic : this.stage.requestsTopic;
      if (messages.length > 0) await this.players.producer.send({ topic: name, messages });
    }
  }

  /** Everything that asks for an answer has one; or the time is over, and the judge says so. */
  private async answered(): Promise<void> {
    const wanted = this.told
      .flatMap(({ asked }) => asked)
      .filter(({ outcome }) => outcome !== 'nothing')
      .map(({ answers }) => answers);
    await this.until('to answer everything', () => {
      const heard = this.answers.map(({ value }) => value).join('\n');
      return wanted.every((id) => heard.includes(id));
    });
  }

  /** Its group has committed what it has read. */
  private async caughtUp(): Promise<void> {
    await this.until('to commit what it has read', async () => {
      const [group] = await this.admin.fetchOffsets({
        groupId: this.stage.group,
        topics: [this.stage.ledgerTopic],
      });
      const ends = await this.admin.fetchTopicOffsets(this.stage.ledgerTopic);
      return ends.every(({ partition, high }) => {
        const committed = group?.partitions.find((one) => one.partition === partition)?.offset ?? '-1';
        return high === '0' || committed === high;
      });
    });
  }

  private async rewind(): Promise<void> {
    const { group: groupId, ledgerTopic, requestsTopic } = this.stage;
    await this.until('to leave its group', async () => {
      const { groups } = await this.admin.describeGroups([groupId]);
      return ['Empty', 'Dead'].includes(groups[0]?.state ?? 'Dead');
    });
    for (const topic of [ledgerTopic, requestsTopic])
      await this.admin.setOffsets({
        groupId,
        topic,
        partitions: Array.from({ length: partitionCount }, (_, partition) => ({ partition, offset: '0' })),
      });
  }

  private async listen(): Promise<void> {
    const { listener } = this.players;
    await listener.connect();
    await listener.subscribe({ topics: [this.stage.answersTopic], fromBeginning: true });
    await listener.run({
      eachMessage: async ({ topic, partition, message: { offset, key, value, headers } }) => {
        this.answers.push({
          topic,
          partition,
          offset,
          key: key?.toString(),
          value: value?.toString() ?? '',
          mac: headers?.[macHeader]?.toString(),
        });
      },
    });
  }

  /** As ledger-sync checks it, by the name and the secret of this run. */
  private macFault({ topic, partition, key = '', value, mac }: RawRecord): string | undefined {
    const { keyId, secret } = this.stage;
    const hash = createHmac('sha256', Buffer.from(secret, 'base64url'))
      .update(`${topic}\n${key.length}\n${key}\n${value}`)
      .digest('base64url');
    if (mac !== `${keyId}:${hash}`) return `its ${macHeader} is missing or wrong`;
    return partitionOf(key) === partition ? undefined : "it lies in another partition than its key's";
  }

  private async until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
    const { patienceMs } = this.run;
    const done = await waitFor(async () => ((await isTrue()) ? true : undefined), { timeoutMs: patienceMs });
    if (done === undefined) this.say(`It was not seen ${what} within ${patienceMs / 1000} s`);
  }
}

const envelopeOf = ({ type, data }: Told['event'], id: string, subject: string): object => ({
  specversion: '1.0',
  id,
  source: '/canbao/payment',
  type,
  subject,
  time: '2022-05-18T10:00:00.000+08:00',
  datacontenttype: 'application/json',
  stream: `certify-${subject}`,
  version: 1,
  previousversion: 0,
  position: '1',
  data,
  // A field that is newer than the consumer.
  'newer-than-you': true,
});
