import type { Topic } from '@canbao/contracts';
import type { RawRecord } from '@canbao/event-sourcing';
import { macHeader, partitionCount, partitionOf } from '@canbao/kafka';
import type { Insurance } from '@canbao/vocabulary';
import type { Broker } from '../broker';
import type { SimulatedBureau } from '../bureau';
import { simulatedMacs } from '../macs';
import { Process, type Scheduler } from '../scheduler';
import { workIn, type Read, type Work } from './ledger-work';

const answersTopic = { pension: 'hrss.postings', medical: 'medical-bureau.postings' } as const;
const read = (['ledger.events', 'ledger-sync.requests'] as const).flatMap((topic) =>
  Array.from({ length: partitionCount }, (_, partition) => ({ topic, partition })),
);
const slowMsMax = 20_000;
const yuan = (fen: number): string => (fen / 100).toFixed(2);

/** What it answers about one month of one event. */
export interface Answer {
  readonly answers: string;
  readonly personId: string;
  readonly month: string;
  readonly addition?: string | undefined;
  readonly outcome: 'booked' | 'refused' | 'reversed';
  readonly receiptNo?: string;
  readonly total?: string;
  readonly reason?: string;
}

class Died extends Error {}

/**
 * A bureau that reads `ledger.events` with a book and an arithmetic of its own, and answers on its topic. It
 * dies between any two things that it does, reads again from its last commit or from long ago, is slow, and
 * says things twice, otherwise than before, or so that nobody can read them. What it has booked and answered
 * survives.
 */
export class ReadingBureau {
  /** What was answered about a month of an event: the same again gets the same answer. */
  readonly answered = new Map<string, Answer>();
  /** By person, the events of the ledger in the order in which they were read first. */
  readonly diary = new Map<string, string[]>();
  /** Answers that it gave otherwise than the first time. */
  readonly contradictions: Answer[] = [];
  /** Records that are no answers. */
  garbled = 0;
  deaths = 0;
  rewinds = 0;
  private readonly process: Process;
  private readonly orders = new Map<string, readonly string[]>();
  private readonly goneBack = new Set<string>();
  private positions = new Map<string, number>();

  constructor(
    readonly insurance: Insurance,
    private readonly books: SimulatedBureau,
    private readonly broker: Broker,
    private readonly scheduler: Scheduler,
  ) {
    this.process = new Process(this.group);
  }

  get topic(): Topic {
    return answersTopic[this.insurance];
  }

  /** Whether it has read, booked and answered everything. */
  get isDone(): boolean {
    return read.every(
      ({ topic, partition }) => this.committed(topic, partition) >= this.end(topic, partition),
    );
  }

  /** Works until it is stopped. */
  async work(pollMs: () => number): Promise<void> {
    while (!this.process.dead) {
      await this.readOn(pollMs).catch((error: unknown) => {
        if (this.process.dead) return;
        if (!(error instanceof Died)) throw error;
        this.deaths += 1;
        this.positions = new Map();
      });
    }
  }

  stop(): void {
    this.process.kill();
  }

  private get group(): string {
    return `ledger-of-${this.insurance}`;
  }

  private end(topic: string, partition: number): number {
    return this.broker.partitions.get(`${topic}/${partition}`)?.length ?? 0;
  }

  private committed(topic: string, partition: number): number {
    return this.broker.offsetOf(this.group, topic, partition);
  }

  private isStruck(share: number): boolean {
    return this.scheduler.chance(this.books.faultRate * share);
  }

  private async readOn(pollMs: () => number): Promise<void> {
    const { scheduler, broker, process, group } = this;
    for (;;) {
      let isIdle = true;
      for (const { topic, partition } of read) {
        const place = `${topic}/${partition}`;
        const from = this.positions.get(place) ?? this.committed(topic, partition);
        if (this.end(topic, partition) <= from) continue;
        isIdle = false;
        const records = await broker.fetch(process, topic, partition, from, 1 + scheduler.below(5));
        for (const record of records) await this.take(record);
        this.positions.set(place, from + records.length);
        await broker.commit(process, group, topic, partition, from + records.length);
      }
      if (this.isStruck(0.1)) await this.rewind();
      if (isIdle) await scheduler.sleep(process, pollMs());
    }
  }

