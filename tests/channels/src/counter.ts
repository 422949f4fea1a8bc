import { randomUUID } from 'node:crypto';
import { toFen, yuan } from '@canbao/money';
import { playDayEnd, type DifferenceClass } from './day-end';
import { bringing } from './files';
import { counterMishaps, playMishaps } from './mishaps';
import type { ChannelPlays, Played } from './play';
import { posted, refundIs, reviewedRefund } from './refund';
import { must, type Rig } from './rig';

const [amount, fen] = ['1000.00', 100_000n] as const;
const month = '2022-05';
/** What has the day's file differ about an entry by the class. */
const faultsFor: Readonly<Record<DifferenceClass, readonly string[]>> = {
  'channel-only': ['notify-never'],
  'ours-only': ['bill-line-short'],
  amount: ['bill-other-amount'],
  status: ['bill-other-status'],
  conflict: ['pack-resent-changed', 'bill-other-amount'],
};
/** The days on which it takes money. */
const days = ['2022-05-18', '2022-05-19'];

/** A bank's counter, or the tax desk: its teller is the sandbox's, whose requests are signed. */
export const counterPlays = (rig: Rig, bank: string): ChannelPlays => {
  const token = bank === 'tax-desk' ? rig.tokens.taxDesk : (rig.tokens.banks[bank] ?? '');
  const teller = new Counter(rig, bank, token);
  return {
    channel: bank,
    held: () => teller.held(),
    keepSilent: () => teller.keepSilent(),
    plays: {
      pay: () => teller.pay(),
      duplicate: () => teller.duplicate(),
      late: () => teller.late(),
      forged: () => teller.forged(),
      'closed then paid': () => teller.closedThenPaid(),
      'unknown then resolved': () => teller.unknownThenResolved(),
      refund: () => teller.refund(),
      reversal: () => teller.reversal(),
      mishaps: () => playMishaps(rig, counterMishaps, (mode) => teller.payUnder(mode)),
      'day end': () => teller.dayEnd(),
    },
  };
};

class Counter {
  constructor(
    private readonly rig: Rig,
    private readonly bank: string,
    private readonly token: string,
  ) {}

  async pay(): Promise<Played> {
    const entry = await this.take();
    must(entry.said === 'paid', 'the month is paid', entry.said);
    return { what: `${entry.receiptNo}: paid`, fen };
  }

  async duplicate(): Promise<Played> {
    const no = this.number();
    await this.rig.fault(this.bank, 'notify-twice', no);
    const entry = await this.take({ transactionNo: no });
    const { body } = await this.rig.call(this.token, 'GET', `/v1/receipts/${entry.receiptNo}`);
    must(body.received === amount, 'a report that came twice is booked once', body.received);
    return { what: 'reported twice, booked once', fen };
  }

  async late(): Promise<Played> {
    const quoted = await this.quoted();
    await this.rig.stage.later(90);
    const entry = await this.report(quoted.token);
    must(entry.said === 'in-suspense', 'money for a quote that has expired is kept in suspense', entry.said);
    return { what: 'quote expired: in suspense (quote-expired)', fen };
  }

  async forged(): Promise<Played> {
    const no = this.number();
    await this.rig.fault(this.bank, 'notify-forged', no);
    const quoted = await this.quoted();
    const entry = await this.report(quoted.token, { transactionNo: no });
    must(entry.receiptNo === undefined, 'nothing is booked for a signature that is not the bank’s', entry);
    await this.settled(no);
    return { what: 'refused; what the bank itself signs of the same money is booked, once', fen };
  }

  /** An online order that its payer closed; the money then comes over the counter. */
  async closedThenPaid(): Promise<Played> {
    const payer = this.rig.tokens.payers[0];
    const personId = await this.rig.person(payer?.token);
    const own = await this.rig.quote(payer?.token ?? '', personId, month);
    const order = await this.rig.until(
      'the payer may order',
      () =>
        this.rig.call(payer?.token, 'POST', '/v1/orders', {
          quoteToken: own.token,
          channel: payer?.channel,
        }),
      ({ orderId }) => orderId !== undefined,
    );
    await this.rig.call(payer?.token, 'POST', `/v1/orders/${order.orderId}/close`, {});
    const quoted = await this.rig.quote(this.token, personId, month);
    const entry = await this.report(quoted.token);
    must(entry.said === 'paid', 'the month of a closed order is paid at the counter', entry.said);
    return { what: 'online order closed, then paid at the counter', fen };
  }

  async unknownThenResolved(): Promise<Played> {
    const no = this.number();
    await this.rig.fault(this.bank, 'timeout-after-success', no);
    const quoted = await this.quoted();
    const entry = await this.report(quoted.token, { transactionNo: no });
    must(entry.state === 'unknown', 'the bank does not know', entry.state);
    await this.settled(no);
    return { what: 'answer lost; asked again under its number: booked once', fen };
  }

