import { isTransient } from '@canbao/runtime';
import type { Channel, Item } from '@canbao/vocabulary';
import type { Month } from '@canbao/calendar';
import type { Operation, QuoteClaims } from '@canbao/contracts';
import { assessmentRejections, type GivenQuote } from '@canbao/domain-assessment';
import { obligationStream, paymentRejections, type PaymentState } from '@canbao/domain-payment';
import { person, registrationRejections } from '@canbao/domain-registration';
import { sum, type Yuan } from '@canbao/money';
import { AnsweredProblem, type InputOf } from '@canbao/service-kit';
import { Crashed, Process } from './scheduler';
import { account, type Instance, type ServiceName, type World } from './world';

/** One collection as the counter remembers it; `answers` has every answer it ever got for it. */
export interface Collected {
  readonly transactionNo: string;
  readonly orderId: string;
  readonly personId: string;
  readonly channel: Channel;
  readonly amount: Yuan;
  readonly answers: string[];
  reversed: boolean;
}

/** What the outside world did and was told: the invariants compare the books with it. */
export interface History {
  readonly persons: string[];
  readonly collections: Collected[];
  readonly problems: string[];
}

const channels: readonly Channel[] = ['tax-desk', 'ccb', 'icbc', 'abc'];
const months = [
  '2022-01',
  '2022-02',
  '2022-03',
  '2022-04',
  '2022-05',
] as readonly string[] as readonly Month[];

/**
 * Counters and bureaus at work. A call that breaks off is made again with the same key until there is an
 * answer.
 */
export class Clients {
  readonly history: History = { persons: [], collections: [], problems: [] };
  private readonly outside = new Process('outside');
  private busy = 0;

  constructor(private readonly world: World) {}

  get idle(): boolean {
    return this.busy === 0;
  }

  begin(persons: number, tellers: number, jobsEach: number): void {
    this.spawn(async () => {
      for (let n = 0; n < persons; n += 1) await this.register(this.world.scheduler.uuid());
    });
    for (let n = 0; n < tellers; n += 1) {
      this.spawn(async () => {
        for (let job = 0; job < jobsEach; job += 1) {
          await this.world.scheduler.sleep(this.outside, this.world.scheduler.below(200));
          if (this.history.persons.length > 0)
            await this.serve(this.world.scheduler.pick(this.history.persons));
        }
      });
    }
  }

  private spawn(work: () => Promise<void>): void {
    this.busy += 1;
    void work()
      .catch((error: unknown) => {
        this.history.problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      })
      .finally(() => {
        this.busy -= 1;
      });
  }

  private async register(personId: string): Promise<void> {
    const from = '2020-01-01' as never;
    for (const command of [
      { type: 'Register', personId },
      { type: 'EnrolPension', personId, district: '370102', from },
      { type: 'EnrolMedical', personId, district: '370102', scheme: 'pooled', from },
    ] as const) {
      await this.call('registration', this.world.scheduler.uuid(), ({ commands }, input) =>
        commands.run(input, person, command, {
          subject: personId,
          rejections: registrationRejections,
          reply: () => ({ personId }),
        }),
      );
    }
    this.history.persons.push(personId);
  }

  private async serve(personId: string): Promise<void> {
    const { scheduler } = this.world;
    const medical = scheduler.chance(0.5);
    const channel = scheduler.pick(channels);
    const quote = medical
      ? await this.quote(personId, channel, 'medical', ['2022-05' as Month])
      : await this.quote(
          personId,
          channel,
          'pension',
          months.filter(() => scheduler.chance(0.35)),
        );
    if (quote === undefined) return;
    const items =
      medical && scheduler.chance(0.4)
        ? quote.lines.map(({ item }) => item).filter(() => scheduler.chance(0.6))
        : undefined;
    const first = this.collect(quote, channel, items === undefined || items.length === 0 ? undefined : items);
    // Another counter may take the same months at the same moment.
    const others = scheduler.chance(0.25) ? [this.collect(quote, scheduler.pick(channels))] : [];
    for (const collected of await Promise.all([first, ...others]))
      if (scheduler.chance(0.2)) await this.reverse(collected);
  }

