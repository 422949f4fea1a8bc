import { toFen, yuan } from '@canbao/money';
import { playDayEnd, type DifferenceClass } from './day-end';
import { ownMishaps, playMishaps, walletMishaps } from './mishaps';
import type { ChannelPlays, Played } from './play';
import { posted, refundIs, reviewedRefund } from './refund';
import { must, type Rig } from './rig';

const [amount, fen] = ['1000.00', 100_000n] as const;
const month = '2022-05';

/** What has the bill differ about an order by the class. */
const faultFor: Readonly<Partial<Record<DifferenceClass, string>>> = {
  'channel-only': 'bill-line-more',
  'ours-only': 'bill-line-short',
  amount: 'bill-other-amount',
  status: 'bill-other-status',
};

/** What a payer and a forger do at a wallet's counterpart. */
interface Wallet {
  readonly pay: (number: string) => Promise<{ readonly status: number }>;
  readonly forge: (number: string) => Promise<unknown>;
  readonly held: () => Promise<bigint>;
}

const wallets: Readonly<Record<'wechat' | 'alipay', (rig: Rig) => Wallet>> = {
  wechat: (rig) => ({
    pay: (number) => rig.outside('POST', `/wechat/orders/${number}/payment`, {}),
    forge: (number) => rig.outside('POST', `/wechat/orders/${number}/forgery`, {}),
    held: async () => toFen(yuan((await rig.outside('GET', '/wechat/books')).body.totals.held)),
  }),
  alipay: (rig) => ({
    pay: (number) => rig.outside('POST', '/alipay/pay', { number }),
    forge: (number) => rig.outside('POST', '/alipay/forge', { number }),
    held: async () => {
      const { body } = await rig.outside('GET', '/alipay/books');
      const trades: readonly any[] = body.trades;
      return trades.reduce((sum, { paid, refunded }) => sum + BigInt((paid ?? 0) - refunded), 0n);
    },
  }),
};

/** A mini-program: the payer orders here and pays in the wallet. */
export const onlinePlays = (rig: Rig, channel: 'wechat' | 'alipay'): ChannelPlays => {
  const shop = new Shop(rig, channel, wallets[channel](rig));
  return {
    channel,
    held: () => shop.held(),
    plays: {
      pay: () => shop.pay(),
      duplicate: () => shop.duplicate(),
      late: () => shop.late(),
      forged: () => shop.forged(),
      'closed then paid': () => shop.closedThenPaid(),
      'unknown then resolved': () => shop.unknownThenResolved(),
      refund: () => shop.refund(),
      mishaps: () =>
        playMishaps(rig, { ...walletMishaps, ...ownMishaps[channel] }, (mode) => shop.payUnder(mode)),
      reversal: { because: 'a wallet has no reversal: what was paid goes back as a refund' },
      'day end': () => shop.dayEnd(),
    },
  };
};

class Shop {
  private readonly payer: { readonly token: string; readonly channel: string };

  constructor(
    private readonly rig: Rig,
    channel: 'wechat' | 'alipay',
    private readonly wallet: Wallet,
  ) {
    const payer = rig.tokens.payers.find((one) => one.channel === channel);
    if (payer === undefined) throw new Error(`nobody pays by ${channel}`);
    this.payer = payer;
  }

  held(): Promise<bigint> {
    return this.wallet.held();
  }

  async pay(): Promise<Played> {
    const { orderId } = await this.opened();
    await this.paid(orderId);
    return { what: `${numberOf(orderId)}: paid`, fen };
  }

  async duplicate(): Promise<Played> {
    const { orderId } = await this.opened();
    await this.rig.fault(this.payer.channel, 'notify-twice', numberOf(orderId));
    await this.paid(orderId);
    return { what: 'told twice, booked once', fen };
  }

  async late(): Promise<Played> {
    const { orderId } = await this.opened();
    await this.rig.stage.later(31);
    await this.reaches(orderId, 'is closed when its time is over', 'closed');
    return this.paidAfter(orderId, 'paid after its time');
  }

  async forged(): Promise<Played> {
    const { orderId } = await this.opened();
    await this.wallet.forge(numberOf(orderId));
    const { body } = await this.rig.call(this.payer.token, 'GET', `/v1/orders/${orderId}`);
    must(body.status === 'open', 'a forged message changes nothing', body.status);
    return { what: 'not believed, nothing booked', fen: 0n };
  }

  async closedThenPaid(): Promise<Played> {
    const { orderId } = await this.opened();
    await this.rig.call(this.payer.token, 'POST', `/v1/orders/${orderId}/close`, {});
    await this.reaches(orderId, 'is closed', 'closed');
    return this.paidAfter(orderId, 'paid after it was closed');
  }

