import { monthOf, type Month } from '@canbao/calendar';
import type { Insurance } from '@canbao/vocabulary';
import type { AccountState } from './account-state';
import { isCovered } from './employer-cover';
import type { AccountEvent } from './contribution-account.events';
import { endBefore } from './enrolment';
import type { RefundCase, RefundOutcome, RefundReason } from './refund-cases.events';

/** The command that changes the account. */
interface Cause {
  readonly type: string;
  readonly personId: string;
  readonly insurance: Insurance;
}

/**
 * The cases that a change of the account opens and closes: a paid month whose money has to go back. A new
 * reason makes a new case.
 *
 * Payment closes an order that is open when a death or a cover is told, but the channel may have taken the
 * money already. Money that comes is recorded as paid, and its case opens at once.
 */
export const refundCaseEvents = (
  { type, personId, insurance }: Cause,
  state: AccountState,
): AccountEvent[] => {
  const due = monthsToRefund(state);
  const open = Object.entries(state.refundCases) as [Month, AccountState['refundCases'][string]][];
  return [
    ...open
      .filter(([month, { because }]) => due.get(month) !== because)
      .map(([month, opened]) => ({
        type: 'RefundCaseClosed' as const,
        data: { personId, insurance, month, ...opened, closedBecause: outcomeOf(type, month, state, due) },
      })),
    ...[...due]
      .filter(([month, because]) => state.refundCases[month]?.because !== because)
      .map(([month, because]) => ({
        type: 'RefundCaseOpened' as const,
        data: { personId, insurance, month, because, ...ordersOf(state, month) },
      })),
  ];
};

const outcomes: Readonly<Record<string, RefundOutcome>> = {
  NoteDeathWithdrawal: 'death-withdrawn',
  NoteEmployerCoverWithdrawal: 'employer-cover-withdrawn',
  NoteRefundWithdrawal: 'refund-withdrawn',
  NotePostingSettled: 'posting-settled',
  NoteMoneyStays: 'money-stays',
};

/** Why the case of a month closes with this command. */
const outcomeOf = (
  commandType: string,
  month: Month,
  { paidMonths }: AccountState,
  due: ReadonlyMap<Month, RefundReason>,
): RefundOutcome => {
  if (!paidMonths.includes(month)) return 'refunded';
  return outcomes[commandType] ?? (due.has(month) ? 'superseded' : 'corrected');
};

const monthsToRefund = (state: AccountState): ReadonlyMap<Month, RefundReason> =>
  new Map(
    state.paidMonths.flatMap((month) => {
      const because = refundReason(state, month);
      return because === undefined || because === state.stays[month] ? [] : [[month, because] as const];
    }),
  );

const refundReason = (state: AccountState, month: Month): RefundReason | undefined => {
  const { diedOn } = state;
  if (diedOn !== undefined && month > monthOf(diedOn)) return 'death';
  if (isCovered(state, month)) return 'employer-cover';
  const end = isBilled(state, month) ? undefined : endBefore(state, month);
  if (end !== undefined) return end;
  if (state.givenUpMonths.includes(month)) return 'posting-refused';
  return isOfWithdrawnBill(state, month) ? 'bill-withdrawn' : undefined;
};

const hasBill = ({ bills }: AccountState, month: Month): boolean =>
  bills.some((bill) => bill.month === month);

const isPaidByBill = ({ received }: AccountState, month: Month): boolean =>
  (received[month] ?? []).some(({ billId }) => billId !== undefined);

/** It was quoted before the bill was withdrawn, or sent anew without the month. */
const isOfWithdrawnBill = (state: AccountState, month: Month): boolean =>
  isPaidByBill(state, month) && !hasBill(state, month);

/** What a bureau has billed is due to it, whatever enrolment it tells of. */
const isBilled = (state: AccountState, month: Month): boolean =>
  hasBill(state, month) || isPaidByBill(state, month);

const ordersOf = (
  { received, paidBy }: AccountState,
  month: Month,
): { readonly orderIds?: readonly string[] } => {
  const orderIds = [
    ...(received[month] ?? []).map(({ orderId }) => orderId),
    ...[paidBy[month] ?? []].flat(),
  ];
  return orderIds.length === 0 ? {} : { orderIds };
};

/** The account after a case was opened. */
export const withRefundCase = (
  state: AccountState,
  { month, because, orderIds }: RefundCase,
): AccountState => ({
  ...state,
  refundCases: {
    ...state.refundCases,
    [month]: { because, ...(orderIds === undefined ? {} : { orderIds }) },
  },
});

/** The account after a case was closed. */
export const withoutRefundCase = (state: AccountState, { month }: RefundCase): AccountState => ({
  ...state,
  refundCases: Object.fromEntries(Object.entries(state.refundCases).filter(([open]) => open !== month)),
});
