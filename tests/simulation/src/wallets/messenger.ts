import { sum, type Yuan } from '@canbao/money';
import { isTransient } from '@canbao/runtime';
import type { Caller } from '../caller';
import { Crashed } from '../scheduler';
import type { World } from '../world';
import type { Notice } from './notice-box';
import { receive } from './notices';
import type { WalletPayment } from './wallet-channel';

/** From the wallets to payment: messages are lost, doubled, late, out of order, altered and forged. */
export class Messenger {
  private underWay = 0;
  private sent = 0;

  constructor(
    private readonly world: World,
    private readonly caller: Caller,
  ) {}

  get isIdle(): boolean {
    return this.underWay === 0;
  }

  /** Tells of a payment. */
  tell(payment: WalletPayment): void {
    const { scheduler } = this.world;
    if (scheduler.chance(0.1)) return;
    this.send({ noticeId: this.nextId(), channel: payment.channel, payment, isGenuine: true });
    // Somebody has stolen the key: genuine to look at, and of another amount.
    if (scheduler.chance(0.2)) this.lie({ ...payment, amount: sum([payment.amount, '0.01' as Yuan]) });
  }

  /** A message about money that has not come, or not so much: signed with a stolen key, or with none. */
  lie(payment: WalletPayment): void {
    const isGenuine = this.world.scheduler.chance(0.5);
    this.send({ noticeId: this.nextId(), channel: payment.channel, payment, isGenuine });
  }

  private send(notice: Notice): void {
    const { scheduler } = this.world;
    for (let times = scheduler.chance(0.25) ? 2 : 1; times > 0; times -= 1) {
      this.underWay += 1;
      void this.deliver(notice)
        .catch(() => undefined)
        .finally(() => {
          this.underWay -= 1;
        });
    }
  }

  /** The channel sends it again until it is taken, a few times. */
  private async deliver(notice: Notice): Promise<void> {
    const { scheduler } = this.world;
    await scheduler.sleep(this.caller.process, scheduler.below(scheduler.chance(0.2) ? 20_000 : 500));
    for (let attempt = 1; attempt <= 4; attempt += 1)
      try {
        return await receive(this.world, this.world.instance('payment'), notice);
      } catch (error) {
        if (!isTransient(error) && !(error instanceof Crashed)) throw error;
        await scheduler.sleep(this.caller.process, attempt * 1_000);
      }
  }

  private nextId(): string {
    return `N${(this.sent += 1)}`;
  }
}
