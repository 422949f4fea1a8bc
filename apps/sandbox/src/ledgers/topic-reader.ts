import { createHmac } from 'node:crypto';
import { Kafka, logLevel, Partitioners, type Consumer, type Producer } from 'kafkajs';
import { z } from 'zod';
import { bureaus, LedgerEvent, type BureauName } from './ledger-event';
import type { Answer, Told, TopicLedger } from './topic-ledger';

/** Where a bureau reads and answers, and what signs its answers; `{}` where neither bureau reads topics. */
export const LedgerTopics = z.object({
  brokers: z.array(z.string()).min(1),
  /** Appended to the names of the consumer groups. */
  group: z.string().default('ledger'),
  bureaus: z.partialRecord(z.enum(['hrss', 'medical']), z.object({ keyId: z.string(), secret: z.string() })),
});
export type LedgerTopics = z.infer<typeof LedgerTopics>;

/** Longer than a person's next event takes. */
const lateMs = 1000;

/**
 * One bureau as a consumer: it books, answers, and only then commits. After a crash or a rewind it reads
 * again, and says again what it has said.
 */
export class TopicReader {
  private readonly consumer: Consumer;
  private readonly producer: Producer;

  constructor(
    private readonly ledger: TopicLedger,
    private readonly bureau: BureauName,
    private readonly key: { readonly keyId: string; readonly secret: string },
    { brokers, group }: LedgerTopics,
  ) {
    const name = bureaus[bureau];
    const kafka = new Kafka({ clientId: `${name}-ledger`, brokers, logLevel: logLevel.NOTHING });
    this.consumer = kafka.consumer({ groupId: `${name}-${group}`, maxWaitTimeInMs: 100 });
    this.producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      idempotent: true,
      maxInFlightRequests: 1,
    });
  }

  async start(): Promise<void> {
    await this.producer.connect();
    await this.consumer.connect();
    const topics = ['ledger.events', 'ledger-sync.requests'];
    if (this.bureau === 'hrss') topics.push('assessment.events');
    await this.consumer.subscribe({ topics, fromBeginning: true });
    await this.consumer.run({
      autoCommit: true,
      autoCommitThreshold: 50,
      eachMessage: ({ message }) => this.take(message.value?.toString() ?? ''),
    });
  }

  async stop(): Promise<void> {
    await this.consumer.disconnect();
    await this.producer.disconnect();
  }

  private async take(text: string): Promise<void> {
    const event = LedgerEvent.safeParse(JSON.parse(text));
    // What names nobody is not for a ledger.
    if (!event.success) return;
    const told = await this.ledger.take(event.data);
    for (const one of told) await this.tell(one);
  }

  private async tell({ answer, fault }: Told): Promise<void> {
    const text = JSON.stringify(answer);
    if (fault === 'answer-late') {
      setTimeout(() => void this.send(answer.personId, text).catch(() => undefined), lateMs).unref();
      return;
    }
    if (fault === 'answer-garbled') await this.send(answer.personId, '{"outcome":"booked"');
    if (fault === 'answer-forged') await this.send(answer.personId, text.replace(/\d/, '0'), text);
    await this.send(answer.personId, text);
    if (fault === 'answer-twice') await this.send(answer.personId, text);
    if (fault === 'answer-changed') await this.send(answer.personId, JSON.stringify(changed(answer)));
  }

  private async send(key: string, value: string, signed = value): Promise<void> {
    const topic = `${bureaus[this.bureau]}.postings`;
    const mac = createHmac('sha256', Buffer.from(this.key.secret, 'base64url'))
      .update(`${topic}\n${key.length}\n${key}\n${signed}`)
      .digest('base64url');
    await this.producer.send({
      topic,
      messages: [{ key, value, headers: { 'canbao-mac': `${this.key.keyId}:${mac}` } }],
    });
  }
}

const changed = (answer: Answer): Answer =>
  answer.outcome === 'booked'
    ? { ...answer, receiptNo: `${answer.receiptNo}X` }
    : { ...answer, outcome: 'booked', receiptNo: 'X' };
