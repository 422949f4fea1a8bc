import type { Instant, Month } from '@canbao/calendar';
import { accept, reject, type Outcome } from '@canbao/event-sourcing';
import { rate, sum, type Yuan } from '@canbao/money';
import { checkBill, type BillFault, type BillFaultCode, type Pack, type PushedMonth } from '@canbao/rules';
import type { Item } from '@canbao/vocabulary';
import type { AccountState } from '../account/account-state';
import { countedItems } from '../account/counted-items';
import type { AccountEvent, BilledMonth } from '../account/contribution-account.events';
import { medicalFacts } from '../quote/facts';

interface Bill {
  readonly personId: string;
  readonly insurance: 'medical';
  readonly billId: string;
}

/** The agency pushes medical arrears so that they become payable (推送补缴数据). */
export type PushBill = Bill & {
  readonly type: 'PushBill';
  readonly at: Instant;
  readonly months: readonly PushedMonth[];
};

/** The agency sends a bill anew; months that have been paid under it stay as they are. */
export type ReplaceBill = Bill & {
  readonly type: 'ReplaceBill';
  readonly at: Instant;
  readonly months: readonly PushedMonth[];
};

/** The agency takes a bill back, except for the months that money has come in for. */
export type WithdrawBill = Bill & { readonly type: 'WithdrawBill' };

/** Why a bill is refused. */
export type BillReason = BillFaultCode | 'bill-not-found' | 'bill-paid';

type Decided = Outcome<AccountEvent, BillReason>;

/** Records a bill, once; it is refused whole, and every wrong line is named. */
export const pushBill = (
  pack: Pack,
  { personId, billId, at, months: pushed }: PushBill,
  state: AccountState,
): Decided => {
  if (monthsOf(state, billId).length > 0) return accept();
  const faults = checkBill(pack, medicalFacts(state, at), at, pushed);
  if (faults.length > 0) return refused(faults);
  return accept({ type: 'BillPushed', data: { personId, billId, ...billOf(pushed.map(billedMonth)) } });
};

/** Records the bill as it is now: with the months paid under it, whether it names them again or not. */
export const replaceBill = (
  pack: Pack,
  { personId, billId, at, months: pushed }: ReplaceBill,
  state: AccountState,
): Decided => {
  const former = monthsOf(state, billId);
  if (former.length === 0) return reject('bill-not-found');
  const months = pushed.map(billedMonth);
  const standing = months.filter((month) => former.some((other) => isSame(month, other)));
  const changed = pushed.filter(({ month }) => standing.every((same) => same.month !== month));
  const faults = [
    ...faultsOf(pack, { at, pushed, changed }, { ...state, bills: billsBeside(state, billId) }),
    ...receivedFaults(state, former, changed),
  ];
  if (faults.length > 0) return refused(faults);
  const omitted = former.filter(
    ({ month }) => hasMoney(state, month) && months.every((other) => other.month !== month),
  );
  const isUnchanged = changed.length === 0 && standing.length + omitted.length === former.length;
  if (isUnchanged) return accept();
  const all = [...omitted, ...months].toSorted((a, b) => (a.month < b.month ? -1 : 1));
  return accept({ type: 'BillReplaced', data: { personId, billId, ...billOf(all) } });
};

/** Records which months are no longer billed; a bill that money has come in for entirely stays. */
export const withdrawBill = ({ personId, billId }: WithdrawBill, state: AccountState): Decided => {
  const billed = monthsOf(state, billId).map(({ month }) => month);
  if (billed.length === 0 && !state.withdrawnBills.has(billId)) return reject('bill-not-found');
  const months = billed.filter((month) => !hasMoney(state, month));
  if (months.length > 0) return accept({ type: 'BillWithdrawn', data: { personId, billId, months } });
  return state.withdrawnBills.has(billId) ? accept() : reject('bill-paid', { rejectedMonths: billed });
};

/** The months of the bill as they stand. */
export const monthsOf = ({ bills }: Pick<AccountState, 'bills'>, id: string): readonly BilledMonth[] =>
  bills.filter(({ billId }) => billId === id).map(({ billId: _, ...month }) => month);

