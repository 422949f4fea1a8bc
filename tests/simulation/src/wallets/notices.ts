import type { MiniProgram } from '@canbao/contracts';
import { isTransient } from '@canbao/runtime';
import { sum, type Yuan } from '@canbao/money';
import type { Caller } from '../caller';
import type { Instance } from '../instance';
import { Crashed } from '../scheduler';
import type { Setting } from '../setting';
import type { World } from '../world';
import { askAbout, recordPayment } from './at-channels';
import type { WalletPayment } from './wallet-channel';

/** A message of a wallet: it says that an order is paid, which may or may not be so. */
export interface Notice {
  readonly noticeId: string;
  readonly channel: MiniProgram;
  readonly payment: WalletPayment;
  /** Whether it was signed by the channel's key. */
  readonly isGenuine: boolean;
}

/** Messages that payment has kept, as its table has them. */
export class NoticeBox {
  readonly kept = new Map<string, { readonly notice: Notice; dueMs: number; isWorked: boolean }>();
  forged = 0;

  get isEmpty(): boolean {
    return [...this.kept.values()].every(({ isWorked }) => isWorked);
  }
}

/** What the controller of messages does: keeps one that is genuine, and begins to work through it. */
const receive = async (setting: Setting, instance: Instance, notice: Notice): Promise<void> => {
  const { notices, scheduler } = setting;
  await scheduler.turn(instance.process);
  if (!notice.isGenuine) {
    notices.forged += 1;
    return;
  }
  if (notices.kept.has(notice.noticeId)) return;
  notices.kept.set(notice.noticeId, { notice, dueMs: scheduler.nowMs + 1_500, isWorked: false });
  void work(setting, instance, notice).catch(() => undefined);
};

/** The message says that something has happened; what has, the channel is asked. */
const work = async (setting: Setting, instance: Instance, notice: Notice): Promise<void> => {
  const { notices, scheduler, bugs } = setting;
  const { noticeId, channel, payment } = notice;
  if (bugs.trustsNotices === true) await recordPayment(setting, instance, channel, payment);
  else if (!(await askAbout(setting, instance, channel, payment.orderNo))) return;
  await scheduler.turn(instance.process);
  const kept = notices.kept.get(noticeId);
  if (kept !== undefined) kept.isWorked = true;
};

/** Works through messages that a crash or a silent channel has left, as the job of payment does. */
export const workThroughNotices = async (setting: Setting, instance: Instance): Promise<void> => {
  const { scheduler, notices } = setting;
  for (;;) {
    await scheduler.sleep(instance.process, setting.pollMs);
    for (const kept of notices.kept.values()) {
      if (kept.isWorked || kept.dueMs > scheduler.nowMs) continue;
      kept.dueMs = scheduler.nowMs + 3_000;
      await work(setting, instance, kept.notice);
    }
  }
};

/** The way from the wallets to payment: messages are lost, doubled, late, out of order, altered and forged. */
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