  async refund(): Promise<Played> {
    const personId = await this.rig.person();
    const quoted = await this.rig.quote(this.token, personId, month);
    const { receiptNo } = await this.report(quoted.token);
    await posted(this.rig, personId, month);
    const refundId = await reviewedRefund(this.rig, this.token, { receiptNo, month });
    const due = 'after two reviews and the bureau the money is to be paid out';
    await refundIs(this.rig, refundId, 'to-pay-out', due);
    const paidOut = { refundId, payoutNo: `P-${randomUUID()}` };
    const payOut = () => this.rig.outside('POST', `/banks/${this.bank}/payouts`, paidOut);
    const { body: paid } = await payOut();
    must(paid.state === 'booked', 'the counter pays out', paid);
    const again = await payOut();
    must(again.body.no === paid.no, 'a payout told again books nothing', again.body);
    return { what: 'two reviews, the bureau undone, paid out at the counter once', fen: 0n };
  }

  async reversal(): Promise<Played> {
    const { no } = await this.take();
    const reversed = await this.rig.outside('POST', `/banks/${this.bank}/collections/${no}/reversal`);
    must(reversed.body.state === 'reversed', 'the bank has taken it back', reversed.body);
    const early = this.number();
    await this.rig.fault(this.bank, 'reversal-first', early);
    const entry = await this.take({ transactionNo: early });
    must(
      entry.said === 'in-suspense' || entry.state === 'reversed',
      'money after its reversal is void',
      entry,
    );
    // What came in after its reversal is in suspense, until the bank takes it back too.
    await this.rig.fault(this.bank, 'reversal-twice', early);
    const over = await this.rig.outside('POST', `/banks/${this.bank}/collections/${early}/reversal`);
    must(over.body.state === 'reversed', 'a reversal that came first is in both books', over.body);
    return { what: 'taken back on the day; also where the reversal overtook its collection', fen: 0n };
  }

  /** Takes money under a mode of the menu; takes it back where the mode is about that. */
  async payUnder(mode: string): Promise<void> {
    const no = this.number();
    await this.rig.fault(this.bank, mode, no);
    await this.take({ transactionNo: no });
    if (mode === 'reversal-twice' || mode === 'reversal-after-cut')
      await this.rig.outside('POST', `/banks/${this.bank}/collections/${no}/reversal`);
    if (mode !== 'reversal-first') return;
    // Where the original had come first after all, it is taken back once more.
    await this.rig.outside('POST', `/banks/${this.bank}/collections/${no}/reversal`);
  }

  dayEnd(): Promise<Played> {
    const { rig, bank: channel, token } = this;
    const path = `/banks/${channel}`;
    const files = bringing(rig, { channel, token, path });
    return playDayEnd(rig, { channel, cannot: {}, ...files, take: (all) => this.takeAll(all) });
  }

  private async takeAll(planted: readonly (DifferenceClass | undefined)[]): Promise<void> {
    for (const one of planted) {
      const no = this.number();
      for (const fault of one === undefined ? [] : faultsFor[one]) await this.rig.fault(this.bank, fault, no);
      const { state } = await this.take({ transactionNo: no });
      must(state === 'booked', 'a month is paid', state);
    }
  }

  async keepSilent(): Promise<void> {
    const no = this.number();
    await this.rig.fault(this.bank, 'notify-never', no);
    await this.take({ transactionNo: no, paidAt: '2022-05-19T11:00:00.000+08:00' });
  }

  /** Fen that the bank has in its own books of all these days. */
  async held(): Promise<bigint> {
    const entries = await Promise.all(
      days.map(async (day) => (await this.rig.outside('GET', `/banks/${this.bank}/days/${day}`)).body),
    );
    return entries
      .flatMap(({ items }) => items)
      .filter(({ state }: any) => state === 'booked')
      .map(({ amount: of, refundNo }: any) => (refundNo === undefined ? 1n : -1n) * toFen(yuan(of)))
      .reduce((sum: bigint, one: bigint) => sum + one, 0n);
  }

  private async take(more: object = {}): Promise<any> {
    const quoted = await this.quoted();
    return this.report(quoted.token, more);
  }

  private async quoted(): Promise<any> {
    return this.rig.quote(this.token, await this.rig.person(), month);
  }

  private async report(quoteToken: string, more: object = {}): Promise<any> {
    const taking = { quoteToken, amount, method: 'card', ...more };
    return (await this.rig.outside('POST', `/banks/${this.bank}/collections`, taking)).body;
  }

  private settled(no: string): Promise<any> {
    return this.rig.until(
      'the bank learns that it is booked',
      () => this.rig.outside('GET', `/banks/${this.bank}/collections/${no}`),
      ({ state }) => state === 'booked',
    );
  }

  private number(): string {
    return `${this.bank}-${randomUUID()}`;
  }
}
