import { dayOf, type Instant } from '@canbao/calendar';
import type { PaymentEvent } from '@canbao/domain-payment';
import { fromFen, sum, toFen, type Yuan } from '@canbao/money';
import type { Collected, History } from '../history';
import type { World } from '../world';
import type { Finding } from './finding';
import { paymentEvents } from './payment-events';

/**
 * Every report has one effect under its key, which is channel, business day and number; and of every report
 * the money is settled, in suspense, or reversed, to the fen.
 */
export const receipts = (world: World, { collections, contradicted }: History): Finding[] => {
  const events = paymentEvents(world);
  const ofOrder = Map.groupBy(events, ({ data }) => data.orderId);
  const recorded = Map.groupBy(events.filter(isFirst), ({ data }) =>
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
      ...moneyOf(collected, first, own),
      ...(conflicts === contradicted.filter((orderId) => orderId === collected.orderId).length
        ? []
        : [`receipts: ${key} has ${conflicts} conflicting reports in the register`]),
    ];
  });
};

const keyOf = (report: { channel: string; paidAt: Instant; transactionNo: string }): string =>
  `${report.channel} ${dayOf(report.paidAt)} ${report.transactionNo}`;

type Receipt = Extract<PaymentEvent, { type: 'PaymentCaptured' | 'ReceiptKeptInSuspense' }>;

const isFirst = (event: PaymentEvent): event is Receipt =>
  event.type === 'PaymentCaptured' || event.type === 'ReceiptKeptInSuspense';

const moneyOf = (collected: Collected, first: Receipt, events: readonly PaymentEvent[]): Finding[] => {
  const key = keyOf(collected);
  const settled = sum(events.map(settledBy));
  const suspended = sum(events.map(suspendedBy));
  const reversed = sum(
    events.flatMap(({ type, data }) => (type === 'CollectionReversed' ? [data.amount] : [])),
  );
  const accounted = fromFen(toFen(settled) + toFen(suspended));
  const because = first.type === 'ReceiptKeptInSuspense' ? first.data.because : undefined;
  return [
    ...(accounted === collected.amount
      ? []
      : [`receipts: ${key} of ${collected.amount}: ${settled} settled and ${suspended} in suspense`]),
    ...(reversed === (collected.reversed ? collected.amount : '0.00')
      ? []
      : [`receipts: ${key} of ${collected.amount}: ${reversed} reversed`]),
    ...(collected.because === undefined || collected.because === because
      ? []
      : [`receipts: ${key} is ${because ?? 'settled'}, not in suspense as ${collected.because}`]),
  ];
};

const settledBy = (event: PaymentEvent): Yuan => {
  switch (event.type) {
    case 'PensionMonthsSettled':
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

const suspendedBy = ({ type, data }: PaymentEvent): Yuan =>
  type === 'ReceiptKeptInSuspense' || type === 'MonthsKeptInSuspense' ? data.amount : ('0.00' as Yuan);
