import { randomUUID } from 'node:crypto';
import { playDayEnd, type DifferenceClass } from './day-end';
import { bringing } from './files';
import type { ChannelPlays, Played } from './play';
import { billMishaps, playMishaps } from './mishaps';
import { posted, refundIs, reviewedRefund } from './refund';
import { must, yuanOf, type Rig } from './rig';

const [amount, fen] = ['1000.00', 100_000n] as const;
const month = '2022-05';
const channel = 'wechat-bills';
/** What operators have transferred. */
const transfers = '1003.transfers';

/** WeChat 生活缴费: the payer takes a number along, and WeChat asks what it owes, takes it and tells. */
export const billPlays = (rig: Rig): ChannelPlays => {
  const user = new User(rig);
  return {
    channel,
    held: () => user.held(),
    plays: {
      pay: () => user.pay(),
      duplicate: () => user.duplicate(),
      forged: () => user.forged(),
      'closed then paid': () => user.closedThenPaid(),
      'unknown then resolved': () => user.unknownThenResolved(),
      late: () => user.late(),
      refund: () => user.refund(),
      reversal: () => user.reversal(),
      mishaps: () => playMishaps(rig, billMishaps, (mode) => user.payUnder(mode)),
      'day end': () => user.dayEnd(),
    },
  };
};

/** A payment number, and the order behind it. */
interface Numbered {
  readonly personId: string;
  readonly orderId: string;
  readonly paymentNumber: string;
}

/** What has WeChat's file differ about a number by the class. */
const faultsFor: Readonly<Record<DifferenceClass, readonly string[]>> = {
  'channel-only': ['notify-never'],
  'ours-only': ['bill-line-short'],
  amount: ['bill-other-amount'],
  status: ['bill-other-status'],
  conflict: ['pack-resent-changed', 'bill-other-amount'],
};

class User {
  private readonly token: string;

  constructor(private readonly rig: Rig) {
    this.token = rig.tokens.payers.find((payer) => payer.channel === 'wechat')?.token ?? '';
  }

  /** What WeChat pays out to us. */
  async held(): Promise<bigint> {
    const { body } = await this.rig.outside('GET', '/wechat-bills/books');
    return body.items
      .filter(({ status }: any) => !['returned', 'reversed'].includes(status))
      .reduce((sum: bigint, one: any) => sum + BigInt(one.fen), 0n);
  }

  async pay(): Promise<Played> {
    const { orderId, paid } = await this.paid();
    return { what: `${orderId.slice(0, 8)}: paid, ${paid.channel_bill_no}`, fen };
  }

  async duplicate(): Promise<Played> {
    const { orderId } = await this.paid('notify-twice');
    must((await this.order(orderId)).status === 'paid', '销账 that came twice is booked once');
    return { what: 'told twice, booked once', fen };
  }

  async forged(): Promise<Played> {
    const { orderId, paymentNumber } = await this.numbered();
    await this.rig.fault(channel, 'notify-forged', paymentNumber);
    const { status } = await this.take(paymentNumber);
    must(status === 'returned', 'WeChat gives back what was not taken', status);
    must((await this.order(orderId)).status === 'open', 'a forged message changes nothing');
    return { what: 'not believed, nothing booked; the user has the money back', fen: 0n };
  }

  async closedThenPaid(): Promise<Played> {
    const { orderId, paymentNumber } = await this.numbered();
    await this.rig.call(this.token, 'POST', `/v1/orders/${orderId}/close`, {});
    return this.paidAfter(orderId, paymentNumber, 'paid after it was given up');
  }

  async unknownThenResolved(): Promise<Played> {
    const { paymentNumber } = await this.numbered();
    await this.rig.fault(channel, 'timeout-after-success', paymentNumber);
    const { bill_no: billNo, status } = await this.take(paymentNumber);
    must(status === 'unknown', 'WeChat has no answer', status);
    await this.rig.stage.later(2);
    await this.rig.untilHas('WeChat asks, and learns that it is booked', async () => {
      const { body } = await this.rig.outside('GET', '/wechat-bills/books');
      return body.items.find((one: any) => one.bill_no === billNo && one.status === 'paid');
    });
    return { what: 'answer lost; asked under its number (销账结果查询): booked once', fen };
  }

  async late(): Promise<Played> {
    const { orderId, paymentNumber } = await this.numbered();
    await this.rig.stage.later(31);
    return this.paidAfter(orderId, paymentNumber, 'paid after its time');
  }

