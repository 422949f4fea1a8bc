import { createHmac } from 'node:crypto';
import { Kafka, logLevel, Partitioners, type Consumer, type Producer } from 'kafkajs';
import { z } from 'zod';
import { DayTold, isTold, partsOf, type DayBooks } from '../day-books';
import { bureaus, LedgerEvent, type BureauName } from './ledger-event';
import type { Answer, Told, TopicLedger } from './topic-ledger';

/** Where a bureau reads and answers, and what signs its answers; `{}` where neither bureau reads topics. */
export const LedgerTopics = z.object({
  brokers: z.array(z.string()).min(1),
  /** Appended to the names of the consumer groups. */
  group: z.string().default('ledger'),
  /** PEM of who signs the brokers' certificates; with it the bureaus speak TLS. */
  ca: z.string().optional(),
  bureaus: z.partialRecord(
    z.enum(['hrss', 'medical']),
    z.object({
      keyId: z.string(),
      secret: z.string(),
      /** Of the bureau's own login on the brokers, under its own name (SCRAM-SHA-512). */
      password: z.string().optional(),
    }),
  ),
});
export type LedgerTopics = z.infer<typeof LedgerTopics>;

const DayTotalled = z.object({
  type: z.literal('canbao.ledger-sync.BureauDayTotalled.v1'),
  data: DayTold.extend({ insurance: z.string() }),
});

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
    private readonly days: DayBooks,
    private readonly bureau: BureauName,
    private readonly key: NonNullable<LedgerTopics['bureaus']['hrss']>,
    { brokers, group, ca }: LedgerTopics,
  ) {
    const name = bureaus[bureau];
    const { password } = key;
    const kafka = new Kafka({
      clientId: `${name}-ledger`,
      brokers,
      logLevel: logLevel.NOTHING,
      ...(ca === undefined ? {} : { ssl: { ca: [ca] } }),
      ...(password === undefined ? {} : { sasl: { mechanism: 'scram-sha-512', username: name, password } }),
    });
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
    const value = jsonIn(text);
    const asked = DayTotalled.safeParse(value);
    if (asked.success) return this.tellDay(asked.data.data);
    const event = LedgerEvent.safeParse(value);
    // What names nobody is not for a ledger.
    if (!event.success) return;
    const told = await this.ledger.take(event.data);
    for (const one of told) await this.tell(one);
  }

  /** The bureau's own figures; where the platform has others, with every month behind them. */
  private async tellDay({ insurance, ...told }: z.infer<typeof DayTotalled>['data']): Promise<void> {
    if ((this.bureau === 'hrss') !== (insurance === 'pension')) return;
    const answer = await this.days.answer(this.bureau, told);
    if (answer === undefined) return;
    const { lines: _, ...totals } = answer;
    const listed = isTold(answer, told) ? [] : partsOf(answer);
    const parts = Math.max(listed.length, 1);
    for (let part = 1; part <= parts; part += 1) {
      const { totalsId: answers, day } = told;
      await this.send(
        answers,
        JSON.stringify({ answers, day, ...totals, part, parts, lines: listed[part - 1] ?? [] }),
      );
    }
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

/** What cannot be read holds up nobody who comes after it. */
const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const changed = (answer: Answer): Answer =>
  answer.outcome === 'booked'
    ? { ...answer, receiptNo: `${answer.receiptNo}X` }
    : { ...answer, outcome: 'booked', receiptNo: 'X' };
