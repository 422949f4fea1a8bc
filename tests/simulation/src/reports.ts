import { hash } from 'node:crypto';
import { dayOf, type Instant } from '@canbao/calendar';
import type { CollectionReport, QuoteClaims } from '@canbao/contracts';
import { admitReport, type Digests, type RecordCollection } from '@canbao/domain-payment';
import type { Yuan } from '@canbao/money';
import { uuidOf } from '@canbao/service-kit';
import type { Bank, Channel, Item } from '@canbao/vocabulary';
import type { Bugs } from './bugs';
import type { Collected } from './history';
import type { Scheduler } from './scheduler';
import { instantAt } from './setting';
import type { World } from './world';

/** Hashing as the payment service does it. */
export const digests: Digests = { uuidOf, digestOf: (text) => hash('sha256', text) };

/** Who reports money: the tax front desk, or a teller of a bank. */
export interface Teller {
  readonly role: 'tax-desk' | 'bank';
  readonly bank?: Bank;
  readonly channel: Channel;
}

const banks: readonly Bank[] = ['ccb', 'icbc', 'abc', 'qlb', 'psbc'];
/** The banks above that each district does not list (guide G2.1.3). */
const unlisted: Readonly<Record<string, readonly Bank[]>> = { '370102': ['psbc'], '370117': ['qlb'] };

/** A teller anywhere. */
export const pickTeller = (scheduler: Scheduler): Teller => {
  if (scheduler.chance(0.3)) return { role: 'tax-desk', channel: 'tax-desk' };
  const bank = scheduler.pick(banks);
  return { role: 'bank', bank, channel: bank };
};

/** The command of a report, as the payment service admits it. */
export const commandOf = (
  bugs: Bugs,
  report: CollectionReport,
  quote: QuoteClaims,
  teller: Teller,
  now: Instant,
): RecordCollection => {
  const admitted = admitReport(report, quote, teller, now, digests);
  if ('refused' in admitted) throw new Error(admitted.refused);
  const { because, ...command } = admitted.command as RecordCollection;
  if (bugs.countsNumbersForEver === true) return { ...command, orderId: orderIdWithoutDay(command) };
  return bugs.believesEveryClock === true || because === undefined ? command : { ...command, because };
};

const orderIdWithoutDay = ({ channel, channelTransactionNo }: RecordCollection): string =>
  uuidOf(`${channel}|${channelTransactionNo}`);

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Counters number their receipts from 1 every day. */
export class Receipts {
  private readonly numbers = new Map<string, number>();

  constructor(private readonly world: World) {}

  /** The receipt of an amount, and its report. */
  of(
    quote: QuoteClaims,
    teller: Teller,
    amount: Yuan,
    items?: readonly Item[],
  ): { collected: Collected; report: CollectionReport } {
    const { channel, bank } = teller;
    const { paidAt, isPlausible } = this.timeOfPayment(quote);
    const channelTransactionNo = this.nextNumber(channel, paidAt);
    const report = {
      quoteToken: quote.quoteId,
      channelTransactionNo,
      amount,
      paidAt,
      method: 'cash',
      ...(items === undefined ? {} : { items: [...items] }),
    } as CollectionReport;
    const { orderId } = commandOf({}, report, quote, teller, paidAt);
    const because = isPlausible ? faultOfBank(quote, bank) : 'paid-at-implausible';
    const collected: Collected = {
      transactionNo: channelTransactionNo,
      orderId,
      personId: quote.personId,
      channel,
      amount,
      paidAt,
      answers: [],
      reversed: false,
      ...(because === undefined ? {} : { because }),
    };
    return { collected, report };
  }

  /** Most clocks are right, some a little fast; a few are set wrongly. */
  private timeOfPayment({ issuedAt }: QuoteClaims): { paidAt: Instant; isPlausible: boolean } {
    const { scheduler } = this.world;
    const at = (elapsedMs: number, isPlausible: boolean) => ({ paidAt: instantAt(elapsedMs), isPlausible });
    const now = scheduler.nowMs;
    if (scheduler.chance(0.1)) return at(now + 2 * minuteMs, true);
    if (scheduler.chance(0.85)) return at(now, true);
    const issuedMs = now - (Date.parse(instantAt(now)) - Date.parse(issuedAt));
    return at(
      scheduler.pick([issuedMs - 10 * minuteMs, now - 2 * dayMs, now - 7_000 * dayMs, now + 180 * minuteMs]),
      false,
    );
  }

  private nextNumber(channel: Channel, paidAt: Instant): string {
    const key = `${channel} ${dayOf(paidAt)}`;
    const number = (this.numbers.get(key) ?? 0) + 1;
    this.numbers.set(key, number);
    return String(number);
  }
}

const faultOfBank = (
  { district }: QuoteClaims,
  bank: Bank | undefined,
): 'bank-not-in-district' | undefined =>
  bank !== undefined && unlisted[district]?.includes(bank) === true ? 'bank-not-in-district' : undefined;
