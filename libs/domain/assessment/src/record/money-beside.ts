import { dayOf, type Month } from '@canbao/calendar';
import { subtract, type Yuan } from '@canbao/money';
import type { Adjustment, ReturnedContribution } from '@canbao/rules';
import type { KnownAccount } from '../coverage/known-account';
import { paidAmountOf, settledOn, type Settlement } from './figures';

/** What happened to the money of months beside what they were paid with, by month. */
export interface MoneyBeside {
  readonly adjustments: ReadonlyMap<Month, readonly Adjustment[]>;
  readonly returned: ReadonlyMap<Month, readonly ReturnedContribution[]>;
}

type Parts = Readonly<Record<string, Yuan>> | undefined;
type OfMonth<V> = V & { readonly month: Month };

/** What final limits have added or given back (多退少补), and what of paid months went back (退费, 冲正). */
export const moneyBeside = ({ state, events }: KnownAccount): MoneyBeside => {
  const settled = new Map<Month, Settlement>();
  const noted = new Map<Month, OfMonth<Adjustment>>();
  // By order and month: an addition that an order has paid, and what went back of what one has paid.
  const paid = new Map<string, OfMonth<Adjustment>>();
  const refunded = new Map<string, OfMonth<Adjustment>>();
  const returned: OfMonth<ReturnedContribution>[] = [];
  for (const event of events) {
    const on = dayOf(event.recordedAt);
    const { type, data } = event;
    switch (type) {
      case 'MonthsPaid':
        for (const month of data.months) settled.set(month, event as Settlement);
        break;
      case 'TrueUpsNoted':
        for (const { month, amount, parts } of data.months)
          noted.set(month, { month, ...adjustment('owed', on, amount, parts) });
        break;
      case 'TrueUpsPaid':
        for (const month of data.months) {
          const due = noted.get(month);
          if (due !== undefined) paid.set(`${data.orderId} ${month}`, { ...due, state: 'paid', on });
        }
        break;
      case 'TrueUpsReopened':
        for (const month of data.months) paid.delete(`${data.orderId} ${month}`);
        break;
      case 'TrueUpRefundNoted':
        for (const { month, orderId, amount, parts } of data.months)
          refunded.set(`${orderId} ${month}`, { month, ...adjustment('refunded', on, amount, parts) });
        break;
      case 'MonthsReopened':
        for (const month of data.months) {
          const settlement = settled.get(month);
          const before = refunded.get(`${data.orderId} ${month}`);
          refunded.delete(`${data.orderId} ${month}`);
          const amount = settlement && paidAmountOf(month, settlement, data.orderId);
          if (settlement === undefined || amount === undefined) continue;
          const rest = before === undefined ? amount : subtract(amount, before.amount);
          returned.push({ month, paidOn: settledOn(settlement), returnedOn: on, amount: rest });
        }
        break;
      default:
    }
  }
  const owed = Object.entries(state.trueUps).flatMap(([month, { paidBy }]) =>
    paidBy === undefined ? (noted.get(month as Month) ?? []) : [],
  );
  return {
    adjustments: byMonth([...paid.values(), ...refunded.values(), ...owed]),
    returned: byMonth(returned),
  };
};

const adjustment = (
  state: Adjustment['state'],
  on: Adjustment['on'],
  amount: Yuan,
  parts: Parts,
): Adjustment => {
  const personalAccount = parts?.['personalAccount'];
  return { state, on, amount, ...(personalAccount === undefined ? {} : { personalAccount }) };
};

const byMonth = <V>(found: readonly OfMonth<V>[]): ReadonlyMap<Month, readonly V[]> =>
  new Map(
    [...Map.groupBy(found, ({ month }) => month)].map(([month, own]) => [
      month,
      own.map(({ month: _, ...each }) => each as V),
    ]),
  );
