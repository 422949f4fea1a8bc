import {
  paymentOrderEvents,
  refundRejections,
  type Refund,
  type RefundCommand,
  type RefundLeg,
} from '@canbao/domain-payment';
import type { Month } from '@canbao/calendar';
import { AnsweredProblem } from '@canbao/service-kit';
import type { Insurance } from '@canbao/vocabulary';
import type { Caller } from './caller';
import { achieved, type History } from './history';
import { additionsAlone, type PaidAddition } from './invariants/payment-events';
import { moving, refundsIn, refundsWith } from './refunds';
import type { World } from './world';

const roundMs = 700;

/** Months that an order has settled. */
interface Settled {
  readonly personId: string;
  readonly orderId: string;
  readonly insurance: Insurance;
  readonly months: readonly Month[];
}

/** Payers who want money back, officers who review, and counters that pay out. */
export class RefundOffice {
  private applications: number;

  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
  ) {
    this.applications = world.scheduler.below(8) + (world.playsTrueUps ? 8 : 0);
  }

  /** Works for as long as the simulation runs. */
  async work(): Promise<void> {
    const { scheduler, tables } = this.world;
    for (;;) {
      await scheduler.sleep(this.caller.process, roundMs);
      if (this.applications > 0 && scheduler.chance(0.5)) await this.apply();
      for (const refund of refundsIn(tables.payment)) await this.handle(refund);
      for (const addition of additionsAlone(this.world)) await this.takeBack(addition);
    }
  }

  /** For some of the months that an order has settled, now or long ago. */
  private async apply(): Promise<void> {
    const { scheduler, tables, clock } = this.world;
    const settled = tables.payment.log.filter(paymentOrderEvents.has).flatMap(({ type, data }): Settled[] => {
      if (type === 'BundleSettled') return [{ ...data, months: [data.month] }];
      if (type !== 'PensionMonthsSettled') return [];
      return [{ ...data, insurance: 'pension', months: data.months.map(({ month }) => month) }];
    });
    if (settled.every(({ insurance }) => this.world.playsTrueUps && insurance === 'medical')) return;
    this.applications -= 1;
    const { personId, orderId, insurance, months } = scheduler.pick(
      this.world.playsTrueUps ? settled.filter(({ insurance: of }) => of === 'pension') : settled.slice(-6),
    );
    const isDone = await this.send(personId, {
      type: 'ApplyForRefund',
      refundId: scheduler.uuid(),
      personId,
      insurance,
      orderId,
      months: scheduler.chance(0.5) ? months : months.slice(0, 1),
      because: 'error',
      by: 'payer:wechat:payer-1',
      at: clock.now(),
    });
    if (isDone) achieved(this.history, 'refund applied for');
  }

  /** Who has paid an addition while its month went back asks for it, too (ADR 69). */
  private async takeBack({ personId, month, orderId }: PaidAddition): Promise<void> {
    const { scheduler, clock } = this.world;
    const isDone = await this.send(personId, {
      type: 'ApplyForRefund',
      refundId: scheduler.uuid(),
      personId,
      insurance: 'pension',
      orderId,
      months: [month],
      because: 'error',
      by: 'payer:wechat:payer-1',
      at: clock.now(),
    });
    if (isDone) achieved(this.history, 'addition alone applied for');
  }

  private async handle(refund: Refund): Promise<void> {
    const { scheduler, clock } = this.world;
    const { refundId, stage, insurance, personId = '' } = refund;
    const about = { refundId, at: clock.now() };
    if (stage === 'applied' || stage === 'reviewed') {
      const bureau = insurance === 'pension' ? 'hrss' : 'medical-bureau';
      const role = stage === 'applied' ? 'operator' : bureau;
      const reviewer = { ...about, role, by: `${role}:1` };
      if (scheduler.chance(0.1))
        await this.send(personId, { type: 'RejectRefund', ...reviewer, reason: 'paid as due' });
      else await this.send(personId, { type: 'ApproveRefund', ...reviewer });
      return;
    }
    for (const leg of stage === 'decided' ? refund.legs : []) await this.payOut(refund, leg);
  }

  /** The money is handed over first, then told, perhaps twice. */
  private async payOut(refund: Refund, leg: RefundLeg): Promise<void> {
    const { scheduler, clock, refundChannel } = this.world;
    const { status, refundNo, orderId, amount, channel } = leg;
    if (refundNo === undefined || (status !== 'to-pay-out' && status !== 'abnormal')) return;
    const payoutNo = `P-${refund.refundId}-${orderId}`;
    const isTransfer = status === 'abnormal';
    if (!refundChannel.book.has(payoutNo)) moving(this.world, refund);
    refundChannel.payOut(payoutNo, { orderNo: orderId.replaceAll('-', ''), amount }, isTransfer);
    const now = clock.now();
    for (let times = scheduler.chance(0.3) ? 2 : 1; times > 0; times -= 1)
      await this.send(refund.personId ?? orderId, {
        type: 'ConfirmPayout',
        refundId: refund.refundId,
        ...(isTransfer ? {} : { channel }),
        payoutNo,
        amount,
        paidOutAt: now,
        at: now,
      });
  }

  private async send(subject: string, command: RefundCommand): Promise<boolean> {
    const { scheduler, bugs } = this.world;
    const answer = await this.caller.call('payment', scheduler.uuid(), ({ commands }, input) =>
      commands.run(input, refundsWith(bugs), command, {
        subject,
        rejections: refundRejections,
        reply: () => ({}),
      }),
    );
    return !(answer instanceof AnsweredProblem);
  }
}
