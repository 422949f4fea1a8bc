import { dayOf, type Day, type Month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { sum, type Yuan } from '@canbao/money';
import type { PaidContribution } from '@canbao/rules';
import type { AccountEvent } from '../account/contribution-account.events';

/** An event that settled months. */
export type Settlement = Extract<AccountEvent, { type: 'MonthsPaid' }> & StoredEvent;

/** The day on which the months were whole. */
export const settledOn = ({ data, recordedAt }: Settlement): Day => dayOf(data.paidAt ?? recordedAt);

/** What the month was paid on, as far as it was stored. */
export const figuresOf = (
  month: Month,
  settled: Settlement | undefined,
): Pick<PaidContribution, 'paidOn' | 'amount' | 'accountBase'> => {
  if (settled === undefined) throw new Error(`${month} is paid by no event`);
  const { insurance, items, figures = [] } = settled.data;
  const paid = insurance === 'pension' ? figures.find((each) => each.month === month) : undefined;
  return {
    paidOn: settledOn(settled),
    ...(insurance === 'pension'
      ? { accountBase: paid?.base ?? 'unknown', ...(paid === undefined ? {} : { amount: paid.amount }) }
      : medicalFigures(items)),
  };
};

/** Yuan that the order has paid for the month, late fee apart; none where it has not, or nothing is known. */
export const paidAmountOf = (month: Month, settled: Settlement, orderId: string): Yuan | undefined => {
  const { insurance, items = [], figures = [] } = settled.data;
  if (insurance === 'pension')
    return settled.data.orderId === orderId
      ? figures.find((each) => each.month === month)?.amount
      : undefined;
  const own = items.filter((item) => item.orderId === orderId);
  return own.length === 0 ? undefined : contributed(own);
};

/** A late fee is no contribution. Only the scheme with account has one; a fixed amount has no base. */
const medicalFigures = (
  items: Settlement['data']['items'],
): { readonly amount?: Yuan; readonly accountBase?: Yuan | 'unknown' } => {
  if (items === undefined) return { accountBase: 'unknown' };
  const amount = contributed(items);
  const withAccount = items.find(({ item }) => item === 'with-account');
  if (withAccount === undefined) return { amount };
  const { base, rate } = withAccount;
  return { amount, accountBase: base === undefined || rate === '1' ? 'unknown' : base };
};

const contributed = (items: NonNullable<Settlement['data']['items']>): Yuan =>
  sum(items.filter(({ item }) => item !== 'late-fee').map(({ amount }) => amount));
