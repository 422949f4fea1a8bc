import {
  ordersPaidElsewhere,
  paymentRejections,
  subjectOf,
  type PaymentEvent,
  type ResolveSuspense,
} from '@canbao/domain-payment';
import { AnsweredProblem } from '@canbao/service-kit';
import type { Caller } from './caller';
import { achieved, type History } from './history';
import { payments } from './mistaken-payments';
import { openLines, resolutionOf, type OpenLine } from './suspense';
import type { World } from './world';

/**
 * Two operators look at the lines whose cause leaves doubt, and at some others: to its months where that can
 * be, else back.
 */
export class SuspenseDesk {
  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
  ) {}

  /** Works for as long as the simulation runs. */
  async work(): Promise<void> {
    const { scheduler, tables } = this.world;
    for (;;) {
      await scheduler.sleep(this.caller.process, 1_500);
      for (const line of openLines(tables.payment))
        if (scheduler.chance(line.leavesFrom === undefined ? 0.5 : 0.03)) await this.decide(line);
    }
  }

  private async decide(line: OpenLine): Promise<void> {
    const { scheduler, clock } = this.world;
    const quote = this.history.collections.find(({ orderId }) => orderId === line.orderId)?.quote;
    const command = resolutionOf(line, clock.now());
    if (scheduler.chance(0.5)) {
      const paying = quote === undefined ? {} : { paying: quote };
      if (await this.send({ ...command, way: 'obligation', ...paying }))
        return achieved(this.history, 'suspense: paid its months after all');
    }
    await this.send({ ...command, way: 'back' });
    // The two press twice.
    if (scheduler.chance(0.2)) await this.send({ ...command, way: 'back' });
  }

  private async send(command: ResolveSuspense): Promise<boolean> {
    const { scheduler, bugs, clock } = this.world;
    const answer = await this.caller.call('payment', scheduler.uuid(), async ({ commands }, input) => {
      let paid: readonly PaymentEvent[] = [];
      await commands.run(input, payments(bugs), command, {
        subject: subjectOf(command.orderId),
        rejections: paymentRejections,
        reply: ({ events }) => {
          paid = events;
          return {};
        },
      });
      for (const orderId of ordersPaidElsewhere(paid)) {
        const closing = { type: 'ClosePaidElsewhere', orderId, at: clock.now() } as const;
        await commands.act('operator', subjectOf(orderId), payments(bugs), closing);
      }
    });
    return !(answer instanceof AnsweredProblem);
  }
}
