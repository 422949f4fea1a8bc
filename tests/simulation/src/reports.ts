import { dayOf, type Instant } from '@canbao/calendar';
import type { CollectionReport } from '@canbao/contracts';
import type { RecordCollection, SuspenseReason } from '@canbao/domain-payment';
import { sum, type Yuan } from '@canbao/money';
import type { Bank, Channel, District, Item } from '@canbao/vocabulary';
import type { Collected } from './history';
import { commandOf, type Teller } from './payment-desk';
import type { Paper } from './papers';
import type { Scheduler } from './scheduler';
import type { World } from './world';

const banks: readonly Bank[] = ['ccb', 'icbc', 'abc', 'qlb', 'psbc'];
/** The banks above that each district does not list (guide G2.1.3). */
const unlisted: Readonly<Partial<Record<District, readonly Bank[]>>> = {
  '370102': ['psbc'],
  '370117': ['qlb'],
};

/** A teller anywhere. */
export const pickTeller = (scheduler: Scheduler): Teller => {
  if (scheduler.chance(0.3)) return { role: 'tax-desk', channel: 'tax-desk' };
  const bank = scheduler.pick(banks);
  return { role: 'bank', bank, channel: bank };
};

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** What a counter took, and how it reports it. */
export interface Report {
  readonly collected: Collected;
  readonly report: CollectionReport;
}

/** Counters number their receipts from 1 every day. */
export class Receipts {
  private readonly numbers = new Map<string, number>();

  constructor(private readonly world: World) {}

  /** The receipt for what was paid with a paper, and its report; `prefix` begins a series without days. */
  of(paper: Paper, teller: Teller, items?: readonly Item[], prefix = ''): Report {
    const { scheduler } = this.world;
    const due = dueBy(paper, items);
    const isRight = paper.quote === undefined || !scheduler.chance(0.05);
    const { paidAt, isPlausible } = this.timeOfPayment(paper);
    const report = {
      quoteToken: paper.token,
      channelTransactionNo: this.nextNumber(teller.channel, paidAt, prefix),
      amount: isRight ? due : sum([due, '0.01' as Yuan]),
      paidAt,
      method: 'cash',
      ...(items === undefined ? {} : { items: [...items] }),
    } as CollectionReport;
    const because = isPlausible ? faultOf(paper, teller, report, isRight) : 'paid-at-implausible';
    return {
      collected: { ...collectedBy(paper, teller, report), ...(because === undefined ? {} : { because }) },
      report,
    };
  }

  /** Most clocks are right, some a little fast, above all where that is tomorrow; a few are set wrongly. */
  private timeOfPayment({ quote }: Paper): { paidAt: Instant; isPlausible: boolean } {
    const { scheduler, clock } = this.world;
    const at = (elapsedMs: number, isPlausible: boolean) => ({ paidAt: clock.at(elapsedMs), isPlausible });
    const now = scheduler.nowMs;
    const isLate = clock.msToMidnight() < 2 * minuteMs;
    if (scheduler.chance(isLate ? 0.4 : 0.1)) return at(now + 2 * minuteMs, true);
    if (quote === undefined || scheduler.chance(0.85)) return at(now, true);
    const issuedMs = clock.elapsedMs(quote.issuedAt);
    return at(
      scheduler.pick([issuedMs - 10 * minuteMs, now - 2 * dayMs, now - 7_000 * dayMs, now + 180 * minuteMs]),
      false,
    );
  }

  private nextNumber(channel: Channel, paidAt: Instant, prefix: string): string {
    const key = prefix === '' ? `${channel} ${dayOf(paidAt)}` : prefix;
    const number = (this.numbers.get(key) ?? 0) + 1;
    this.numbers.set(key, number);
    return `${prefix}${number}`;
  }
}

/** The sum of what is reported; money for an unknown quote is any amount. */
const dueBy = ({ quote, amount }: Paper, items: readonly Item[] | undefined): Yuan => {
  const lines: readonly { readonly item: Item; readonly amount: Yuan }[] = quote?.lines ?? [];
  const due = lines.filter(({ item }) => items?.includes(item) ?? true);
  return quote === undefined ? amount : sum(due.map((line) => line.amount));
};

/** Why the money cannot settle, as the teller could know, in order of precedence. */
const faultOf = (
  { quote }: Paper,
  { bank }: Teller,
  { paidAt }: CollectionReport,
  isRight: boolean,
): SuspenseReason | undefined => {
  if (quote === undefined) return 'quote-unknown';
  if (bank !== undefined && unlisted[quote.district]?.includes(bank) === true) return 'bank-not-in-district';
  if (!isRight) return 'amount-differs';
  return paidAt >= quote.expiresAt ? 'quote-expired' : undefined;
};

const collectedBy = ({ quote }: Paper, teller: Teller, report: CollectionReport): Collected => {
  const { channelTransactionNo, amount, paidAt, items } = report;
  const { orderId } = commandOf({}, { report, quote, teller }, paidAt);
  return {
    transactionNo: channelTransactionNo,
    orderId,
    channel: teller.channel,
    amount,
    paidAt,
    answers: [],
    reversed: false,
    ...(quote === undefined ? {} : { quote }),
    ...(items === undefined ? {} : { items: items as RecordCollection['items'] & {} }),
  };
};
