import { createHash, randomInt } from 'node:crypto';
import { playDayEnd, type DifferenceClass } from './day-end';
import { bringing } from './files';
import type { ChannelPlays, Played } from './play';
import { posted, refundIs, reviewedRefund } from './refund';
import { must, type Rig } from './rig';

const [amount, fen] = ['1000.00', 100_000n] as const;
const month = '2022-05';
const channel = 'batch-debit';
const bank = 'ccb';

/** What the bank's file differs about. */
const faultFor: Readonly<Partial<Record<DifferenceClass, string>>> = {
  'ours-only': 'bill-line-short',
  amount: 'bill-other-amount',
  status: 'bill-other-status',
};

/** Monthly batch debit: an agreement, a run that two operators open, and what the bank answers. */
export const debitPlays = (rig: Rig): ChannelPlays => {
  const debtor = new Debtor(rig);
  return {
    channel,
    held: () => debtor.held(),
    plays: {
      pay: () => debtor.pay(),
      duplicate: () => debtor.duplicate(),
      forged: () => debtor.forged(),
      'closed then paid': () => debtor.closedThenPaid(),
      'unknown then resolved': () => debtor.unknownThenResolved(),
      late: () => debtor.late(),
      refund: () => debtor.refund(),
      mishaps: { because: 'its modes are played by `tests/servers/debit-faults.int.spec.ts`' },
      reversal: { because: 'a bank does not take a debit back: it goes back as a refund' },
      'day end': () => debtor.dayEnd(),
    },
  };
};

/** An agreement and its person. */
interface Agreed {
  readonly personId: string;
  readonly agreementId: string;
  readonly protocolNo: string;
}

class Debtor {
  private readonly token: string;

  constructor(private readonly rig: Rig) {
    this.token = rig.tokens.payers[0]?.token ?? '';
  }

  /** What the banks have taken from accounts, less what they have credited. */
  async held(): Promise<bigint> {
    const [items, { body: credits }] = [
      await this.items(),
      await this.rig.outside('GET', '/batch-debit/credits'),
    ];
    const done = (all: readonly any[]): bigint =>
      all.filter(({ result }) => result === '90000').reduce((sum, one) => sum + BigInt(one.fen), 0n);
    return done(items) - done(credits.items);
  }

  async pay(): Promise<Played> {
    const one = await this.agreed();
    await this.debited(await this.run(), one);
    return { what: `agreement ${one.protocolNo}: debited and booked by the bureau`, fen };
  }

  /** The bank tells its result once more, in its own file; then another one. */
  async duplicate(): Promise<Played> {
    const one = await this.agreed();
    const runId = await this.run();
    await this.debited(runId, one);
    for (const _ of [1, 2]) {
      const told = await this.tell(runId, one, '90000');
      must(told.status === 200, 'a result that is told again is taken', told.body);
    }
    const other = await this.tell(runId, one, '24003');
    must(other.body.code === 'debit-result-conflicts', 'another result is refused', other.body);
    return { what: 'result told three times, booked once; another result of it refused', fen };
  }

  async forged(): Promise<Played> {
    const one = await this.agreed();
    await this.rig.fault(channel, 'answer-forged', '9003');
    await this.debited(await this.run(), one);
    return { what: 'an answer that is not of the line is not believed; asked again: booked once', fen };
  }

  async unknownThenResolved(): Promise<Played> {
    const one = await this.agreed();
    await this.rig.fault(channel, 'timeout-after-success');
    await this.debited(await this.run(), one);
    const own = (await this.items()).filter(({ protocol_no: of }) => of === one.protocolNo);
    must(own.length === 1, 'the pack is not sent under another number', own);
    return { what: 'answer to the pack lost; asked under its number, debited once', fen };
  }

  /** The bank does not know until the next day: the month stays claimed, and nobody else pays it. */
  async late(): Promise<Played> {
    const one = await this.agreed();
    await this.rig.fault(channel, 'result-unknown', one.protocolNo);
    const runId = await this.run();
    await this.reaches(runId, 'the bank does not know', ({ unknown }) => unknown?.count === 1);
    const own = await this.rig.call(this.token, 'POST', '/v1/quotes', {
      personId: one.personId,
      insurance: 'pension',
      months: [month],
    });
    const order = { quoteToken: own.body.token, channel: this.rig.tokens.payers[0]?.channel };
    const locked =
      own.body.token === undefined ? own : await this.rig.call(this.token, 'POST', '/v1/orders', order);
    must(JSON.stringify(locked.body).includes('month-in-debit-run'), 'the month is locked', locked.body);
    this.stopped = await this.agreed();
    await this.rig.fault(channel, 'result-unknown', this.stopped.protocolNo);
    this.stoppedRun = await this.run();
    await this.reaches(this.stoppedRun, 'nor of another', ({ unknown }) => unknown?.count === 1);
    await this.stop(this.stopped);
    await this.rig.stage.until('2022-05-19T09:00:00+08:00');
    await this.debited(runId, one);
    return { what: 'the bank did not know; month locked for others; told the next day: booked once', fen };
  }

  private stopped: Agreed | undefined;
  private stoppedRun = '';

  /** An agreement that is stopped while the bank has the pack: what it took is booked all the same. */
  async closedThenPaid(): Promise<Played> {
    const { stopped } = this;
    must(stopped !== undefined, 'an agreement was stopped in `late`');
    await this.debited(this.stoppedRun, stopped as Agreed);
    return { what: 'agreement stopped while the bank had the pack: what it took is booked', fen };
  }