/** A bill of these months with its total and its late fee, in yuan. */
export const billOf = (
  months: readonly BilledMonth[],
): { readonly months: readonly BilledMonth[]; readonly total: Yuan; readonly lateFee: Yuan } => {
  const lateFee = sum(months.map((month) => month.lateFee));
  const total = sum([...months.flatMap(({ items }) => items.map(({ amount }) => amount)), lateFee]);
  return { months, total, lateFee };
};

/** The account after a bill was replaced. */
export const withReplacedBill = (
  state: AccountState,
  { billId, months }: { readonly billId: string; readonly months: readonly BilledMonth[] },
): AccountState => ({
  ...state,
  bills: [
    ...state.bills.filter((bill) => bill.billId !== billId),
    ...months.map((month) => ({ billId, ...month })),
  ],
});

/** The account after months of a bill were withdrawn. */
export const withWithdrawnBill = (
  state: AccountState,
  { billId, months }: { readonly billId: string; readonly months: readonly Month[] },
): AccountState => ({
  ...state,
  bills: state.bills.filter((bill) => bill.billId !== billId || !months.includes(bill.month)),
  withdrawnBills: new Set([...state.withdrawnBills, billId]),
});

/** The code of the first fault, with all of them; the months and items are named as in other refusals. */
const refused = (faults: readonly BillFault[]): Decided => {
  const { code } = faults[0] as BillFault;
  const alike = faults.filter((fault) => fault.code === code);
  const rejectedMonths = [...new Set(alike.flatMap(({ month }) => month ?? []))];
  const items = [...new Set(alike.flatMap(({ item }) => item ?? []))];
  return reject(code, {
    rejectedMonths,
    ...(items.length === 0 ? {} : { [code === 'bundle-incomplete' ? 'missingItems' : 'items']: items }),
    faults,
  });
};

const hasMoney = (state: AccountState, month: Month): boolean =>
  state.paidMonths.includes(month) || countedItems(state, month).length > 0;

const billsBeside = ({ bills }: AccountState, id: string): AccountState['bills'] =>
  bills.filter(({ billId }) => billId !== id);

/** A month that stays as it was is right, whatever has happened since; but it is named once. */
const faultsOf = (
  pack: Pack,
  { at, pushed, changed }: Pick<ReplaceBill, 'at'> & Record<'pushed' | 'changed', readonly PushedMonth[]>,
  state: AccountState,
): BillFault[] =>
  checkBill(pack, medicalFacts(state, at), at, pushed).filter(
    ({ month, code }) =>
      month === undefined || code === 'duplicate-month' || changed.some((other) => other.month === month),
  );

/** An item that counts towards the bill keeps its amount: the payer has met the bill as far as that. */
const receivedFaults = (
  state: AccountState,
  former: readonly BilledMonth[],
  changed: readonly PushedMonth[],
): BillFault[] =>
  changed
    .filter(({ month }) => !state.paidMonths.includes(month))
    .flatMap((pushed) => {
      const { month } = pushed;
      const before = former.filter((billed) => billed.month === month).flatMap(amountsOf);
      const arrived = countedItems(state, month);
      return amountsOf(pushed)
        .filter(({ item }) => arrived.includes(item))
        .filter(({ item, amount }) => before.some((line) => line.item === item && line.amount !== amount))
        .map(({ item }) => ({ month, item, code: 'already-paid' as const }));
    });

const amountsOf = ({
  items,
  lateFee,
}: Pick<PushedMonth, 'items' | 'lateFee'>): { readonly item: Item; readonly amount: Yuan }[] => [
  ...items.map(({ item, amount }) => ({ item, amount })),
  { item: 'late-fee', amount: lateFee },
];

const isSame = (first: BilledMonth, second: BilledMonth): boolean =>
  first.month === second.month &&
  first.lateFee === second.lateFee &&
  first.items.length === second.items.length &&
  hasItemsOf(first, second) &&
  hasItemsOf(second, first);

const hasItemsOf = (month: BilledMonth, other: BilledMonth): boolean =>
  other.items.every(({ item, amount }) =>
    month.items.some((line) => line.item === item && line.amount === amount),
  );

/** The agency bills amounts, not bases: each amount is its own base at rate 1. */
const billedMonth = ({ month, items, lateFee }: PushedMonth): BilledMonth => ({
  month,
  lateFee,
  items: items.map(({ item, amount }) => ({ item, amount, base: amount, rate: rate('1') })),
});
