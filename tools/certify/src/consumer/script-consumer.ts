import { createHmac } from 'node:crypto';
import { macHeader, partitionOf } from '@canbao/kafka';
import { Kafka, logLevel, type Consumer as KafkaConsumer, type Producer } from 'kafkajs';
import type { Consumer, Stage } from './certify-consumer';
import type { Booking } from './judge';

/** What a consumer can do wrong, to prove that it is found out. */
export type Mistake =
  | 'books-parts'
  | 'forgets-when-restarted'
  | 'mixes-order'
  | 'books-what-went-back'
  | 'signs-nothing'
  | 'commits-first';

interface Answer {
  readonly outcome: string;
  readonly [member: string]: unknown;
}
interface Told {
  readonly id: string;
  readonly type: string;
  readonly data: {
    readonly personId: string;
    readonly month: string;
    readonly insurance?: string;
    readonly total?: string;
    readonly requestId?: string;
    readonly orderId?: string;
    readonly orderIds?: readonly string[];
    readonly items?: readonly { readonly orderId: string }[];
    readonly months?: readonly (string | { readonly month: string; readonly orderIds: readonly string[] })[];
  };
}

/** A small medical ledger in this process, whose books outlive its end; with a mistake, or with none. */
export class ScriptConsumer implements Consumer {
  private readonly answered = new Map<string, string>();
  private readonly active = new Map<string, Booking & { readonly orders: readonly string[] }>();
  private readonly gone = new Set<string>();
  private receipts = 0;
  private isFirst = true;
  private reading: { readonly consumer: KafkaConsumer; readonly producer: Producer } | undefined;
  private readonly kafka: Kafka;

  constructor(
    private readonly stage: Stage,
    private readonly mistake?: Mistake,
  ) {
    this.kafka = new Kafka({ brokers: [...stage.brokers], logLevel: logLevel.NOTHING });
  }

  async start(): Promise<void> {
    const consumer = this.kafka.consumer({ groupId: this.stage.group, maxWaitTimeInMs: 100 });
    const producer = this.kafka.producer();
    this.reading = { consumer, producer };
    if (!this.isFirst && this.mistake === 'forgets-when-restarted') {
      this.answered.clear();
      this.active.clear();
    }
    this.isFirst = false;
    await producer.connect();
    await consumer.connect();
    const { ledgerTopic, requestsTopic } = this.stage;
    await consumer.subscribe({ topics: [ledgerTopic, requestsTopic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { topic, partition, messages } }) => {
        const last = messages.at(-1);
        if (last === undefined) return;
        const commit = () =>
          consumer.commitOffsets([{ topic, partition, offset: String(Number(last.offset) + 1) }]);
        if (this.mistake === 'commits-first') await commit();
        const told = messages.map(({ value }) => JSON.parse(value?.toString() ?? '') as Told);
        const answers = told.flatMap((event) => this.answersTo(event));
        if (this.mistake === 'mixes-order') answers.reverse();
        // One that commits first loses what it has in hand when it is killed.
        if (this.mistake === 'commits-first' && this.isCrowded(messages.length)) return;
        await producer.send({ topic: this.stage.answersTopic, messages: answers });
        await commit();
      },
    });
  }

  async kill(): Promise<void> {
    const { reading } = this;
    this.reading = undefined;
    await reading?.consumer.disconnect();
    await reading?.producer.disconnect();
  }

  stop(): Promise<void> {
    return this.kill();
  }

  async books(): Promise<readonly Booking[]> {
    return [...this.active.values()];
  }

  private isCrowded(count: number): boolean {
    return count > 10;
  }

  private answersTo({ id, type, data }: Told) {
    const kind = type.split('.').at(-2) ?? '';
    const { personId, month } = data;
    switch (kind) {
      case 'BundleSettled': {
        const orders = (data.items ?? []).map(({ orderId }) => orderId);
        return [
          this.once(id, personId, month, () => this.book(personId, month, orders, data.total ?? '', false)),
        ];
      }
      case 'BundlePartReceived':
        return this.mistake === 'books-parts'
          ? [this.once(id, personId, month, () => ({ outcome: 'booked', receiptNo: this.receipt() }))]
          : [];
      case 'PostingRequestedAgain': {
        const { requestId = '', orderIds = [], total = '' } = data;
        return [
          this.once(requestId, personId, month, () => this.book(personId, month, orderIds, total, true)),
        ];
      }
      case 'SettlementReversed':
      case 'RefundDecided':
        return (data.months ?? []).map((each) => {
          const back = typeof each === 'string' ? { month: each, orderIds: [data.orderId ?? ''] } : each;
          return this.once(id, personId, back.month, () => this.reverse(personId, back));
        });
      default:
        return [];
    }
  }

  private once(answers: string, personId: string, month: string, work: () => Answer) {
    const value = this.answered.get(answers) ?? JSON.stringify({ answers, personId, month, ...work() });
    this.answered.set(answers, value);
    const { answersTopic: topic, keyId, secret } = this.stage;
    const mac = createHmac('sha256', Buffer.from(secret, 'base64url'))
      .update(`${topic}\n${personId.length}\n${personId}\n${value}`)
      .digest('base64url');
    const headers = this.mistake === 'signs-nothing' ? {} : { [macHeader]: `${keyId}:${mac}` };
    return { key: personId, value, partition: partitionOf(personId), headers };
  }

  private book(
    personId: string,
    month: string,
    orders: readonly string[],
    total: string,
    isAgain: boolean,
  ): Answer {
    const place = `${personId} ${month}`;
    const isGone = isAgain && orders.some((order) => this.gone.has(`${place} ${order}`));
    if (isGone && this.mistake !== 'books-what-went-back') return { outcome: 'refused', reason: '款项已退' };
    if (this.active.has(place)) return { outcome: 'refused', reason: '该月份已记账' };
    this.active.set(place, { personId, month, total, orders });
    return { outcome: 'booked', receiptNo: this.receipt(), total };
  }

  private reverse(
    personId: string,
    back: { readonly month: string; readonly orderIds: readonly string[] },
  ): Answer {
    const place = `${personId} ${back.month}`;
    for (const order of back.orderIds) this.gone.add(`${place} ${order}`);
    if (this.active.get(place)?.orders.some((order) => back.orderIds.includes(order)) === true)
      this.active.delete(place);
    return { outcome: 'reversed' };
  }

  private receipt(): string {
    this.receipts += 1;
    return `R${this.receipts}`;
  }
}
