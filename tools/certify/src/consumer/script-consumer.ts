import { createHmac } from 'node:crypto';
import { macHeader, partitionOf } from '@canbao/kafka';
import { sum, yuan } from '@canbao/money';
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
  | 'counts-what-went-back'
  | 'commits-first';

interface Answer {
  readonly outcome: string;
  readonly [member: string]: unknown;
}
interface Item {
  readonly item: string;
  readonly amount: string;
  readonly orderId: string;
}
/** A booking for ever, on a day of its books. */
interface Entry extends Booking {
  readonly items: readonly Item[];
  readonly bookedOn: string;
  isReversed: boolean;
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
    readonly items?: readonly Item[];
    readonly totalsId?: string;
    readonly day?: string;
    readonly months?: readonly (string | { readonly month: string; readonly orderIds: readonly string[] })[];
  };
}

/** A small medical ledger in this process, whose books outlive its end; with a mistake, or with none. */
export class ScriptConsumer implements Consumer {
  private readonly answered = new Map<string, string>();
  private readonly active = new Map<string, Booking & { readonly orders: readonly string[] }>();
  private readonly gone = new Set<string>();
  private entries: Entry[] = [];
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
      this.entries = [];
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
    const { personId, month, items = [] } = data;
    switch (kind) {
      case 'BureauDayTotalled':
        return [this.signed(data.totalsId ?? '', this.totals(data.totalsId ?? '', data.day ?? ''))];
      case 'BundleSettled': {
        const orders = items.map(({ orderId }) => orderId);
        const booking = { personId, month, items, total: data.total ?? '' };
        return [this.once(id, personId, month, () => this.book(booking, orders, false))];
      }
      case 'BundlePartReceived':
        return this.mistake === 'books-parts'
          ? [this.once(id, personId, month, () => ({ outcome: 'booked', receiptNo: this.receipt() }))]
          : [];
      case 'PostingRequestedAgain': {
        const { requestId = '', orderIds = [], total = '' } = data;
        const booking = { personId, month, items, total };
        return [this.once(requestId, personId, month, () => this.book(booking, orderIds, true))];
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
    return this.signed(personId, value);
  }

  private signed(key: string, value: string) {
    const { answersTopic: topic, keyId, secret } = this.stage;
    const mac = createHmac('sha256', Buffer.from(secret, 'base64url'))
      .update(`${topic}\n${key.length}\n${key}\n${value}`)
      .digest('base64url');
    const headers = this.mistake === 'signs-nothing' ? {} : { [macHeader]: `${keyId}:${mac}` };
    return { key, value, partition: partitionOf(key), headers };
  }

  /** Everything happens on one day: what was reversed on it counts on neither side. */
  private totals(totalsId: string, day: string): string {
    const counts = this.mistake === 'counts-what-went-back';
    const own = this.entries.filter(
      ({ bookedOn, isReversed }) => bookedOn === day && (counts || !isReversed),
    );
    const items = own.flatMap((entry) => entry.items);
    const amount = (parts: readonly { readonly amount: string }[]): string =>
      sum(parts.map((one) => yuan(one.amount)));
    return JSON.stringify({
      answers: totalsId,
      day,
      booked: { count: own.length, amount: amount(items) },
      reversed: { count: 0, amount: '0.00' },
      items: [...Map.groupBy(items, ({ item }) => item)].map(([item, parts]) => ({
        item,
        booked: amount(parts),
        reversed: '0.00',
      })),
      part: 1,
      parts: 1,
      lines: own.map(({ personId, month, total }) => ({ personId, month, kind: 'booked', total })),
    });
  }

  private book(
    booking: Booking & { readonly items: readonly Item[] },
    orders: readonly string[],
    isAgain: boolean,
  ): Answer {
    const { personId, month, total } = booking;
    const place = `${personId} ${month}`;
    const isGone = isAgain && orders.some((order) => this.gone.has(`${place} ${order}`));
    if (isGone && this.mistake !== 'books-what-went-back') return { outcome: 'refused', reason: '款项已退' };
    if (this.active.has(place)) return { outcome: 'refused', reason: '该月份已记账' };
    this.active.set(place, { personId, month, total, orders });
    const bookedOn = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    this.entries.push({ ...booking, bookedOn, isReversed: false });
    return { outcome: 'booked', receiptNo: this.receipt(), total, bookedOn };
  }

  private reverse(
    personId: string,
    back: { readonly month: string; readonly orderIds: readonly string[] },
  ): Answer {
    const place = `${personId} ${back.month}`;
    for (const order of back.orderIds) this.gone.add(`${place} ${order}`);
    if (this.active.get(place)?.orders.some((order) => back.orderIds.includes(order)) === true) {
      this.active.delete(place);
      const entry = this.entries.findLast((one) => `${one.personId} ${one.month}` === place);
      if (entry !== undefined) entry.isReversed = true;
    }
    return { outcome: 'reversed' };
  }

  private receipt(): string {
    this.receipts += 1;
    return `R${this.receipts}`;
  }
}
