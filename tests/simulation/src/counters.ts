import type { CollectionReport, QuoteClaims } from '@canbao/contracts';
import {
  admitReversal,
  collectionAnswer,
  originalsOf,
  paymentRejections,
  type RecordCollection,
} from '@canbao/domain-payment';
import { sum, type Yuan } from '@canbao/money';
import { AnsweredProblem } from '@canbao/service-kit';
import type { Item } from '@canbao/vocabulary';
import { noted, type Caller } from './caller';
import type { Collected, History } from './history';
import { payments } from './mistaken-payments';
import { quoteFor } from './quotes';
import { commandOf, digests, pickTeller, Receipts, type Teller } from './reports';
import { recordedOrder } from './orders';
import type { World } from './world';

/** Counters that take cash: they report, report again, and reverse. */
export class Counters {
  private readonly receipts: Receipts;

  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
  ) {
    this.receipts = new Receipts(world);
  }

  async serve(personId: string): Promise<void> {
    const { scheduler } = this.world;
    const teller = pickTeller(scheduler);
    const quote = await this.quoteFor(personId, teller);
    if (quote === undefined) return;
    const items = this.someItems(quote);
    const first = this.collect(quote, teller, items);
    // Another counter may take the same months at the same moment.
    const others = scheduler.chance(0.25) ? [this.collect(quote, pickTeller(scheduler))] : [];
    for (const { collected, teller: reporting } of await Promise.all([first, ...others]))
      if (scheduler.chance(0.2)) await this.reverse(collected, reporting);
    if (items !== undefined) await this.serveRest(personId, teller);
  }

  /** The payer comes back for the rest of a bundle; the scheme may have changed meanwhile. */
  private async serveRest(personId: string, teller: Teller): Promise<void> {
    const { scheduler } = this.world;
    const { channel } = teller;
    this.history.incomplete.push(personId);
    await scheduler.sleep(this.caller.process, scheduler.below(4_000));
    const quote = await quoteFor(this.world, this.caller, this.history, personId, channel, 'medical');
    if (quote !== undefined) await this.collect(quote, teller);
  }

  /** A payer may come with a paper of earlier: its months may be paid meanwhile, some or all. */
  private async quoteFor(personId: string, { channel }: Teller): Promise<QuoteClaims | undefined> {
    const { scheduler } = this.world;
    const earlier = this.history.quotes.filter((quote) => quote.personId === personId);
    if (earlier.length > 0 && scheduler.chance(0.2)) return scheduler.pick(earlier);
    return quoteFor(this.world, this.caller, this.history, personId, channel);
  }

  /** Now and then an old bank message carries only some items, or leaves out the late fee. */
  private someItems({ insurance, lines }: QuoteClaims): readonly Item[] | undefined {
    const { scheduler } = this.world;
    if (insurance === 'pension' || !scheduler.chance(0.4)) return undefined;
    const quoted = [...new Set(lines.map(({ item }): Item => item))];
    const items = scheduler.chance(0.5)
      ? quoted.filter((item) => item !== 'late-fee')
      : quoted.filter(() => scheduler.chance(0.6));
    return items.length === 0 ? undefined : items;
  }

  private async collect(
    quote: QuoteClaims,
    teller: Teller,
    items?: readonly Item[],
  ): Promise<{ collected: Collected; teller: Teller }> {
    const { scheduler } = this.world;
    const lines: readonly { readonly item: Item; readonly amount: Yuan }[] = quote.lines;
    const due = lines.filter(({ item }) => items?.includes(item) ?? true).map(({ amount }) => amount);
    const amount = scheduler.chance(0.05) ? sum([...due, '0.01' as Yuan]) : sum(due);
    const { collected, report } = this.receipts.of(quote, teller, amount, items);
    this.history.collections.push(collected);
    const key = scheduler.uuid();
    const send = (underKey: string) => this.report(underKey, quote, teller, report, collected.answers);
    // The bank may report twice at the same time, and again later under another key.
    await Promise.all(scheduler.chance(0.3) ? [send(key), send(key)] : [send(key)]);
    if (scheduler.chance(0.2)) await send(scheduler.uuid());
    if (scheduler.chance(0.1)) await this.contradict(collected.orderId, quote, teller, report);
    return { collected, teller };
  }

  /** Another amount under the same key: nothing is booked. */
  private async contradict(
    orderId: string,
    quote: QuoteClaims,
    teller: Teller,
    report: CollectionReport,
  ): Promise<void> {
    this.history.contradicted.push(orderId);
    const other = { ...report, amount: sum([report.amount, '1.00' as Yuan]) };
    await this.report(this.world.scheduler.uuid(), quote, teller, other, []);
  }

  private async report(
    key: string,
    quote: QuoteClaims,
    teller: Teller,
    report: CollectionReport,
    answers: string[],
  ): Promise<void> {
    const { scheduler, bugs } = this.world;
    const answer = await this.caller.call('payment', key, ({ commands }, input) => {
      const admitted = commandOf(bugs, report, quote, teller, input.now);
      const orderId = bugs.newOrderForEveryRetry === true ? scheduler.uuid() : admitted.orderId;
      const command: RecordCollection = { ...admitted, orderId };
      return commands.run(input, payments(bugs), command, {
        subject: quote.personId,
        rejections: paymentRejections,
        reply: ({ state }) => ({ orderId, ...collectionAnswer(state) }),
      });
    });
    answers.push(noted(key, answer));
  }

  /** Of several collections under the number, the reversal means the one of the latest day. */
  private async reverse(collected: Collected, teller: Teller): Promise<void> {
    const { bugs, tables } = this.world;
    const { personId, orderId, transactionNo } = collected;
    const admitted = admitReversal(transactionNo, teller, this.world.clock.now(), digests);
    if ('refused' in admitted) throw new Error(admitted.refused);
    const meant = recordedOrder(tables.payment, admitted.command, originalsOf(admitted.command, digests));
    if (meant !== orderId) return;
    const answer = await this.caller.call('payment', this.world.scheduler.uuid(), ({ commands }, input) =>
      commands.run(
        input,
        payments(bugs),
        { ...admitted.command, orderId, at: input.now },
        {
          subject: personId,
          rejections: paymentRejections,
          reply: () => ({ orderId, status: 'reversed' }),
        },
      ),
    );
    if (!(answer instanceof AnsweredProblem)) collected.reversed = true;
  }
}