  /** Its messages know no refund: an operator transfers the money, and a second one agrees. */
  async refund(): Promise<Played> {
    const { orderId, personId } = await this.paid();
    await posted(this.rig, personId, month);
    const refundId = await reviewedRefund(this.rig, this.token, { orderId, month });
    await refundIs(this.rig, refundId, 'abnormal', 'after two reviews and the bureau no way back is found');
    const { operator, secondOperator } = this.rig.tokens;
    const transferred = {
      payoutNo: `H-${randomUUID()}`,
      amount,
      paidOutAt: this.rig.stage.now(),
      reason: '转账退费',
    };
    const before = await this.rig.balances();
    const path = `/v1/refunds/${refundId}/other-way`;
    const { status, body } = await this.rig.call(operator, 'POST', path, transferred);
    must(status === 202, 'an operator states the transfer', body);
    const approval = `/v1/operations/payment/proposals/${body.proposalId}/approval`;
    const alone = await this.rig.call(operator, 'POST', approval, {});
    must(alone.status === 403, 'one operator alone books nothing', alone.body);
    const approved = await this.rig.call(secondOperator, 'POST', approval, {});
    must(approved.body.status === 'done', 'a second one confirms it', approved.body);
    await refundIs(this.rig, refundId, 'refunded', 'the transfer is booked');
    const moved = ((await this.rig.balances()).get(transfers) ?? 0n) - (before.get(transfers) ?? 0n);
    must(moved === -fen, 'the money has left the operators’ account', yuanOf(moved));
    // WeChat keeps what it took, and pays it out to us.
    return {
      what: 'two reviews, the bureau undone, transferred by one operator with a second one’s consent',
      fen,
    };
  }

  /** 冲正; also one that overtook its 销账. */
  async reversal(): Promise<Played> {
    const { orderId, paid } = await this.paid();
    const back = await this.rig.outside('POST', '/wechat-bills/reverse', { billNo: paid.bill_no });
    must(back.body.code === '0', '冲正 is taken', back.body);
    must((await this.order(orderId)).status === 'reversed', 'the order is reversed');
    const { paymentNumber } = await this.numbered();
    await this.rig.fault(channel, 'reversal-first', paymentNumber);
    const early = await this.take(paymentNumber);
    must(['returned', 'reversed'].includes(early.status), 'money after its 冲正 is void', early);
    return { what: '冲正 on the day; also where it overtook its 销账', fen: 0n };
  }

  async payUnder(mode: string): Promise<void> {
    const { orderId, paymentNumber } = await this.numbered();
    if (mode === 'success-after-close') {
      await this.rig.outside('POST', '/wechat-bills/query', { billKey: paymentNumber });
      await this.rig.call(this.token, 'POST', `/v1/orders/${orderId}/close`, {});
    }
    await this.rig.fault(channel, mode, paymentNumber);
    const { bill_no: billNo } = await this.take(paymentNumber);
    must(billNo !== undefined, `WeChat takes the money under ${mode}`);
    if (mode === 'reversal-twice' || mode === 'reversal-after-cut')
      await this.rig.outside('POST', '/wechat-bills/reverse', { billNo });
  }

  /** The form of its file is not agreed yet: an operator brings the day's lines. */
  dayEnd(): Promise<Played> {
    const { operator: token } = this.rig.tokens;
    const files = bringing(this.rig, { channel, token, path: '/wechat-bills' });
    return playDayEnd(this.rig, { channel, cannot: {}, ...files, take: (all) => this.takeAll(all) });
  }

  private async takeAll(planted: readonly (DifferenceClass | undefined)[]): Promise<void> {
    for (const one of planted) await this.paid(...(one === undefined ? [] : faultsFor[one]));
  }

  private async paidAfter(orderId: string, paymentNumber: string, what: string): Promise<Played> {
    const paid = await this.take(paymentNumber, Number(fen));
    must(paid.status === 'paid', 'money that was taken is not refused', paid);
    const { status, because } = await this.order(orderId);
    must(status === 'in-suspense', 'late money is kept', status);
    return { what: `${what}: ${status} (${because})`, fen };
  }

  private async paid(
    ...faults: readonly string[]
  ): Promise<{ readonly orderId: string; readonly personId: string; readonly paid: any }> {
    const { orderId, personId, paymentNumber } = await this.numbered();
    for (const fault of faults) await this.rig.fault(channel, fault, paymentNumber);
    const paid = await this.take(paymentNumber);
    must(['paid', 'unsent'].includes(paid.status), '销账 is taken', paid);
    return { orderId, personId, paid };
  }

  private async take(billKey: string, seen?: number): Promise<any> {
    const payment = { billKey, ...(seen === undefined ? {} : { fen: seen }) };
    return (await this.rig.outside('POST', '/wechat-bills/pay', payment)).body;
  }

  private async order(orderId: string): Promise<any> {
    return (await this.rig.call(this.token, 'GET', `/v1/orders/${orderId}`)).body;
  }

  private async numbered(): Promise<Numbered> {
    const personId = await this.rig.person(this.token);
    const quoted = await this.rig.quote(this.token, personId, month);
    const given = await this.rig.until(
      'a number is given',
      () => this.rig.call(this.token, 'POST', '/v1/payment-numbers', { quoteToken: quoted.token }),
      ({ paymentNumber }) => paymentNumber !== undefined,
    );
    return { ...given, personId };
  }
}
