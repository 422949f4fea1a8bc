import { dayBefore, dayOf, millisecondsBetween, type Day, type Instant } from '@canbao/calendar';
import type { PaymentEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import { fromFen, sum, toFen, type Yuan } from '@canbao/money';
import type { Collected, History } from '../history';
import { isReceipt } from '../orders';
import type { World } from '../world';
import { isEqual, type Finding } from './finding';
import { paymentEvents } from './payment-events';

/** The first event of reported money. */
export type Receipt = Extract<PaymentEvent, { data: { receiptNo: string; fingerprint: string } }> &
  Pick<StoredEvent, 'recordedAt'>;

/**
 * Every report has one effect under its key, which is channel, business day and number; of every report the
 * money is settled, in suspense, or reversed, to the fen; and what contradicts it is in the register alone.
 */
export const receipts = (world: World, { collections, contradicted }: History): Finding[] => {
  const events = paymentEvents(world);
  const ofOrder = Map.groupBy(events, ({ data }) => data.orderId);
  const recorded = Map.groupBy(receiptsOf(world), ({ data }) =>
    keyOf({ ...data, transactionNo: data.channelTransactionNo }),
  );
  return collections.flatMap((collected) => {
    const key = keyOf(collected);
    const [first, ...others] = recorded.get(key) ?? [];
    if (first === undefined) return [`receipts: ${key} is in the books 0 times`];
    if (others.length > 0) return [`receipts: ${key} is in the books ${others.length + 1} times`];
    const own = ofOrder.get(first.data.orderId) ?? [];
    const conflicts = own.filter(({ type }) => type === 'ConflictingReportReceived').length;
    return [
      ...moneyOf(collected, own).map((finding) => `receipts: ${key} ${finding}`),
      ...reasonOf(collected, first).map((finding) => `receipts: ${key} ${finding}`),
      ...answerOf(collected, own).map((finding) => `receipts: ${key} ${finding}`),
      ...(conflicts === (contradicted.get(collected.orderId)?.size ?? 0)
        ? []
        : [`receipts: ${key} has ${conflicts} conflicting reports in the register`]),
    ];
  });
};

/** The first event of each order that counters reported money for, in commit order. */
export const receiptsOf = (world: World): Receipt[] => paymentEvents(world).filter(isReceipt);

/** The day that a receipt is accounted to: that of payment while it is open, else that of the report. */
export const dayOfAccount = ({ data: { paidAt }, recordedAt }: Receipt): Day => {
  const [paidOn, today] = [dayOf(paidAt), dayOf(recordedAt)];
  const isAhead = millisecondsBetween(recordedAt, paidAt) > toleranceMs;
  return isAhead || paidOn < dayBefore(today) ? today : paidOn;
};

const toleranceMs = 5 * 60_000;

const keyOf = (report: { channel: string; paidAt: Instant; transactionNo: string }): string =>
  `${report.channel} ${dayOf(report.paidAt)} ${report.transactionNo}`;

const moneyOf = ({ amount, reversed }: Collected, events: readonly PaymentEvent[]): Finding[] => {
  const settled = sum(events.map(settledBy));
  const suspended = fromFen(toFen(suspendedOf(events)) - toFen(paidFromSuspense(events)));
  const accounted = fromFen(toFen(settled) + toFen(suspended));
  const taken = sum(
    events.flatMap((event) =>
      event.type === 'CollectionReversed' || event.type === 'UnidentifiedReceiptReversed'
        ? [event.data.amount]
        : [],
    ),
  );
  return [
    ...(accounted === amount ? [] : [`of ${amount}: ${settled} settled and ${suspended} in suspense`]),
    ...(taken === (reversed ? amount : '0.00') ? [] : [`of ${amount}: ${taken} reversed`]),
  ];
};

/** Where the teller could know of nothing against it, only what others have paid can be in the way. */
const reasonOf = ({ because }: Collected, { data }: Receipt): Finding[] => {
  const given = 'because' in data ? data.because : undefined;
  const isAsKnown =
    because === undefined
      ? [undefined, 'already-paid', 'month-not-paid', 'scheme-changed'].includes(given)
      : given === because;
  return isAsKnown ? [] : [`is ${given ?? 'settled'}, not ${because ?? 'settled'}`];
};

/** The answers say what is in suspense; the receipt and its months agree with each other. */
const answerOf = ({ answers }: Collected, events: readonly PaymentEvent[]): Finding[] => {
  const months = events.flatMap((event) =>
    event.type === 'MonthsKeptInSuspense' ? [event.data.amount] : [],
  );
  const receipt = events.find(({ data }) => 'receiptNo' in data);
  const said =
    receipt !== undefined && 'inSuspense' in receipt.data ? receipt.data.inSuspense?.amount : undefined;
  const expected = months.length === 0 ? undefined : sum(months);
  const isWhole = receipt?.type === 'ReceiptKeptInSuspense';
  const first = JSON.parse(answers[0]?.replace(/^\S+ /, '') ?? '{}') as { readonly inSuspense?: Yuan };
  return [
    ...(isEqual(said, expected) ? [] : [`says ${said} is in suspense, its months ${expected}`]),
    ...(isEqual(first.inSuspense, isWhole ? undefined : expected)
      ? []
      : [`was answered with ${first.inSuspense} in suspense, not ${expected}`]),
  ];
};

const settledBy = (event: PaymentEvent): Yuan => {
  switch (event.type) {
    case 'PensionMonthsSettled':
    case 'TrueUpsSettled':
      return event.data.total;
    case 'BundlePartReceived':
    case 'BundleSettled': {
      const { orderId, items } = event.data;
      return sum(items.filter((item) => item.orderId === orderId).map(({ amount }) => amount));
    }
    default:
      return '0.00' as Yuan;
  }
};

/** Money that has left suspense to pay months after all: it is settled. */
const paidFromSuspense = (events: readonly PaymentEvent[]): Yuan =>
  sum(
    events.flatMap((event) =>
      event.type === 'SuspenseResolved' && event.data.way === 'obligation' ? [event.data.amount] : [],
    ),
  );

const suspendedOf = (events: readonly PaymentEvent[]): Yuan =>
  sum(
    events.flatMap((event) =>
      event.type === 'ReceiptKeptInSuspense' ||
      event.type === 'MonthsKeptInSuspense' ||
      event.type === 'UnidentifiedReceiptKept'
        ? [event.data.amount]
        : [],
    ),
  );
