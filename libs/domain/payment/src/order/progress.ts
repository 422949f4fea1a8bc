import type { Month } from '@canbao/calendar';
import type { Item } from '@canbao/vocabulary';
import { amountOf } from '../amount-of';
import type { SuspendedMonth } from '../collection/collection.events';
import { monthsOf, receivedItems, type Obligation } from '../obligation/obligation';
import type { ObligationEvent } from '../obligation/obligation.events';
import type { PaymentEvent } from '../payment.events';

/** What has become of the money of an order. */
export interface Progress {
  readonly status: 'paid' | 'incomplete' | 'in-suspense';
  readonly because?: SuspendedMonth['because'];
  readonly suspendedMonths: readonly SuspendedMonth[];
  readonly missing: Readonly<Record<Month, readonly Item[]>>;
  readonly booked: readonly PaymentEvent[];
}

/**
 * The order after an event of one of its months. A month's stream holds the events of several orders: only
 * its own are part of an order's books, but the others decide what becomes of the items that it brought.
 */
export const progressOf = (
  order: Omit<Progress, 'status' | 'because'>,
  event: ObligationEvent,
  before: Obligation | undefined,
  after: Obligation | undefined,
): Progress | undefined => {
  const paid = order.booked.flatMap(({ type, data }) =>
    type === 'PaymentCaptured' || type === 'SuspenseResolved' ? data : [],
  );
  const [capture] = paid.filter(({ lines = [] }) => lines.length > 0);
  if (capture === undefined) return undefined;
  const { orderId, lines = [] } = capture;
  const isOwn = movesMoney(event) && event.data.orderId === orderId;
  const suspendedMonths = [...order.suspendedMonths, ...(isOwn ? suspendedBy(event) : [])];
  const missing = withMissing(
    order.missing,
    event.data.month,
    missingFor(order.missing, orderId, event, before, after),
  );
  const because = suspendedMonths.at(-1)?.because;
  const isSuspended = monthsOf(lines).every((month) => suspendedMonths.some((each) => each.month === month));
  const progress = { suspendedMonths, missing, booked: isOwn ? [...order.booked, event] : order.booked };
  if (isSuspended && because !== undefined) return { ...progress, status: 'in-suspense', because };
  return { ...progress, status: Object.keys(missing).length > 0 ? 'incomplete' : 'paid' };
};

const movesMoney = ({ type }: ObligationEvent): boolean =>
  type === 'BundlePartReceived' || type === 'ReceivedItemsSuspended' || type === 'BundleSettled';

const suspendedBy = ({ type, data }: ObligationEvent): SuspendedMonth[] =>
  type === 'ReceivedItemsSuspended'
    ? [{ month: data.month, amount: amountOf(data.items), because: data.because }]
    : [];

const withMissing = (
  { ...missing }: Readonly<Record<Month, readonly Item[]>>,
  month: Month,
  items: readonly Item[] | undefined,
): Progress['missing'] => {
  if (items === undefined) return missing;
  const { [month]: _, ...others } = missing;
  return items.length === 0 ? others : { ...others, [month]: items };
};

/** What is missing beside the order's items of the month; undefined where the event changes nothing. */
const missingFor = (
  missing: Progress['missing'],
  orderId: string,
  event: ObligationEvent,
  before: Obligation | undefined,
  after: Obligation | undefined,
): readonly Item[] | undefined => {
  if (event.type === 'BundleSettled' || !receivedItems(after).some((item) => item.orderId === orderId))
    return [];
  if (event.type === 'BundlePartReceived') return event.data.missing;
  if (event.type !== 'MonthReopened') return undefined;
  const present = receivedItems(after).map(({ item }) => item);
  const taken = receivedItems(before).filter(({ item }) => !present.includes(item));
  return [...(missing[event.data.month] ?? []), ...taken.map(({ item }) => item)];
};
