import type { Instant } from '@canbao/calendar';
import type { ChannelOrder, ChannelState, OnlineChannel, Placed } from '@canbao/domain-payment';
import { fromFen, sum, toFen, type Yuan } from '@canbao/money';
import type { MiniProgram } from '@canbao/contracts';
import type { Process, Scheduler } from '../scheduler';
import type { VirtualClock } from '../virtual-clock';

/** Money that a wallet has taken. */
export interface WalletPayment {
  readonly channel: MiniProgram;
  readonly orderNo: string;
  readonly transactionNo: string;
  /** Yuan. */
  readonly amount: Yuan;
  readonly paidAt: Instant;
}

/** An order as its channel knows it. */
export interface WalletOrder {
  readonly channel: MiniProgram;
  readonly orderNo: string;
  readonly total: Yuan;
  readonly payBy: Instant;
  state: 'open' | 'closed';
  /** A fault of the channel's own: it takes the money of an order that it has called closed. */
  takesLate: boolean;
  readonly payments: WalletPayment[];
}

/** What an adapter gives of a channel's orders; refunds have a book of their own. */
export type Wallet = Pick<OnlineChannel, 'place' | 'query' | 'close'>;

const longestDelayMs = 8_000;

/**
 * The wallets (微信支付, 支付宝) with books of their own. They lose requests and answers, carry requests out long
 * after the caller has given up, and fall silent for as long as the seed says.
 */
export class WalletChannel {
  /** By the order's number. */
  readonly orders = new Map<string, WalletOrder>();
  /** Numbers that the channel does not take, whoever asks how often. */
  readonly refused = new Set<string>();
  /** What the channel has promised to nobody: each is a finding. */
  readonly faults: string[] = [];
  faultRate = 0;
  /** Answers nothing before. */
  silentUntilMs = 0;
  /** Answers nothing today. */
  isSilentToday = false;
  /** Called when money has come. */
  onPaid: (payment: WalletPayment) => void = () => undefined;
  private payments = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly clock: VirtualClock,
    /** Whether the number was stored before it was sent. */
    private readonly isKnown: (orderNo: string) => boolean,
  ) {}

  /** A wallet as one process sees it. */
  seenBy(process: Process, channel: MiniProgram): Wallet {
    const unknown = { status: 'unknown' } as const;
    const of = (orderNo: string): WalletOrder | undefined => {
      const order = this.orders.get(orderNo);
      return order?.channel === channel ? order : undefined;
    };
    return {
      place: (order) => this.exchange(process, () => this.place(channel, order), { outcome: 'unknown' }),
      query: (orderNo) => this.exchange(process, () => this.stateOf(of(orderNo)), unknown),
      close: (orderNo) => this.exchange(process, () => this.close(of(orderNo)), unknown),
    };
  }

  /** The payer pays; false when the channel does not take the money any more. */
  pay(orderNo: string): boolean {
    const order = this.orders.get(orderNo);
    if (order === undefined || (this.isOver(order) && !order.takesLate)) return false;
    // An order that is paid is paid once, but for a fault: two telephones at the same moment.
    if (order.payments.length > 0 && !this.scheduler.chance(0.3)) return false;
    const isOdd = this.scheduler.chance(0.03);
    this.take(order, isOdd ? sum([order.total, '-0.01' as Yuan]) : order.total);
    return true;
  }

  /** Money under a number that was never ours: the merchant's number is used by another system, too. */
  payStranger(channel: MiniProgram, orderNo: string): void {
    const total = fromFen(BigInt(1 + this.scheduler.below(50_000)));
    const payBy = this.clock.at(this.scheduler.nowMs + 60_000);
    const order = { channel, orderNo, total, payBy, takesLate: false, payments: [] };
    this.orders.set(orderNo, { ...order, state: 'open' });
    this.pay(orderNo);
  }

  /** All money that was taken. */
  taken(): WalletPayment[] {
    return [...this.orders.values()].flatMap(({ payments }) => payments);
  }

  private take(order: WalletOrder, amount: Yuan): void {
    this.payments += 1;
    const { channel, orderNo } = order;
    const transactionNo = `42000${this.payments}`;
    const payment = { channel, orderNo, transactionNo, amount, paidAt: this.clock.now() };
    order.payments.push(payment);
    this.onPaid(payment);
  }

  private place(channel: MiniProgram, { orderNo, total, payBy }: ChannelOrder): Placed {
    if (!this.isKnown(orderNo)) this.faults.push(`wallets: ${orderNo} is sent and was stored by nobody`);
    const order = this.orders.get(orderNo);
    if (order === undefined && this.scheduler.chance(0.04)) this.refused.add(orderNo);
    if (this.refused.has(orderNo)) return { outcome: 'refused', reason: 'NOT_ALLOWED' };
    if (order === undefined)
      this.orders.set(orderNo, {
        channel,
        orderNo,
        total,
        payBy,
        state: 'open',
        takesLate: false,
        payments: [],
      });
    // Whether such an order is paid, a query tells.
    else if (order.payments.length > 0 || toFen(order.total) !== toFen(total)) return { outcome: 'unknown' };
    else if (this.isOver(order)) return { outcome: 'refused', reason: 'ORDER_CLOSED' };
    return { outcome: 'placed', parameters: { orderNo } };
  }

  private stateOf(order: WalletOrder | undefined): ChannelState {
    const [payment] = order?.payments ?? [];
    if (payment !== undefined) return { status: 'paid', ...payment };
    if (order === undefined) return { status: 'not-found' };
    return { status: this.isOver(order) ? 'closed' : 'not-paid' };
  }

  private close(order: WalletOrder | undefined): ChannelState {
    if (order !== undefined && order.payments.length === 0 && order.state === 'open') {
      order.state = 'closed';
      order.takesLate = this.scheduler.chance(0.3);
    }
    return this.stateOf(order);
  }

  private isOver(order: WalletOrder): boolean {
    if (this.clock.now() >= order.payBy) order.state = 'closed';
    return order.state === 'closed';
  }

  private async exchange<Answer>(
    process: Process,
    answer: () => Answer,
    unknown: NoInfer<Answer>,
  ): Promise<Answer> {
    await this.scheduler.turn(process);
    const fate = this.scheduler.random();
    if (fate < this.faultRate / 3) return unknown;
    if (fate < (this.faultRate * 2) / 3) {
      setTimeout(answer, this.scheduler.below(longestDelayMs));
      return unknown;
    }
    if (this.isSilentToday || this.scheduler.nowMs < this.silentUntilMs) {
      // Deaf or dumb: the request may arrive all the same.
      if (this.scheduler.chance(0.5)) answer();
      return unknown;
    }
    const reply = answer();
    await this.scheduler.turn(process);
    return fate < this.faultRate ? unknown : reply;
  }
}
