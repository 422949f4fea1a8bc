import { dayOf, type Day, type Instant, type Month } from '@canbao/calendar';
import { accept, canonicalJson, reject, type Outcome } from '@canbao/event-sourcing';
import { rate, sum, type Yuan } from '@canbao/money';
import {
  checkBill,
  isExpired,
  ownFigures,
  rowOn,
  type BillFault,
  type BillFaultCode,
  type Pack,
  type PushedMonth,
  type PushedTerms,
} from '@canbao/rules';
import type { Item } from '@canbao/vocabulary';
import type { AccountState } from '../account/account-state';
import { countedItems } from '../account/counted-items';
import type { AccountEvent, BilledMonth } from '../account/contribution-account.events';
import { medicalFacts } from '../quote/facts';
import { amountsOf, isPaidFor } from './billed-amounts';

interface Bill {
  readonly personId: string;
  readonly insurance: 'medical';
  readonly billId: string;
  readonly at: Instant;
}

type Pushed = Bill & PushedTerms & { readonly months: readonly PushedMonth[] };

/** The agency pushes medical arrears so that they become payable (推送补缴数据). */
export type PushBill = Pushed & {
  readonly type: 'PushBill';
  /** The agency's own number: the bill's id follows from it, so that a repeat names the same bill. */
  readonly billNo?: string;
};

/** The agency sends a bill anew; months that have been paid under it stay as they are. */
export type ReplaceBill = Pushed & { readonly type: 'ReplaceBill' };

/** The agency takes a bill back, except for the months that money has come in for. */
export type WithdrawBill = Bill & { readonly type: 'WithdrawBill' };

/** The last day of the bill is over. */
export type ExpireBill = Bill & { readonly type: 'ExpireBill' };

/** Why a bill is refused. */
export type BillReason = BillFaultCode | 'bill-not-found' | 'bill-paid' | 'bill-number-reused';

type Decided = Outcome<AccountEvent, BillReason>;

/** Records a bill, once; it is refused whole, and every wrong line is named. */
export const pushBill = (pack: Pack, command: PushBill, state: AccountState): Decided => {
  const { personId, billId, billNo, at, months: pushed } = command;
  const known = state.billTerms[billId];
  if (known !== undefined)
    return known.pushed === contentOf(command) ? accept() : reject('bill-number-reused', { billId });
  const facts = medicalFacts(state, at);
  const paidMonths = facts.paidMonths.filter((month) => pushed.every((own) => !isPaidFor(own, month, state)));
  const faults = checkBill(pack, { ...facts, paidMonths }, at, pushed, command);
  if (faults.length > 0) return refused(faults);
  const months = pushed.map((month) => billedMonth(pack, month, command));
  const numbered = billNo === undefined ? {} : { billNo };
  return accept({
    type: 'BillPushed',
    data: { personId, billId, ...numbered, ...billOf(months), ...termsOf(command) },
  });
};

/** Records the bill as it is now: with the months paid under it, whether it names them again or not. */
export const replaceBill = (pack: Pack, command: ReplaceBill, state: AccountState): Decided => {
  const { personId, billId, months: pushed } = command;
  const former = monthsOf(state, billId);
  if (former.length === 0) return reject('bill-not-found');
  const isSameTerms =
    canonicalJson(termsOf(command)) === canonicalJson(termsOf(state.billTerms[billId] ?? {}));
  const months = pushed.map((month) => {
    const fresh = billedMonth(pack, month, command);
    const same = former.find((other) => isSame(fresh, other));
    return same !== undefined && (isSameTerms || hasMoney(state, month.month)) ? same : fresh;
  });
  const standing = months.filter((month) => former.some((other) => isSame(month, other)));
  const changed = pushed.filter(({ month }) => standing.every((same) => same.month !== month));
  const faults = [
    ...faultsOf(pack, command, changed, { ...state, bills: billsBeside(state, billId) }),
    ...receivedFaults(state, former, changed),
  ];
  if (faults.length > 0) return refused(faults);
  const omitted = former.filter(
    ({ month }) => hasMoney(state, month) && months.every((other) => other.month !== month),
  );
  const isUnchanged = changed.length === 0 && standing.length + omitted.length === former.length;
  if (isUnchanged && isSameTerms) return accept();
  const all = [...omitted, ...months].toSorted((a, b) => (a.month < b.month ? -1 : 1));
  const outdated = former.filter((month) => all.every((other) => !isSame(month, other)));
  return accept<AccountEvent>(
    { type: 'BillReplaced', data: { personId, billId, ...billOf(all), ...termsOf(command) } },
    ...outdatedBy(
      command,
      outdated.map(({ month }) => month),
    ),
  );
};

/** Records which months are no longer billed; a bill that money has come in for entirely stays. */
export const withdrawBill = (command: WithdrawBill, state: AccountState): Decided => {
  const { personId, billId } = command;
  const billed = monthsOf(state, billId).map(({ month }) => month);
  if (billed.length === 0 && !state.withdrawnBills.has(billId)) return reject('bill-not-found');
  const months = billed.filter((month) => !hasMoney(state, month));
  if (months.length > 0)
    return accept<AccountEvent>(
      { type: 'BillWithdrawn', data: { personId, billId, months } },
      ...outdatedBy(command, months),
    );
  return state.withdrawnBills.has(billId) ? accept() : reject('bill-paid', { rejectedMonths: billed });
};

