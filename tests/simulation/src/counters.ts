import type { QuoteClaims } from '@canbao/contracts';
import { collectionAnswer, paymentRejections } from '@canbao/domain-payment';
import { sum, type Yuan } from '@canbao/money';
import { AnsweredProblem } from '@canbao/service-kit';
import type { Channel, Item } from '@canbao/vocabulary';
import { noted, type Caller } from './caller';
import type { Collected, History } from './history';
import { payments } from './mistakes';
import { quoteFor } from './quotes';
import type { World } from './world';

const channels: readonly Channel[] = ['tax-desk', 'ccb', 'icbc', 'abc'];

/** Counters that take cash: they report, report again, and reverse. */
export class Counters {
  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
  ) {}

  async serve(personId: string): Promise<void> {
    const { scheduler } = this.world;
    const channel = scheduler.pick(channels);
    const quote = await quoteFor(this.world, this.caller, personId, channel);
    if (quote === undefined) return;
    const first = this.collect(quote, channel, this.someItems(quote));
    // Another counter may take the same months at the same moment.
    const others = scheduler.chance(0.25) ? [this.collect(quote, scheduler.pick(channels))] : [];
    for (const collected of await Promise.all([first, ...others]))
      if (scheduler.chance(0.2)) await this.reverse(collected);
  }

  /** Now and then an old bank message carries only some items of a bundle. */
  private someItems({ insurance, lines }: QuoteClaims): readonly Item[] | undefined {
    const { scheduler } = this.world;
    if (insurance === 'pension' || !scheduler.chance(0.4)) return undefined;
    const items = lines.map(({ item }): Item => item).filter(() => scheduler.chance(0.6));
    return items.length === 0 ? undefined : items;
  }

  private async collect(quote: QuoteClaims, channel: Channel, items?: readonly Item[]): Promise<Collected> {
    const { scheduler } = this.world;
    const lines: readonly { readonly item: Item; readonly amount: Yuan }[] = quote.lines;
    const due = lines.filter(({ item }) => items?.includes(item) ?? true).map(({ amount }) => amount);
    const collected: Collected = {
      transactionNo: scheduler.uuid(),
      orderId: scheduler.uuid(),
      personId: quote.personId,
      channel,
      amount: scheduler.chance(0.05) ? sum([...due, '0.01' as Yuan]) : sum(due),
      answers: [],
      reversed: false,
    };
    this.history.collections.push(collected);
    const report = this.reportOf(collected, quote, items);
    const key = scheduler.uuid();
    // The bank may report twice at the same time, and again later under another key.
    await Promise.all(scheduler.chance(0.3) ? [report(key), report(key)] : [report(key)]);
    if (scheduler.chance(0.2)) await report(scheduler.uuid());
    return collected;
  }

  private reportOf(collected: Collected, quote: QuoteClaims, items?: readonly Item[]) {
    const { scheduler, clock, bugs } = this.world;
    const { orderId: firstOrderId, channel, transactionNo, amount, answers } = collected;
    const report = {
      type: 'RecordCollection',
      quote,
      channel,
      channelTransactionNo: transactionNo,
      receiptNo: `SD${firstOrderId}`,
      amount,
      paidAt: clock.now(),
      method: 'cash',
      fingerprint: transactionNo,
      ...(items === undefined ? {} : { items }),
    } as const;
    return async (key: string): Promise<void> => {
      const answer = await this.caller.call('payment', key, ({ commands }, input) => {
        const orderId = bugs.newOrderForEveryRetry === true ? scheduler.uuid() : firstOrderId;
        return commands.run(
          input,
          payments(bugs),
          { ...report, orderId },
          {
            subject: quote.personId,
            rejections: paymentRejections,
            reply: ({ state }) => ({ orderId, ...collectionAnswer(state) }),
          },
        );
      });
      answers.push(noted(key, answer));
    };
  }

  private async reverse(collected: Collected): Promise<void> {
    const { personId, orderId, channel, transactionNo } = collected;
    const { scheduler, clock, bugs } = this.world;
    const answer = await this.caller.call('payment', scheduler.uuid(), ({ commands }, input) => {
      const command = {
        type: 'ReverseCollection',
        orderId,
        channel,
        channelTransactionNo: transactionNo,
        at: clock.now(),
      } as const;
      return commands.run(input, payments(bugs), command, {
        subject: personId,
        rejections: paymentRejections,
        reply: () => ({ orderId, status: 'reversed' }),
      });
    });
    if (!(answer instanceof AnsweredProblem)) collected.reversed = true;
  }
}
