import type { MiniProgram, QuoteClaims } from '@canbao/contracts';
import { paymentRejections } from '@canbao/domain-payment';
import { AnsweredProblem } from '@canbao/service-kit';
import { miniPrograms } from '@canbao/vocabulary';
import type { Caller } from '../caller';
import { achieved, type History } from '../history';
import { payments } from '../mistaken-payments';
import { quoteFor } from '../quotes';
import type { World } from '../world';
import { ask, place, recordPayment } from './at-channels';
import { Messenger } from './messenger';

/**
 * Payers with a wallet: they order, pay, pay late, pay twice, close what they are just paying, or do nothing.
 */
export class WalletPayers {
  private readonly messenger: Messenger;
  /** Payments that no answer to a question tells of: a channel's bill does. */
  private readonly onBill = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
  ) {
    this.messenger = new Messenger(world, caller);
    world.wallets.onPaid = (payment) => {
      achieved(history, 'paid in a wallet');
      this.messenger.tell(payment);
    };
  }

  get isIdle(): boolean {
    return this.messenger.isIdle;
  }

  async order(payerId: string, personId: string): Promise<void> {
    const { scheduler, clock } = this.world;
    const channel = scheduler.pick(miniPrograms);
    if (scheduler.chance(0.1)) this.disturb(channel);
    const quote = await quoteFor(this.world, this.caller, this.history, personId, { channel, payerId });
    if (quote === undefined) return;
    const orderId = scheduler.uuid();
    const expiresAt = clock.at(scheduler.nowMs + 2_000 + scheduler.below(14_000));
    const ordered = { orderId, channel, quote: { ...quote, expiresAt } };
    this.history.online.set(orderId, ordered);
    if (!(await this.open(orderId, channel, payerId, ordered.quote))) return;
    const paying = scheduler.chance(0.85) ? this.pay(orderId) : Promise.resolve();
    const closing = scheduler.chance(0.3) ? this.close(orderId, personId) : Promise.resolve();
    await Promise.all([paying, closing]);
  }

  /** The bills of the day: each payment that a channel has taken, whatever else has told of it. */
  async sendBills(): Promise<void> {
    const { wallets } = this.world;
    for (const payment of wallets.taken()) {
      if (this.onBill.has(payment.transactionNo)) continue;
      await this.caller.call('payment', payment.transactionNo, (instance) =>
        recordPayment(this.world, instance, payment.channel, payment),
      );
      this.onBill.add(payment.transactionNo);
    }
  }

  /** Money of another system, and a message about money that nobody has paid. */
  private disturb(channel: MiniProgram): void {
    const { wallets, scheduler, clock } = this.world;
    if (scheduler.chance(0.5)) {
      wallets.payStranger(channel, scheduler.chance(0.5) ? `S${scheduler.below(1e9)}` : this.newNo());
      return;
    }
    const claimed = [...this.history.online.keys()].at(-1)?.replaceAll('-', '') ?? this.newNo();
    const transactionNo = `F${scheduler.below(1e9)}`;
    const payment = { channel, orderNo: claimed, transactionNo, amount: '1.00', paidAt: clock.now() };
    this.messenger.lie(payment as Parameters<Messenger['lie']>[0]);
  }

  private newNo(): string {
    return this.world.scheduler.uuid().replaceAll('-', '');
  }

  private async open(
    orderId: string,
    channel: MiniProgram,
    payerId: string,
    quote: QuoteClaims,
  ): Promise<boolean> {
    const { bugs, scheduler } = this.world;
    const payerReference = `wallet of ${payerId}`;
    const answer = await this.caller.call('payment', scheduler.uuid(), async (instance, input) => {
      const command = {
        type: 'OpenOrder',
        orderId,
        payerId,
        channel,
        quote,
        payerReference,
        at: input.now,
      } as const;
      const opened = await instance.commands.run(input, payments(bugs), command, {
        subject: quote.personId,
        rejections: paymentRejections,
        reply: () => ({ orderId }),
      });
      await place(this.world, instance, orderId);
      return opened;
    });
    if (answer instanceof AnsweredProblem) return false;
    achieved(this.history, 'order at a wallet');
    return true;
  }

  /** The wallet opens with what the order says; the payer takes their time, and tries once more. */
  private async pay(orderId: string): Promise<void> {
    const { scheduler, wallets } = this.world;
    await scheduler.sleep(this.caller.process, scheduler.below(scheduler.chance(0.3) ? 12_000 : 2_000));
    for (let times = 2; times > 0; times -= 1) {
      const orderNo = this.numberFor(orderId);
      if (orderNo !== undefined) wallets.pay(orderNo);
      await scheduler.sleep(this.caller.process, scheduler.below(3_000));
    }
  }

  /** What the payer was given to pay with. */
  private numberFor(orderId: string): string | undefined {
    const events = this.world.tables.payment.streams.get(`order-${orderId}`) ?? [];
    const placed = events.find(({ type }) => type === 'OrderPlaced');
    return (placed?.data as { readonly parameters?: { readonly orderNo?: string } } | undefined)?.parameters
      ?.orderNo;
  }

  private async close(orderId: string, personId: string): Promise<void> {
    const { scheduler, bugs } = this.world;
    await scheduler.sleep(this.caller.process, scheduler.below(4_000));
    await this.caller.call('payment', scheduler.uuid(), async (instance, input) => {
      const command = { type: 'CloseOrder', orderId, at: input.now } as const;
      const closing = await instance.commands.run(input, payments(bugs), command, {
        subject: personId,
        rejections: paymentRejections,
        reply: ({ state }) => ({ orderId, status: state.status }),
        isProvisional: ({ status }) => status !== 'closed',
      });
      await ask(this.world, instance, orderId);
      return closing;
    });
  }
}
