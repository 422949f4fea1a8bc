import { dayOf, millisecondsBetween, type Instant } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import { sum, type Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import { noted, type Caller } from './caller';
import { achieved, type Collected, type History } from './history';
import { paperFor, paperOf, type Paper } from './papers';
import { isRefusal, PaymentDesk, type Reversal, type Sent, type Teller } from './payment-desk';
import { quoteFor } from './quotes';
import { pickTeller, Receipts, type Report } from './reports';
import type { World } from './world';

/** Counters that take cash: they report, report again, contradict themselves, and reverse. */
export class Counters {
  private readonly receipts: Receipts;
  private readonly desk: PaymentDesk;

  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
    /** What may happen to a person between two parts of a bundle. */
    private readonly disturb: (personId: string) => Promise<void>,
  ) {
    this.receipts = new Receipts(world);
    this.desk = new PaymentDesk(world, caller, history.problems);
  }

  async serve(personId: string): Promise<void> {
    const { scheduler } = this.world;
    const teller = pickTeller(scheduler);
    const paper = await paperFor(this.world, this.caller, this.history, personId, teller.channel);
    if (paper === undefined) return;
    if (scheduler.chance(0.06)) return this.collectTooLate(paper, teller);
    const items = this.someItems(paper.quote);
    const first = this.collect(paper, teller, items);
    // Another counter may take the same months at the same moment.
    const others = scheduler.chance(0.25) ? [this.collect(paper, pickTeller(scheduler))] : [];
    for (const { collected, teller: reporting } of await Promise.all([first, ...others]))
      if (scheduler.chance(this.chanceOfReversal(collected))) await this.reverse(collected, reporting);
    if (items !== undefined) await this.serveRest(personId, teller);
  }

  /** The payer comes back for the rest of a bundle; the scheme or the bill may have changed meanwhile. */
  private async serveRest(personId: string, teller: Teller): Promise<void> {
    const { scheduler } = this.world;
    const { channel } = teller;
    this.history.incomplete.push(personId);
    await this.disturb(personId);
    await scheduler.sleep(this.caller.process, scheduler.below(3_000));
    const quote = await quoteFor(this.world, this.caller, this.history, personId, { channel }, 'medical');
    if (quote !== undefined) await this.collect(paperOf(quote), teller);
  }

  /** Now and then an old bank message carries only some items, or leaves out the late fee. */
  private someItems(quote: QuoteClaims | undefined): readonly Item[] | undefined {
    const { scheduler } = this.world;
    if (quote === undefined || quote.insurance === 'pension' || !scheduler.chance(0.6)) return undefined;
    const quoted = [...new Set(quote.lines.map(({ item }): Item => item))];
    const left: Item =
      quoted.includes('late-fee') && scheduler.chance(0.5) ? 'late-fee' : scheduler.pick(quoted);
    const items = quoted.filter((item) => item !== left && (item === 'late-fee' || scheduler.chance(0.8)));
    return items.length === 0 ? undefined : items;
  }

  private async collect(
    paper: Paper,
    teller: Teller,
    items?: readonly Item[],
  ): Promise<{ collected: Collected; teller: Teller }> {
    const { scheduler } = this.world;
    const taken = this.receipts.of(paper, teller, items);
    const { collected, report } = taken;
    this.history.collections.push(collected);
    await this.reportOften(taken, { report, quote: paper.quote, teller });
    if (scheduler.chance(0.1)) await this.contradict(collected, { report, quote: paper.quote, teller });
    return { collected, teller };
  }

  /** The bank may report twice at the same time, and again later under another key. */
  private async reportOften({ collected }: Report, sent: Sent): Promise<void> {
    const { scheduler } = this.world;
    const send = async (key: string): Promise<void> => {
      const answer = await this.desk.report(key, sent);
      collected.answers.push(noted(key, answer));
    };
    const key = scheduler.uuid();
    await Promise.all(scheduler.chance(0.3) ? [send(key), send(key)] : [send(key)]);
    if (scheduler.chance(0.2)) await send(scheduler.uuid());
  }

  /** Other content under the same key, another amount or another quote: nothing is booked. */
  private async contradict({ orderId }: Collected, sent: Sent): Promise<void> {
    const { scheduler } = this.world;
    const others = this.history.contradicted.get(orderId) ?? new Set<string>();
    this.history.contradicted.set(orderId, others);
    const { report } = sent;
    const isUnknown = scheduler.chance(0.3);
    const amount = isUnknown ? report.amount : sum([report.amount, '1.00' as Yuan]);
    const quoteToken = isUnknown ? scheduler.uuid() : report.quoteToken;
    const other = { ...report, amount, quoteToken };
    others.add(`${quoteToken} ${amount}`);
    const contradiction = { ...sent, report: other, quote: isUnknown ? undefined : sent.quote };
    for (let times = 0; times < (scheduler.chance(0.3) ? 2 : 1); times += 1) {
      const answer = JSON.stringify(await this.desk.report(scheduler.uuid(), contradiction));
      if (!answer.includes('transaction-number-reused'))
        this.history.problems.push(
          `conflicts: ${orderId} was reported otherwise, and the answer is ${answer}`,
        );
    }
  }

  /** The reversal overtakes its collection, which is void when it arrives. */
  private async collectTooLate(paper: Paper, teller: Teller): Promise<void> {
    const taken = this.receipts.of(paper, teller, undefined, 'late-');
    const { collected, report } = taken;
    const { orderId, answer } = await this.reverseNumber(collected.transactionNo, teller);
    const isAwaited = statusOf(answer) === 'awaiting-original';
    // The day of the reversal is part of its key, but a clock may show the day across midnight.
    if (orderId === collected.orderId || (isAwaited && this.isOfThisMoment(report.paidAt))) {
      collected.because = 'void-by-reversal';
      if (isAwaited) achieved(this.history, 'reversed before it was reported');
    }
    this.history.collections.push(collected);
    await this.reportOften(taken, { report, quote: paper.quote, teller });
    // The bank never heard that its reversal was taken.
    if (this.world.scheduler.chance(0.3)) await this.reverseNumber(collected.transactionNo, teller);
  }

  private isOfThisMoment(paidAt: Instant): boolean {
    return Math.abs(millisecondsBetween(this.world.clock.now(), paidAt)) <= 5 * 60_000;
  }

  private chanceOfReversal({ paidAt }: Collected): number {
    return dayOf(paidAt) > dayOf(this.world.clock.now()) ? 0.6 : 0.2;
  }

  private async reverse({ transactionNo, orderId }: Collected, teller: Teller): Promise<void> {
    const { scheduler } = this.world;
    if (scheduler.chance(0.3)) await scheduler.sleep(this.caller.process, scheduler.below(4_000));
    const { recorded } = await this.reverseNumber(transactionNo, teller);
    if (!recorded.includes(orderId))
      this.history.problems.push(`reversals: the money of ${orderId} is not found`);
  }

  /** Of several collections under the number, the reversal means the one of the latest day of account. */
  private async reverseNumber(transactionNo: string, teller: Teller): Promise<Reversal> {
    const reversal = await this.desk.reverse(transactionNo, teller);
    const { orderId, answer } = reversal;
    if (isRefusal(answer, 'reversal-too-late')) achieved(this.history, 'reversal refused as too late');
    const meant = this.history.collections.find((collected) => collected.orderId === orderId);
    if (statusOf(answer) === 'reversed' && meant !== undefined) meant.reversed = true;
    return reversal;
  }
}

const statusOf = (answer: unknown): unknown => (answer as { readonly status?: unknown }).status;
