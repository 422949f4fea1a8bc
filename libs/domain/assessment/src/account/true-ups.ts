import type { Month } from '@canbao/calendar';
import { accept, type Outcome } from '@canbao/event-sourcing';
import type { DueTrueUp } from '@canbao/rules';
import type { AccountState } from './account-state';
import type { AccountEvent } from './contribution-account.events';
import type { NotedTrueUp } from './true-ups.events';

interface OfPension {
  readonly personId: string;
  readonly insurance: 'pension';
}
/** Final limits have added to paid months (多退少补). */
export interface NoteTrueUps extends OfPension {
  readonly type: 'NoteTrueUps';
  readonly runId: string;
  readonly months: readonly NotedTrueUp[];
}
/** What was added to months is paid, or its money went back. */
export interface NoteTrueUpsPaid extends OfPension {
  readonly type: 'NoteTrueUpsPaid' | 'NoteTrueUpsReopened';
  readonly months: readonly Month[];
  readonly orderId: string;
}

/** What was paid above final limits is decided to go back. */
export interface NoteTrueUpRefund extends OfPension {
  readonly type: 'NoteTrueUpRefund';
  readonly refundId: string;
  readonly months: DataOf<'TrueUpRefundNoted'>['months'];
}

/** Notes a refund of what was above the limits, once. */
export const noteTrueUpRefund = (
  { personId, refundId, months }: NoteTrueUpRefund,
  { trueUpRefunds }: AccountState,
): Outcome<AccountEvent, never> =>
  trueUpRefunds.has(refundId)
    ? accept()
    : accept({ type: 'TrueUpRefundNoted', data: { personId, refundId, months } });

/** Notes the additions, each once for the order that paid its month. */
export const noteTrueUps = (
  { personId, runId, months: told }: NoteTrueUps,
  { trueUps }: AccountState,
): Outcome<AccountEvent, never> => {
  const months = told.filter(({ month, orderId }) => trueUps[month]?.orderId !== orderId);
  return months.length === 0 ? accept() : accept({ type: 'TrueUpsNoted', data: { personId, runId, months } });
};

/** Notes what has changed: an addition is paid by one order, and open again with that order's money gone. */
export const noteTrueUpsPaid = (
  { type, personId, months: told, orderId }: NoteTrueUpsPaid,
  { trueUps }: AccountState,
): Outcome<AccountEvent, never> => {
  const isPaid = type === 'NoteTrueUpsPaid';
  const months = told.filter((month) => {
    const due = trueUps[month];
    return due !== undefined && (isPaid ? due.paidBy === undefined : due.paidBy === orderId);
  });
  if (months.length === 0) return accept();
  return accept({
    type: isPaid ? 'TrueUpsPaid' : 'TrueUpsReopened',
    data: { personId, months, orderId },
  });
};

type DataOf<Type extends AccountEvent['type']> = Extract<AccountEvent, { type: Type }>['data'];

/** The account with the additions. */
export const withTrueUps = (state: AccountState, { months }: DataOf<'TrueUpsNoted'>): AccountState => ({
  ...state,
  trueUps: { ...state.trueUps, ...Object.fromEntries(months.map((month) => [month.month, month])) },
});

/** The account with additions paid by the order, or open without one. */
export const withTrueUpsPaid = (
  state: AccountState,
  months: readonly string[],
  orderId?: string,
): AccountState => ({
  ...state,
  trueUps: Object.fromEntries(
    Object.entries(state.trueUps).map(([month, due]) => {
      if (!months.includes(month)) return [month, due];
      const { paidBy: _, ...open } = due;
      return [month, orderId === undefined ? open : { ...open, paidBy: orderId }];
    }),
  ),
});

/** An addition whose money went back is owed again as long as the order that it adjusts pays its month. */
export const withTrueUpsReopened = (state: AccountState, months: readonly Month[]): AccountState => {
  const gone = months.filter((month) => state.paidBy[month] !== state.trueUps[month]?.orderId);
  return withoutTrueUps(withTrueUpsPaid(state, months), gone);
};

/** A month whose money went back owes no addition; one that was paid goes its own way. */
export const withoutTrueUps = (state: AccountState, months: readonly Month[]): AccountState => ({
  ...state,
  trueUps: Object.fromEntries(
    Object.entries(state.trueUps).filter(
      ([month, { paidBy }]) => paidBy !== undefined || !months.some((own) => own === month),
    ),
  ),
});

/** The additions as the rules read them; none when there is none. */
export const dueTrueUps = ({
  trueUps,
}: Pick<AccountState, 'trueUps'>): { readonly trueUps?: readonly DueTrueUp[] } => {
  const due = Object.values(trueUps).map(({ orderId: _, paidBy, parts, ...trueUp }): DueTrueUp => ({
    ...trueUp,
    ...(parts === undefined ? {} : { parts }),
    ...(paidBy === undefined ? {} : { isPaid: true }),
  }));
  if (due.length === 0) return {};
  return { trueUps: due.toSorted((a, b) => (a.month < b.month ? -1 : 1)) };
};