/** Records, once, that the last day of the bill is over; one that was sent anew with a later day lives on. */
export const expireBill = ({ personId, billId, at }: ExpireBill, state: AccountState): Decided => {
  const { payableUntil } = state.billTerms[billId] ?? {};
  if (payableUntil === undefined || !isExpired({ payableUntil }, at)) return accept();
  if (state.expiredBills[billId] === payableUntil) return accept();
  const months = monthsOf(state, billId)
    .map(({ month }) => month)
    .filter((month) => !state.paidMonths.includes(month));
  return accept({ type: 'BillExpired', data: { personId, billId, months, payableUntil } });
};

/** Quotes and orders of these months rest on what is no longer billed. */
const outdatedBy = ({ personId, billId, at }: Bill, months: readonly Month[]): AccountEvent[] =>
  months.length === 0 ? [] : [{ type: 'BillOutdated', data: { personId, billId, months, changedAt: at } }];

/** The months of the bill as they stand. */
export const monthsOf = ({ bills }: Pick<AccountState, 'bills'>, id: string): readonly BilledMonth[] =>
  bills.filter(({ billId }) => billId === id).map(({ billId: _, payableUntil: _until, ...month }) => month);

/** A bill of these months with its total and its late fee, in yuan. */
export const billOf = (
  months: readonly BilledMonth[],
): { readonly months: readonly BilledMonth[]; readonly total: Yuan; readonly lateFee: Yuan } => {
  const lateFee = sum(months.map((month) => month.lateFee));
  const total = sum([...months.flatMap(({ items }) => items.map(({ amount }) => amount)), lateFee]);
  return { months, total, lateFee };
};

type RecordedBill = Extract<AccountEvent, { type: 'BillPushed' | 'BillReplaced' }>['data'];

/** The account after a bill was pushed or replaced; it takes the place of one that had expired. */
export const withRecordedBill = (state: AccountState, recorded: RecordedBill): AccountState => {
  const { billId, months, payableUntil } = recorded;
  const until = payableUntil === undefined ? {} : { payableUntil };
  const isRecorded = (month: Month): boolean => months.some((other) => other.month === month);
  return {
    ...state,
    bills: [
      ...state.bills.filter((bill) => bill.billId !== billId && !isRecorded(bill.month)),
      ...months.map((month) => ({ billId, ...month, ...until })),
    ],
    billTerms: {
      ...state.billTerms,
      [billId]: { pushed: state.billTerms[billId]?.pushed ?? contentOf(recorded), ...termsOf(recorded) },
    },
  };
};

/** The account after months of a bill were withdrawn. */
export const withWithdrawnBill = (
  state: AccountState,
  { billId, months }: { readonly billId: string; readonly months: readonly Month[] },
): AccountState => ({
  ...state,
  bills: state.bills.filter((bill) => bill.billId !== billId || !months.includes(bill.month)),
  withdrawnBills: new Set([...state.withdrawnBills, billId]),
});

/** The account after it was noted that a bill had expired. */
export const withExpiredBill = (
  state: AccountState,
  { billId, payableUntil }: { readonly billId: string; readonly payableUntil: Day },
): AccountState => ({ ...state, expiredBills: { ...state.expiredBills, [billId]: payableUntil } });

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
  command: ReplaceBill,
  changed: readonly PushedMonth[],
  state: AccountState,
): BillFault[] =>
  checkBill(pack, medicalFacts(state, command.at), command.at, command.months, command).filter(
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

const isSame = (first: BilledMonth, second: BilledMonth): boolean =>
  first.month === second.month &&
  first.lateFee === second.lateFee &&
  first.lateFeeBy === second.lateFeeBy &&
  first.items.length === second.items.length &&
  hasItemsOf(first, second) &&
  hasItemsOf(second, first);

const hasItemsOf = (month: BilledMonth, other: BilledMonth): boolean =>
  other.items.every(({ item, amount }) =>
    month.items.some((line) => line.item === item && line.amount === amount),
  );

/** The agency bills amounts, not bases: each is its own base at rate 1. Our arithmetic stands beside. */
const billedMonth = (
  pack: Pack,
  pushed: PushedMonth,
  { at, lateFeeTo = dayOf(at) }: Pick<Pushed, 'at' | 'lateFeeTo'>,
): BilledMonth => {
  const { month, items, lateFee } = pushed;
  const isComputed = rowOn(pack.lateFeeTerms, dayOf(at))?.value.source === 'compute';
  return {
    month,
    lateFee,
    items: items.map(({ item, amount }) => ({ item, amount, base: amount, rate: rate('1') })),
    ...(isComputed ? { lateFeeBy: 'platform' as const } : {}),
    own: ownFigures(pack, pushed, lateFeeTo),
  };
};

const termsOf = ({
  payableUntil,
  lateFeeTo,
}: PushedTerms): { readonly payableUntil?: Day; readonly lateFeeTo?: Day } => ({
  ...(payableUntil === undefined ? {} : { payableUntil }),
  ...(lateFeeTo === undefined ? {} : { lateFeeTo }),
});

/** What a bill says, in one form for what came in and for what is stored. */
const contentOf = (
  bill: PushedTerms & {
    readonly months: readonly (Pick<PushedMonth, 'month' | 'lateFee'> & {
      readonly items: readonly { readonly item: Item; readonly amount: Yuan }[];
    })[];
  },
): string =>
  canonicalJson({
    months: bill.months.map(({ month, items, lateFee }) => ({
      month,
      lateFee,
      items: items.map(({ item, amount }) => ({ item, amount })),
    })),
    ...termsOf(bill),
  });
