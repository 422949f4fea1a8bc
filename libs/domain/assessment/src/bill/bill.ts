import { currentMonth, dayOf, type Instant, type Month } from '@canbao/calendar';
import { accept, reject, type Outcome } from '@canbao/event-sourcing';
import { rate, sum, type Yuan } from '@canbao/money';
import { bundleOf, missingItems } from '@canbao/rules';
import type { Item } from '@canbao/vocabulary';
import { enrolmentAround, type AccountState } from '../account/account-state';
import type { AccountEvent, BilledMonth } from '../account/contribution-account.events';

/** A past medical month as the agency bills it: amounts per item and the late fee, in yuan. */
export interface PushedMonth {
  readonly month: Month;
  readonly items: readonly { readonly item: Item; readonly amount: Yuan }[];
  readonly lateFee: Yuan;
}

/** The agency pushes medical arrears so that they become payable (推送补缴数据). */
export interface PushBill {
  readonly type: 'PushBill';
  readonly personId: string;
  readonly insurance: 'medical';
  readonly billId: string;
  readonly at: Instant;
  readonly months: readonly PushedMonth[];
}

/** Why a bill is refused. */
export type BillReason = 'not-registered' | 'month-not-past' | 'already-paid' | 'bundle-incomplete';

/** Records a bill for past, unpaid, complete months of an enrolled person. */
export const pushBill = (
  { personId, billId, at, months: pushed }: PushBill,
  state: AccountState,
): Outcome<AccountEvent, BillReason> => {
  const { bills, paidMonths } = state;
  if (bills.some((bill) => bill.billId === billId)) return accept();
  const enrolment = enrolmentAround(state, dayOf(at));
  if (enrolment === undefined) return reject('not-registered');
  const billedMonths = pushed.map(({ month }) => month);
  const notPast = billedMonths.filter((month) => month >= currentMonth(at));
  if (notPast.length > 0) return reject('month-not-past', { rejectedMonths: notPast });
  const paid = billedMonths.filter((month) => paidMonths.includes(month));
  if (paid.length > 0) return reject('already-paid', { rejectedMonths: paid });
  const isPooled = enrolment.insurance === 'medical' && enrolment.scheme === 'pooled';
  const missing = isPooled ? pushed.flatMap(missingPooledItems) : [];
  if (missing.length > 0) return reject('bundle-incomplete', { missingItems: [...new Set(missing)] });

  const months = pushed.map(billedMonth);
  const lateFee = sum(months.map((month) => month.lateFee));
  const total = sum([...months.flatMap(({ items }) => items.map(({ amount }) => amount)), lateFee]);
  return accept({ type: 'BillPushed', data: { personId, billId, months, total, lateFee } });
};

const missingPooledItems = ({ items }: PushedMonth): Item[] =>
  missingItems(
    bundleOf('pooled'),
    items.map(({ item }) => item),
  );

/** The agency bills amounts, not bases: each amount is its own base at rate 1. */
const billedMonth = ({ month, items, lateFee }: PushedMonth): BilledMonth => ({
  month,
  lateFee,
  items: items.map(({ item, amount }) => ({ item, amount, base: amount, rate: rate('1') })),
});
