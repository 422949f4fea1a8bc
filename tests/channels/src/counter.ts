import { randomUUID } from 'node:crypto';
import { toFen, yuan } from '@canbao/money';
import type { ChannelPlays, Played } from './play';
import { must, type Rig } from './rig';

const [amount, fen] = ['1000.00', 100_000n] as const;
const month = '2022-05';
/** The planted differences of a day, with the class that the matching gives each. */
const planted = [
  ['bill-line-more', 'channel-only'],
  ['bill-line-short', 'ours-only'],
  ['bill-other-amount', 'amount'],
  ['bill-other-status', 'status'],
] as const;
const refusedFiles = ['bill-truncated', 'bill-wrong-hash', 'bill-wrong-encoding'] as const;

/** A bank's counter, or the tax desk: its teller is the sandbox's, whose requests are signed. */
export const counterPlays = (rig: Rig, bank: string): ChannelPlays => {
  const token = bank === 'tax-desk' ? rig.tokens.taxDesk : (rig.tokens.banks[bank] ?? '');
  const teller = new Counter(rig, bank, token);
  return {
    channel: bank,
    held: () => teller.held(),
    plays: {
      pay: () => teller.pay(),
      duplicate: () => teller.duplicate(),
      late: () => teller.late(),
      forged: () => teller.forged(),
      'closed then paid': () => teller.closedThenPaid(),
      'unknown then resolved': () => teller.unknownThenResolved(),
      refund: () => teller.refund(),
      reversal: () => teller.reversal(),
      'day end': () => teller.dayEnd(),
    },
  };
};

class Counter {
  private paidOut = 0n;

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
    await this.rig.clock('2022-05-18T11:30:00+08:00');
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
    const { tokens } = this.rig;
    const personId = await this.rig.person();
    const quoted = await this.rig.quote(this.token, personId, month);
    const { receiptNo } = await this.report(quoted.token);
    await this.rig.until(
      'the bureau has booked the month',
      () => this.rig.call(tokens.operator, 'GET', `/v1/persons/${personId}/postings?month=${month}`),
      ({ items }) => items?.some(({ status }: any) => status === 'posted'),
    );
    const body = { receiptNo, months: [month], reason: 'error' };
    const applied = await this.rig.call(this.token, 'POST', '/v1/refunds', body);
    must(applied.status === 201, 'a refund is applied for', applied.body);
    const { refundId } = applied.body;
    for (const reviewer of [tokens.operator, tokens.hrss])
      await this.rig.call(reviewer, 'POST', `/v1/refunds/${refundId}/approval`);
    await this.rig.until(
      'after two reviews and the bureau the money is to be paid out',
      () => this.rig.call(tokens.operator, 'GET', `/v1/refunds/${refundId}`),
      ({ status }) => status === 'to-pay-out',
    );
    const { body: clock } = await this.rig.call(undefined, 'GET', '/sandbox/clock');
    const payout = { payoutNo: `P-${randomUUID()}`, amount, paidOutAt: clock.now };
    const paid = await this.rig.call(this.token, 'POST', `/v1/refunds/${refundId}/payout`, payout);
    must(paid.body.status === 'refunded', 'the counter pays out', paid.body);
    const again = await this.rig.call(this.token, 'POST', `/v1/refunds/${refundId}/payout`, payout);
    must(again.body.status === 'refunded', 'a payout told again books nothing', again.body);
    this.paidOut += fen;
    return { what: 'two reviews, the bureau undone, paid out once', fen: 0n };
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

  /** A day for each class of difference: found by its class, and gone with the corrected file. */
  async dayEnd(): Promise<Played> {
    let held = 0n;
    let date = 19;
    for (const [fault, kind] of planted) {
      const day = `2022-05-${(date += 1)}`;
      await this.rig.clock(`${day}T10:00:00+08:00`);
      must((await this.take({ paidAt: undefined })).said === 'paid', 'a month is paid');
      held += fen;
      const differs = await this.send(day, fault);
      must(differs.differences[kind]?.count === 1, `${fault} is found as ${kind}`, differs);
      const matched = await this.send(day);
      must(Object.keys(matched.differences).length === 0, `the corrected file of ${day} agrees`, matched);
    }
    const day = `2022-05-${date}`;
    for (const fault of refusedFiles) {
      const { body } = await this.post(day, fault);
      must(body.code === 'statement-refused', `a file with ${fault} is refused whole`, body);
    }
    const classes = planted.map(([, kind]) => kind).join(', ');
    return {
      what: `found and corrected: ${classes}; refused whole: ${refusedFiles.length} files`,
      fen: held,
    };
  }

  /** Fen that the bank has in its own books of all these days. */
  async held(): Promise<bigint> {
    const days = ['18', '19', '20', '21', '22', '23'];
    const entries = await Promise.all(
      days.map(
        async (day) => (await this.rig.outside('GET', `/banks/${this.bank}/days/2022-05-${day}`)).body,
      ),
    );
    const taken = entries
      .flatMap(({ items }) => items)
      .filter(({ state }: any) => state === 'booked')
      .reduce((sum: bigint, entry: any) => sum + toFen(yuan(entry.amount)), 0n);
    return taken - this.paidOut;
  }

  private async send(day: string, fault?: string): Promise<any> {
    const sent = await this.post(day, fault);
    must(sent.status === 200, `the file of ${day} is taken`, sent.body);
    return this.rig.until(
      `the day ${day} is matched`,
      () => this.rig.call(this.token, 'GET', `/v1/reconciliations/${this.bank}/${day}`),
      (body) =>
        ['matched', 'differences', 'closed'].includes(body.status) &&
        body.statements?.some(
          ({ statementId, state }: any) => statementId === sent.body.statementId && state === 'in-force',
        ),
    );
  }

  private async post(day: string, fault?: string) {
    const query = fault === undefined ? '' : `?fault=${fault}`;
    const file = await this.rig.bytes(`/sandbox/channels/banks/${this.bank}/day-files/${day}${query}`);
    return this.rig.upload(this.token, `/v1/channel-statements/${this.bank}/${day}`, file);
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