  /** The bank credits the account that it debited, under one number. */
  async refund(): Promise<Played> {
    const one = await this.agreed();
    await this.debited(await this.run(), one);
    // Or the next run would debit the month again, which is owed once more.
    await this.stop(one);
    const { body: own } = await this.rig.call(this.token, 'GET', '/v1/orders');
    const paid = own.items.find(({ personId }: any) => personId === one.personId);
    const asked = { orderId: paid?.orderId, month };
    const refundId = await reviewedRefund(this.rig, this.token, asked);
    const refunded = await refundIs(this.rig, refundId, 'refunded', 'the bank credits the account');
    must(refunded.amount === amount, 'all of it goes back', refunded.amount);
    return { what: 'two reviews, the bureau undone, credited to the account that was debited', fen: 0n };
  }

  dayEnd(): Promise<Played> {
    const { operator: token } = this.rig.tokens;
    const files = bringing(this.rig, { channel, token, path: '/batch-debit' });
    return playDayEnd(this.rig, {
      channel,
      cannot: {
        'channel-only': 'a bank debits what a pack names, and leaves out what it does not know',
        conflict: 'another result under a number is refused whole, before the day end',
      },
      ...files,
      take: (all) => this.takeAll(all),
    });
  }

  private async takeAll(planted: readonly (DifferenceClass | undefined)[]): Promise<void> {
    const all: Agreed[] = [];
    for (const one of planted) {
      const agreed = await this.agreed();
      all.push(agreed);
      const fault = one === undefined ? undefined : faultFor[one];
      if (fault !== undefined) await this.rig.fault(channel, fault, agreed.protocolNo);
    }
    const runId = await this.run();
    for (const agreed of all) await this.debited(runId, agreed);
  }

  /** Its own file of results, about one item. */
  private async tell(runId: string, { protocolNo }: Agreed, result: string) {
    const item = (await this.items()).find(({ protocol_no: of }) => of === protocolNo);
    const entrustDate = item.entrust_date.replace(/^(....)(..)(..)$/, '$1-$2-$3');
    const digits = item.taken_at as string;
    const paidAt = `${digits.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6')}+08:00`;
    const line = `${JSON.stringify({ kind: 'item', traNo: item.tra_no, result, amount, paidAt })}\n`;
    const pack = { kind: 'pack', entrustDate, packNo: item.pack_no, count: 1, amount };
    const end = { kind: 'end', sha256: createHash('sha256').update(line).digest('hex') };
    const file = `${JSON.stringify(pack)}\n${line}${JSON.stringify(end)}\n`;
    const path = `/v1/debit-runs/${runId}/results`;
    return this.rig.call(this.rig.tokens.banks[bank], 'POST', path, file, 'application/x-ndjson');
  }

  private async items(): Promise<readonly any[]> {
    return (await this.rig.outside('GET', '/batch-debit/items')).body.items;
  }

  /** The bureau has the month: its money was booked and passed on. */
  private async debited(runId: string, { personId }: Agreed): Promise<void> {
    await this.reaches(runId, 'an item is debited', ({ succeeded }) => succeeded !== undefined);
    await posted(this.rig, personId, month);
  }

  private async stop({ agreementId }: Agreed): Promise<void> {
    const { status } = await this.rig.call(this.token, 'DELETE', `/v1/debit-agreements/${agreementId}`);
    must(status === 200, 'the agreement is stopped', status);
  }

  private reaches(runId: string, what: string, isSo: (progress: any) => boolean): Promise<any> {
    return this.rig.until(
      what,
      () => this.rig.call(this.rig.tokens.operator, 'GET', `/v1/debit-runs/${runId}`),
      ({ progress }) => progress !== undefined && isSo(progress),
    );
  }

  /** Two operators open a run. */
  private async run(): Promise<string> {
    const { operator, secondOperator } = this.rig.tokens;
    const proposed = await this.rig.call(operator, 'POST', '/v1/debit-runs', { reason: 'npm run channels' });
    must(proposed.status === 202, 'an operator proposes a run', proposed.body);
    const path = `/v1/operations/payment/proposals/${proposed.body.proposalId}/approval`;
    const { body } = await this.rig.call(secondOperator, 'POST', path, {});
    must(body.status === 'done', 'another operator opens it', body);
    return body.result.runId;
  }

  /** A person whose base is declared, and an agreement that the bank has confirmed. */
  private async agreed(): Promise<Agreed> {
    const personId = await this.rig.person(this.token);
    await this.rig.quote(this.token, personId, month);
    const account = { accountNumber: `6217${randomInt(1e11, 1e12)}`, accountName: '测试甲' };
    const terms = { personId, bank, insurances: ['pension'], ...account };
    const signed = await this.rig.until(
      'an agreement is signed',
      () => this.rig.call(this.token, 'POST', '/v1/debit-agreements', terms),
      ({ agreementId }) => agreementId !== undefined,
    );
    const { agreementId, protocolNo } = await this.rig.until(
      'the bank confirms it',
      () => this.rig.call(this.token, 'GET', `/v1/debit-agreements/${signed.agreementId}`),
      ({ status }) => status === 'verified',
    );
    return { personId, agreementId, protocolNo };
  }
}
