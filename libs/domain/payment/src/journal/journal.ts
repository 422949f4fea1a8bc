import { negate, subtract, sum, type Yuan } from '@canbao/money';
import type { Channel, Insurance } from '@canbao/vocabulary';
import type { ReceivedItem } from '../obligation/obligation.events';
import type { PaymentEvent } from '../payment.events';
import { credit, debit, type JournalEntry } from './entry';
import { bundleFunds, pensionFunds, refundPayable } from './funds';

/**
 * The double entry of an event, in yuan; it sums to zero. A pure function, so that the books can be rebuilt
 * from the events.
 */
export const entriesOf = (event: PaymentEvent): readonly JournalEntry[] => {
  switch (event.type) {
    case 'PaymentCaptured':
      return received(event.data, captured);
    case 'ReceiptKeptInSuspense':
    case 'MonthsKeptInSuspense':
    case 'UnidentifiedReceiptKept':
      return received(event.data, suspense(event.data.because));
    case 'PensionMonthsSettled':
    case 'TrueUpsSettled': {
      const { months, total } = event.data;
      return [debit(captured, total), ...pensionFunds(months)];
    }
    case 'BundlePartReceived': {
      const total = sum(event.data.items.map(({ amount }) => amount));
      return [debit(captured, total), credit(incompleteBundle, total)];
    }
    case 'ReceivedItemsSuspended': {
      const total = sum(event.data.items.map(({ amount }) => amount));
      return [debit(incompleteBundle, total), credit(suspense(event.data.because), total)];
    }
    case 'BundleSettled':
      return bundleEntries(event.data);
    case 'SuspenseResolved': {
      const { because, way, amount, channel } = event.data;
      const to = { obligation: captured, back: refundPayable, gone: `1001.${channel}` }[way];
      return [debit(suspense(because), amount), credit(to, amount)];
    }
    case 'UnidentifiedReceiptReversed':
    case 'CollectionReversed':
    case 'RefundDecided':
    case 'RefundTakenBack':
    case 'RefundLeft':
      return event.data.entries;
    case 'TreasuryReceived':
      return remitted(event.data, event.data);
    case 'TreasuryReceiptCorrected':
      return [...opposite(remitted(event.data, event.data.before)), ...remitted(event.data, event.data)];
    case 'TreasuryReturned': {
      const { channel, insurance, amount, account = `1001.${channel}` } = event.data;
      return [debit(account, amount), credit(`1002.treasury.${insurance}`, amount)];
    }
    default:
      return [];
  }
};

/** The entries that take back what the events booked. */
export const reversedEntries = (booked: readonly PaymentEvent[]): JournalEntry[] =>
  opposite(booked.flatMap(entriesOf));

/** The same lines on the other side. */
export const opposite = (entries: readonly JournalEntry[]): JournalEntry[] =>
  entries.map(({ account, amount }) => ({ account, amount: negate(amount) }));

/** Money of an order that no obligation has taken yet: back to zero in the same transaction. */
const captured = '2900.captured';
const suspense = (reason: string): string => `2901.suspense.${reason}`;
/** Where received items wait for the rest of their bundle. */
const incompleteBundle = suspense('incomplete-bundle');

const received = (receipt: { channel: Channel; amount: Yuan }, account: string): JournalEntry[] => [
  debit(`1001.${receipt.channel}`, receipt.amount),
  credit(account, receipt.amount),
];

/** Money that went from its channel to the treasury (入库). */
const remitted = (
  { channel }: { channel: Channel },
  { insurance, amount }: { insurance: Insurance; amount: Yuan },
): JournalEntry[] => [debit(`1002.treasury.${insurance}`, amount), credit(`1001.${channel}`, amount)];

const bundleEntries = (bundle: {
  orderId: string;
  total: Yuan;
  items: readonly ReceivedItem[];
}): JournalEntry[] => {
  const ownItems = bundle.items.filter(({ orderId }) => orderId === bundle.orderId);
  const own = sum(ownItems.map(({ amount }) => amount));
  const earlier = subtract(bundle.total, own);
  return [
    debit(captured, own),
    ...(earlier === '0.00' ? [] : [debit(incompleteBundle, earlier)]),
    ...bundleFunds(bundle.items),
  ];
};