  /** Somebody sets it back to an earlier record of each partition. */
  private async rewind(): Promise<void> {
    const { scheduler, broker, process, group } = this;
    this.rewinds += 1;
    for (const { topic, partition } of read) {
      const back = scheduler.below(this.committed(topic, partition) + 1);
      this.positions.set(`${topic}/${partition}`, back);
      await broker.commit(process, group, topic, partition, back);
    }
  }

  private async take({ topic, key = '', value }: RawRecord): Promise<void> {
    const event = JSON.parse(value) as Read;
    const answers = workIn(this.insurance, event).map((work) => this.answer(work));
    const seen = this.diary.get(key) ?? [];
    if (topic === 'ledger.events' && !seen.includes(event.id)) this.diary.set(key, [...seen, event.id]);
    for (const answer of answers) {
      if (this.isStruck(0.3)) throw new Died();
      await this.tell(answer);
    }
    if (this.isStruck(0.3)) throw new Died();
  }

  private answer(work: Work): Answer {
    const { answers, personId, month, addition, items } = work;
    const name = nameOf(work);
    const known = this.answered.get(name);
    if (known !== undefined) return known;
    const done = items === undefined ? this.reverse(work) : this.book(name, work, items);
    const answer = { answers, personId, month, addition, ...done };
    this.answered.set(name, answer);
    return answer;
  }

  private book(
    requestId: string,
    { personId, month, addition, orders, isAgain }: Work,
    items: NonNullable<Work['items']>,
  ): Pick<Answer, 'outcome' | 'receiptNo' | 'total' | 'reason'> {
    const places = orders.map((orderId) => `${month} ${addition} ${orderId}`);
    // The two topics have no common order: what is asked again may be older than the refund.
    if (isAgain === true && places.some((place) => this.goneBack.has(place)))
      return { outcome: 'refused', reason: 'money went back' };
    for (const place of places) this.goneBack.delete(place);
    const total = yuan(items.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0));
    const booked = this.books.book({
      requestId,
      personId,
      month,
      items: items as Parameters<SimulatedBureau['book']>[0]['items'],
      total,
      paidAt: '',
    });
    if (booked.outcome !== 'accepted')
      return { outcome: 'refused', reason: booked.outcome === 'refused' ? booked.reason : 'unknown' };
    this.orders.set(requestId, orders);
    return { outcome: 'booked', receiptNo: booked.receiptNo, total };
  }

  private reverse({ personId, month, addition, orders }: Work): Pick<Answer, 'outcome' | 'reason'> {
    const held = [...this.orders].flatMap(([requestId, paidBy]) => {
      const booking = this.books.books.get(requestId);
      const isAbout = booking?.personId === personId && booking.month === month && booking.item === addition;
      return isAbout && !booking.reversed && paidBy.some((each) => orders.includes(each)) ? [booking] : [];
    });
    if (held.length > 0 && this.scheduler.chance(this.books.refusalRate * 2))
      return { outcome: 'refused', reason: 'benefits were paid' };
    for (const orderId of orders) this.goneBack.add(`${month} ${addition} ${orderId}`);
    for (const booking of held) booking.reversed = true;
    return { outcome: 'reversed' };
  }

  private async tell(answer: Answer): Promise<void> {
    const { scheduler, process } = this;
    const text = JSON.stringify(answer);
    if (this.isStruck(0.4)) await scheduler.sleep(process, scheduler.below(slowMsMax));
    if (this.isStruck(0.2)) {
      this.garbled += 1;
      await this.send(answer.personId, text.slice(0, -1));
    }
    await this.send(answer.personId, text);
    if (this.isStruck(0.4)) await this.send(answer.personId, text);
    if (!this.isStruck(0.6)) return;
    const other = { ...answer, outcome: 'booked', receiptNo: `X ${nameOf(answer)}` } as const;
    this.contradictions.push(other);
    await this.send(answer.personId, JSON.stringify(withoutReason(other)));
  }

  private async send(key: string, value: string): Promise<void> {
    await this.scheduler.turn(this.process);
    const headers = { [macHeader]: simulatedMacs.sign(this.topic, key, value) };
    this.broker.append(this.topic, partitionOf(key), [{ key, value, headers }]);
  }
}

type Named = Pick<Work, 'answers' | 'month'> & { readonly addition?: string | undefined };

const nameOf = ({ answers, month, addition = '' }: Named): string => `${answers} ${month} ${addition}`;

const withoutReason = ({ reason: _, ...answer }: Answer): Answer => answer;
