import type { QuoteClaims } from '@canbao/contracts';
import { paymentRejections } from '@canbao/domain-payment';
import { payer, registrationRejections } from '@canbao/domain-registration';
import { AnsweredProblem } from '@canbao/service-kit';
import { miniPrograms } from '@canbao/vocabulary';
import { noted, type Caller } from './caller';
import type { History, Ordered } from './history';
import { payments } from './mistaken-payments';
import { quoteFor } from './quotes';
import type { World } from './world';

/** Payers in a mini-program: they add and remove persons, open orders, close them or let them expire. */
export class Payers {
  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
  ) {}

  async act(payerId: string, personId: string): Promise<void> {
    if (this.world.scheduler.chance(0.4)) await this.changeList(payerId, personId);
    else await this.order(payerId, personId);
  }

  private async changeList(payerId: string, personId: string): Promise<void> {
    const { scheduler } = this.world;
    const { delegations } = this.history;
    const pair = `${payerId} ${personId}`;
    const type = delegations.has(pair) ? 'RemoveBeneficiary' : 'AddBeneficiary';
    const command = { type, payerId, personId, others: 0 } as const;
    const answer = await this.caller.call('registration', scheduler.uuid(), ({ commands }, input) =>
      commands.run(input, payer, command, {
        subject: personId,
        rejections: registrationRejections,
        reply: () => ({}),
      }),
    );
    if (answer instanceof AnsweredProblem) return;
    if (command.type === 'AddBeneficiary') delegations.add(pair);
    else delegations.delete(pair);
  }

  private async order(payerId: string, personId: string): Promise<void> {
    const { scheduler, clock } = this.world;
    const channel = scheduler.pick(miniPrograms);
    const quote = await quoteFor(this.world, this.caller, this.history, personId, { channel, payerId });
    if (quote === undefined) return;
    const ordered: Ordered = { orderId: scheduler.uuid(), answers: [] };
    this.history.orders.push(ordered);
    // A short quote, so that some orders expire while counters take cash for the same months.
    const expiresAt = clock.at(scheduler.nowMs + 1_000 + scheduler.below(30_000));
    if (!(await this.open(ordered, payerId, { ...quote, expiresAt }))) return;
    await scheduler.sleep(this.caller.process, scheduler.below(3_000));
    if (scheduler.chance(0.5)) await this.close(ordered, personId);
  }

  private async open({ orderId, answers }: Ordered, payerId: string, quote: QuoteClaims): Promise<boolean> {
    const { scheduler, bugs } = this.world;
    const channel = quote.channel ?? 'wechat';
    const open = async (key: string): Promise<boolean> => {
      const answer = await this.caller.call('payment', key, ({ commands }, input) => {
        const command = { type: 'OpenOrder', orderId, payerId, channel, quote, at: input.now } as const;
        return commands.run(input, payments(bugs), command, {
          subject: quote.personId,
          rejections: paymentRejections,
          reply: ({ state }) => ({ orderId, payBy: state.opened?.payBy }),
        });
      });
      answers.push(noted(key, answer));
      return !(answer instanceof AnsweredProblem);
    };
    const key = scheduler.uuid();
    const isOpen = await open(key);
    if (scheduler.chance(0.2)) await open(key);
    return isOpen;
  }

  private async close({ orderId, answers }: Ordered, personId: string): Promise<void> {
    const { scheduler, bugs } = this.world;
    const key = scheduler.uuid();
    const answer = await this.caller.call('payment', key, ({ commands }, input) =>
      commands.run(
        input,
        payments(bugs),
        { type: 'CloseOrder', orderId, at: input.now },
        {
          subject: personId,
          rejections: paymentRejections,
          reply: ({ state }) => ({ orderId, status: state.status }),
        },
      ),
    );
    answers.push(noted(key, answer));
  }
}
