import { currentMonth, monthsBetween, plusMonths, type Month } from '@canbao/calendar';
import {
  assessmentRejections,
  monthsOf,
  type AccountCommand,
  type BilledMonth,
  type PushedMonth,
} from '@canbao/domain-assessment';
import type { Yuan } from '@canbao/money';
import { InTurn } from '@canbao/runtime';
import { AnsweredProblem } from '@canbao/service-kit';
import type { Item } from '@canbao/vocabulary';
import { isEqual } from './invariants/finding';
import type { Caller } from './caller';
import { achieved, type FiledBill, type History } from './history';
import { accounts } from './mistaken-accounts';
import type { World } from './world';

const bundles: readonly (readonly Item[])[] = [
  ['pooled-unit', 'pooled-personal', 'mutual-aid'],
  ['with-account'],
];

type BillCommand = Extract<AccountCommand, { type: 'PushBill' | 'ReplaceBill' | 'WithdrawBill' }>;

/**
 * The medical bureau's agency: it bills arrears, some with a late fee, also those of a former scheme; it
 * sends bills anew and takes them back, whatever has been paid under them.
 */
export class Agencies {
  private readonly desk = new InTurn();

  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
  ) {}

  act(personId: string): Promise<void> {
    return this.desk.run(personId, () => this.billOrChange(personId));
  }

  private async billOrChange(personId: string): Promise<void> {
    const { scheduler } = this.world;
    const filed = this.history.bills.get(personId) ?? [];
    const kind = scheduler.random();
    if (filed.length === 0 || kind < 0.4) await this.push(personId, filed);
    else if (kind < 0.75) await this.replace(personId, scheduler.pick(filed));
    else await this.withdraw(personId, scheduler.pick(filed));
  }

  private async push(personId: string, filed: readonly FiledBill[]): Promise<void> {
    const { scheduler, clock } = this.world;
    const billed = filed.flatMap(({ months }) => months.map(({ month }) => month));
    const due = this.arrears().filter((month) => !billed.includes(month) && scheduler.chance(0.4));
    if (due.length === 0) return;
    const months = due.map((month) => this.billOf(month));
    const billId = scheduler.uuid();
    this.tellBureau(personId, months);
    const command = { type: 'PushBill', personId, insurance: 'medical', billId } as const;
    const standing = await this.send({ ...command, at: clock.now(), months });
    if (standing !== undefined) this.file(personId, { billId, months: standing });
  }

  /** Some months with other amounts, some as they were, and some left out. */
  private async replace(personId: string, { billId, months: former }: FiledBill): Promise<void> {
    const { scheduler, clock } = this.world;
    const months = former
      .filter(() => scheduler.chance(0.85))
      .map((pushed) => (scheduler.chance(0.6) ? this.changed(pushed) : pushed));
    if (months.length === 0) return;
    this.tellBureau(personId, months);
    const command = { type: 'ReplaceBill', personId, insurance: 'medical', billId } as const;
    const standing = await this.send({ ...command, at: clock.now(), months });
    if (standing === undefined) return;
    this.file(personId, { billId, months: standing });
    const isAsSent = months.every((sent) => standing.some((month) => isEqual(sorted(month), sorted(sent))));
    const areOthersFormer = standing
      .filter(({ month }) => months.every((sent) => sent.month !== month))
      .every((month) => former.some((other) => isEqual(sorted(month), sorted(other))));
    if (!isAsSent || !areOthersFormer)
      this.history.problems.push(`bills: ${billId} is not as it was sent anew`);
  }

  private async withdraw(personId: string, { billId, months: former }: FiledBill): Promise<void> {
    const command = { type: 'WithdrawBill', personId, insurance: 'medical', billId } as const;
    const standing = await this.send({ ...command, at: this.world.clock.now() });
    if (standing === undefined) return achieved(this.history, 'bill stands because it is paid');
    if (standing.length > 0) achieved(this.history, 'bill withdrawn in part');
    this.file(personId, { billId, months: standing });
    const isPaidFor = (month: Month): boolean => hasHadMoney(this.world, personId, month);
    for (const { month } of standing.filter((each) => !isPaidFor(each.month)))
      this.history.problems.push(`bills: ${month} of ${personId} was withdrawn, is unpaid, and stays billed`);
    if (former.length < standing.length) this.history.problems.push(`bills: ${billId} grew when withdrawn`);
  }

  /** The bureau knows its own bill before anybody else does. */
  private tellBureau(personId: string, months: readonly PushedMonth[]): void {
    for (const { month, items, lateFee } of months)
      this.world.bureaus.medical.bill(personId, month, [...items.map(({ amount }) => amount), lateFee]);
  }

  /** The months of the bill as they stand after the command; undefined when it is refused. */
  private async send(command: BillCommand): Promise<readonly PushedMonth[] | undefined> {
    const { personId, billId } = command;
    const { bugs, scheduler } = this.world;
    const answer = await this.caller.call('assessment', scheduler.uuid(), ({ commands }, input) =>
      commands.run(input, accounts(bugs), command, {
        subject: personId,
        rejections: assessmentRejections,
        reply: ({ state }) => ({ months: monthsOf(state, billId).map(pushedMonth) }),
      }),
    );
    return answer instanceof AnsweredProblem
      ? undefined
      : (answer as { readonly months: readonly PushedMonth[] }).months;
  }

  private file(personId: string, bill: FiledBill): void {
    const others = (this.history.bills.get(personId) ?? []).filter(({ billId }) => billId !== bill.billId);
    this.history.bills.set(personId, bill.months.length === 0 ? others : [...others, bill]);
  }

  private arrears(): Month[] {
    const last = plusMonths(currentMonth(this.world.clock.now()), -1);
    return monthsBetween(plusMonths(last, -3), last);
  }

  /** Another bill for the month, or another amount of one item. */
  private changed(pushed: PushedMonth): PushedMonth {
    const { scheduler } = this.world;
    if (scheduler.chance(0.4)) return this.billOf(pushed.month);
    const other = scheduler.below(pushed.items.length);
    const items = pushed.items.map((line, index) =>
      index === other ? { ...line, amount: this.amount(40_000) } : line,
    );
    return { ...pushed, items };
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

const pushedMonth = ({ month, items, lateFee }: BilledMonth): PushedMonth => ({
  month,
  items: items.map(({ item, amount }) => ({ item, amount })),
  lateFee,
});

/** A billed month in a form that can be compared. */
export const sorted = ({ month, items, lateFee }: PushedMonth): unknown => [
  month,
  lateFee,
  ...items.map(({ item, amount }) => `${item} ${amount}`).sort(),
];

const hasHadMoney = ({ tables }: World, personId: string, month: Month): boolean =>
  (tables.payment.streams.get(`obligation-${personId}-medical-${month}`) ?? []).some(
    ({ type }) => type === 'BundlePartReceived' || type === 'BundleSettled',
  );