  /** No message comes: the platform asks by its own schedule, half a minute after the order was placed. */
  async unknownThenResolved(): Promise<Played> {
    const { orderId } = await this.opened();
    await this.rig.fault(this.payer.channel, 'notify-never', numberOf(orderId));
    await this.wallet.pay(numberOf(orderId));
    await this.rig.stage.later(2);
    await this.reaches(orderId, 'is asked about', 'paid');
    return { what: 'no message came; asked by the schedule, under the same number: booked once', fen };
  }

  async refund(): Promise<Played> {
    const { orderId, personId } = await this.opened();
    await this.paid(orderId);
    await posted(this.rig, personId, month);
    const refundId = await reviewedRefund(this.rig, this.payer.token, { orderId, month });
    const back = 'the money goes back through the channel';
    const refunded = await refundIs(this.rig, refundId, 'refunded', back);
    must(refunded.amount === amount, 'all of it goes back', refunded.amount);
    return { what: 'two reviews, the bureau undone, back through the channel', fen: 0n };
  }

  /** An order that can be paid; the mode hits what comes after. */
  async payUnder(mode: string): Promise<void> {
    const { orderId } = await this.opened();
    await this.rig.fault(this.payer.channel, mode, numberOf(orderId));
    const { status } = await this.wallet.pay(numberOf(orderId));
    must(status === 200, `the wallet takes the money under ${mode}`, status);
  }

  /** The wallet's bill of a day is fetched by the platform; one that is not whole is asked for once more. */
  async dayEnd(): Promise<Played> {
    const { channel } = this.payer;
    await this.rig.fault(channel, 'bill-wrong-hash', '2022-05-18');
    return playDayEnd(this.rig, {
      channel,
      cannot: {
        conflict: 'a message told again is counted, and one question has one answer',
      },
      take: (planted) => this.takeAll(planted),
      bring: async () => undefined,
      refused: (day) => this.refusedOnce(day),
    });
  }

  private async takeAll(planted: readonly (DifferenceClass | undefined)[]): Promise<void> {
    for (const one of planted) {
      const { orderId } = await this.opened();
      const fault = one === undefined ? undefined : faultFor[one];
      // In the bill, and in that of the next day, too: only the third one is corrected.
      if (fault !== undefined) await this.rig.fault(this.payer.channel, fault, numberOf(orderId), 2);
      await this.paid(orderId);
    }
  }

  private async refusedOnce(day: string): Promise<string> {
    await this.rig.until(
      `the bill of ${day} is refused whole`,
      () =>
        this.rig.call(this.rig.tokens.operator, 'GET', `/v1/reconciliations/${this.payer.channel}/${day}`),
      ({ statements }) => statements?.some(({ state }: any) => state === 'refused'),
    );
    return 'refused whole: a bill with another hash';
  }

  /** Money of a closed order: to its month where it is still owed, else back. Never lost, never twice. */
  private async paidAfter(orderId: string, what: string): Promise<Played> {
    await this.rig.fault(this.payer.channel, 'success-after-close', numberOf(orderId));
    await this.wallet.pay(numberOf(orderId));
    const order = await this.rig.until(
      'late money is booked',
      () => this.rig.call(this.payer.token, 'GET', `/v1/orders/${orderId}`),
      ({ status }) => status === 'paid' || status === 'in-suspense',
    );
    return {
      what: `${what}: ${order.status}${order.because === undefined ? '' : ` (${order.because})`}`,
      fen,
    };
  }

  private async paid(orderId: string): Promise<void> {
    const { status } = await this.wallet.pay(numberOf(orderId));
    must(status === 200, 'the wallet takes the money', status);
    await this.reaches(orderId, 'is paid', 'paid');
  }

  private reaches(orderId: string, what: string, status: string): Promise<any> {
    return this.rig.until(
      `the order ${what}`,
      () => this.rig.call(this.payer.token, 'GET', `/v1/orders/${orderId}`),
      (body) => body.status === status,
    );
  }

  private async opened(): Promise<{ readonly orderId: string; readonly personId: string }> {
    const personId = await this.rig.person(this.payer.token);
    const quoted = await this.rig.quote(this.payer.token, personId, month);
    const { orderId } = await this.rig.until(
      'the payer may order',
      () =>
        this.rig.call(this.payer.token, 'POST', '/v1/orders', {
          quoteToken: quoted.token,
          channel: this.payer.channel,
        }),
      (body) => body.orderId !== undefined,
    );
    const order = await this.reaches(orderId, 'can be paid', 'open');
    must(Object.keys(order.channelParameters ?? {}).length > 0, 'the wallet can be opened', order);
    return { orderId, personId };
  }
}

/** The order's number at its channel. */
const numberOf = (orderId: string): string => orderId.replaceAll('-', '');
