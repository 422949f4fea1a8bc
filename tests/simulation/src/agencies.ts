import type { Month } from '@canbao/calendar';
import { assessmentRejections, type PushedMonth } from '@canbao/domain-assessment';
import type { Yuan } from '@canbao/money';
import { AnsweredProblem } from '@canbao/service-kit';
import type { Item } from '@canbao/vocabulary';
import type { Caller } from './caller';
import type { History } from './history';
import { account } from './services';
import type { World } from './world';

const arrears = ['2022-01', '2022-02', '2022-03', '2022-04'] as readonly string[] as readonly Month[];
const bundles: readonly (readonly Item[])[] = [
  ['pooled-unit', 'pooled-personal', 'mutual-aid'],
  ['with-account'],
];

/** The medical bureau's agency: it bills arrears, some with a late fee, also those of a former scheme. */
export class Agencies {
  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
  ) {}

  /** One bill for each month: a second one is a matter of its own. */
  async bill(personId: string): Promise<void> {
    const { scheduler, clock, bureaus } = this.world;
    const billed = this.history.billed.get(personId) ?? [];
    const months = arrears.filter((month) => !billed.includes(month) && scheduler.chance(0.4));
    if (months.length === 0) return;
    const pushed = months.map((month) => this.billOf(month));
    // The bureau knows its own bill before anybody else does.
    for (const { month, items, lateFee } of pushed)
      bureaus.medical.bill(personId, month, [...items.map(({ amount }) => amount), lateFee]);
    const billId = scheduler.uuid();
    const answer = await this.caller.call('assessment', billId, ({ commands }, input) =>
      commands.run(
        input,
        account,
        { type: 'PushBill', personId, insurance: 'medical', billId, at: clock.now(), months: pushed },
        { subject: personId, rejections: assessmentRejections, reply: () => ({ billId }) },
      ),
    );
    if (!(answer instanceof AnsweredProblem)) this.history.billed.set(personId, [...billed, ...months]);
  }

  private billOf(month: Month): PushedMonth {
    const { scheduler } = this.world;
    const items = scheduler.pick(bundles).map((item) => ({ item, amount: this.amount(40_000) }));
    return { month, items, lateFee: scheduler.chance(0.6) ? this.amount(2_000) : ('0.00' as Yuan) };
  }

  private amount(fenMax: number): Yuan {
    return ((1 + this.world.scheduler.below(fenMax)) / 100).toFixed(2) as Yuan;
  }
}
