import type { Month } from '@canbao/calendar';
import { paymentOrderEvents, type PaymentEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import type { Yuan } from '@canbao/money';
import type { Insurance } from '@canbao/vocabulary';
import type { Setting } from '../setting';

/** An event of an order, or of a month that an order pays. */
type OrdersEvent = Extract<PaymentEvent, { readonly data: { readonly orderId: string } }>;

/** The events of payment in commit order, without what it has noted of registration. */
export const paymentEvents = (world: Setting): StoredEvent<OrdersEvent>[] =>
  world.tables.payment.log.filter(paymentOrderEvents.has).filter(isOfOrder);

const isOfOrder = <E extends PaymentEvent>(event: E): event is E & OrdersEvent => 'orderId' in event.data;

/** A month that is paid; the amount in yuan. */
export interface PaidMonth {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: string;
  readonly amount: Yuan;
  readonly paidAt: string;
  /** Of a month that an agency has billed. */
  readonly billId?: string | undefined;
}

/** The months that are paid now, from what the orders settled, reversed and refunded alone. */
export const paidMonths = (world: Setting): PaidMonth[] => {
  const events = paymentEvents(world);
  const reversed = new Set(
    events.flatMap((event) =>
      event.type === 'SettlementReversed'
        ? event.data.months.map((month) => `${event.data.orderId} ${month}`)
        : [],
    ),
  );
  const isReversed = (orderId: string, month: string): boolean => reversed.has(`${orderId} ${month}`);
  return events.flatMap((event): PaidMonth[] => {
    if (event.type === 'PensionMonthsSettled') {
      const { personId, orderId, paidAt } = event.data;
      const months = event.data.months.filter(({ month }) => !isReversed(orderId, month));
      return months.map(({ month, amount }) => ({ personId, insurance: 'pension', month, amount, paidAt }));
    }
    if (event.type === 'BundleSettled' && !isReversed(event.data.orderId, event.data.month)) {
      const { personId, month, total, paidAt, billId } = event.data;
      return [{ personId, insurance: 'medical', month, amount: total, paidAt, billId }];
    }
    return [];
  });
};

/** What final limits have added to a month and is paid, by which order; the amount in yuan. */
export interface PaidAddition {
  readonly personId: string;
  readonly month: Month;
  readonly amount: Yuan;
  readonly orderId: string;
}

/** The additions that are paid now, from what the orders settled, reversed and refunded alone. */
export const paidAdditions = (world: Setting): PaidAddition[] => {
  const events = paymentEvents(world);
  const reversed = new Set(
    events.flatMap((event) =>
      event.type === 'SettlementReversed'
        ? (event.data.trueUpMonths ?? []).map((month) => `${event.data.orderId} ${month}`)
        : [],
    ),
  );
  return events.flatMap((event): PaidAddition[] => {
    if (event.type !== 'TrueUpsSettled') return [];
    const { personId, orderId, months } = event.data;
    return months
      .filter(({ month }) => !reversed.has(`${orderId} ${month}`))
      .map(({ month, amount }) => ({ personId, month, amount, orderId }));
  });
};

/** Those whose months have gone back meanwhile. */
export const additionsAlone = (world: Setting): PaidAddition[] => {
  if (!world.playsTrueUps) return [];
  const paid = new Set<string>(
    paidMonths(world)
      .filter(({ insurance }) => insurance === 'pension')
      .map(({ personId, month }) => `${month} of ${personId}`),
  );
  return paidAdditions(world).filter(({ personId, month }) => !paid.has(`${month} of ${personId}`));
};