  private async quote(
    personId: string,
    channel: Channel,
    insurance: 'pension' | 'medical',
    asked: readonly Month[],
  ): Promise<QuoteClaims | undefined> {
    if (asked.length === 0) return undefined;
    const base =
      insurance === 'pension' ? { base: `${4000 + this.world.scheduler.below(3000)}.00` as Yuan } : {};
    const command = {
      type: 'IssueQuote',
      personId,
      insurance,
      quoteId: this.world.scheduler.uuid(),
      at: this.world.clock.now(),
      months: asked,
      channel,
      ...base,
    } as const;
    const answer = await this.call('assessment', command.quoteId, ({ commands }, input) =>
      commands.run(input, account, command, {
        subject: personId,
        rejections: assessmentRejections,
        reply: ({ events }) => events.find(({ type }) => type === 'QuoteIssued')?.data,
      }),
    );
    if (answer instanceof AnsweredProblem) return undefined;
    const { certificate: _, ...given } = answer as GivenQuote;
    return { ...given, certificateHash: 'simulated' } as unknown as QuoteClaims;
  }

  private async collect(quote: QuoteClaims, channel: Channel, items?: readonly Item[]): Promise<Collected> {
    const { scheduler, clock, bugs } = this.world;
    const carried = quote.lines
      .filter(({ item }) => items?.includes(item) ?? true)
      .map(({ amount }) => amount);
    const amount = scheduler.chance(0.05) ? sum([...carried, '0.01' as Yuan]) : sum(carried);
    const made: Collected = {
      transactionNo: scheduler.uuid(),
      orderId: scheduler.uuid(),
      personId: quote.personId,
      channel,
      amount,
      answers: [],
      reversed: false,
    };
    this.history.collections.push(made);
    const paidAt = clock.now();
    const report = async (key: string): Promise<void> => {
      const answer: unknown = await this.call('payment', key, ({ commands }, input) => {
        const orderId = bugs.newOrderForEveryRetry === true ? scheduler.uuid() : made.orderId;
        const command = {
          type: 'RecordCollection',
          orderId,
          quote,
          channel,
          channelTransactionNo: made.transactionNo,
          receiptNo: `SD${made.orderId}`,
          amount,
          paidAt,
          method: 'cash',
          fingerprint: made.transactionNo,
          ...(items === undefined ? {} : { items }),
        } as const;
        return commands.run(input, this.world.paymentOrder, command, {
          subject: quote.personId,
          rejections: paymentRejections,
          reply: ({ state }: { state: PaymentState }) => ({
            orderId,
            status: state.status,
            because: state.because,
          }),
        });
      });
      made.answers.push(
        `${key} ${answer instanceof AnsweredProblem ? answer.message : JSON.stringify(answer)}`,
      );
    };
    const key = scheduler.uuid();
    // The bank may report twice at once, and again later under another key.
    await Promise.all(scheduler.chance(0.3) ? [report(key), report(key)] : [report(key)]);
    if (scheduler.chance(0.2)) await report(scheduler.uuid());
    return made;
  }

  private async reverse(collected: Collected): Promise<void> {
    const { personId, orderId, channel, transactionNo } = collected;
    const answer = await this.call('payment', this.world.scheduler.uuid(), ({ commands }, input) => {
      // The row of the order names its months; so does the stream.
      const booked = this.world.tables.payment.streams
        .get(`order-${orderId}`)
        ?.find(({ type }) => type === 'PaymentCaptured');
      const { insurance, lines } = (booked?.data ?? { insurance: 'pension', lines: [] }) as {
        insurance: string;
        lines: readonly { month: string }[];
      };
      const obligations = [...new Set(lines.map(({ month }) => month))].map((month) =>
        obligationStream(personId, insurance, month),
      );
      const command = {
        type: 'ReverseCollection',
        orderId,
        channel,
        channelTransactionNo: transactionNo,
        at: this.world.clock.now(),
        obligations,
      } as const;
      return commands.run(input, this.world.paymentOrder, command, {
        subject: personId,
        rejections: paymentRejections,
        reply: () => ({ orderId, status: 'reversed' }),
      });
    });
    if (!(answer instanceof AnsweredProblem)) collected.reversed = true;
  }

  /** A problem document is an answer; anything else is not, and the caller asks again. */
  private async call(
    service: ServiceName,
    key: string,
    work: (instance: Instance, input: InputOf<Operation>) => Promise<unknown>,
  ): Promise<unknown> {
    const { scheduler, clock } = this.world;
    for (let tries = 0; tries < 1000; tries += 1) {
      await scheduler.sleep(this.outside, tries * 200);
      const input = {
        caller: { subject: 'counter', role: 'tax-desk' },
        idempotency: { scope: service, key, fingerprint: key },
        now: clock.now(),
        reply: { header: () => undefined },
      } as unknown as InputOf<Operation>;
      try {
        return await work(this.world.instance(service), input);
      } catch (error) {
        if (error instanceof AnsweredProblem) return error;
        if (!isTransient(error) && !(error instanceof Crashed)) throw error;
      }
    }
    throw new Error(`${service} never answered`);
  }
}
