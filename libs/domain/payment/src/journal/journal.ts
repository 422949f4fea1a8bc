import { negate, subtract, sum, type Yuan } from '@canbao/money';
import type { Channel, Insurance } from '@canbao/vocabulary';
import type { ReceivedItem } from '../obligation/obligation.events';
import type { PaymentEvent } from '../payment.events';
import { credit, debit, type JournalEntry } from './entry';

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
    case 'PensionMonthsSettled': {
      const { months, total } = event.data;
      return [
        debit(captured, total),
        ...months.flatMap(({ amount, parts }) => fundCredits('2101.pension', amount, parts)),
      ];
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
    case 'UnidentifiedReceiptReversed':
    case 'CollectionReversed':
      return event.data.entries;
    case 'TreasuryReceived':
      return remitted(event.data, event.data);
    case 'TreasuryReceiptCorrected':
      return [...opposite(remitted(event.data, event.data.before)), ...remitted(event.data, event.data)];
    case 'TreasuryReturned':
      return opposite(remitted(event.data, event.data));
    default:
      return [];
  }
};

/** The entries that take back what the events booked. */
export const reversedEntries = (booked: readonly PaymentEvent[]): JournalEntry[] =>
  opposite(booked.flatMap(entriesOf));

const opposite = (entries: readonly JournalEntry[]): JournalEntry[] =>
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
    ...bundle.items.flatMap(({ item, amount, parts }) => fundCredits(`2201.medical.${item}`, amount, parts)),
  ];
};

/** Account names of the parts, by their name in a quote. */
const fundAccounts: Readonly<Record<string, string>> = {
  pooledFund: 'pooled-fund',
  personalAccount: 'personal-account',
  unit: 'unit',
  personal: 'personal',
};

/**
 * The funds of one amount: its recorded parts, and the rest on the item itself. Sorted by name, because JSON
 * in the database does not keep the order of keys and a rebuilt journal must have the same lines.
 */
const fundCredits = (
  prefix: string,
  amount: Yuan,
  parts: Readonly<Record<string, Yuan>> = {},
): JournalEntry[] => {
  const split = Object.entries(parts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => credit(`${prefix}.${fundAccounts[name] ?? name}`, part));
  const rest = subtract(amount, sum(Object.values(parts)));
  return rest === '0.00' ? split : [...split, credit(prefix, rest)];
};
