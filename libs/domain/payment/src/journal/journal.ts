import type { Channel } from '@canbao/vocabulary';
import { negate, subtract, sum, type Yuan } from '@canbao/money';
import type { BundleItem, PaymentEvent, Posting } from '../payment-order.events';

const channelAccount = (channel: Channel): string => `1001.${channel}`;
const suspense = (reason: string): string => `2901.suspense.${reason}`;
const debit = (account: string, amount: Yuan): Posting => ({ account, amount });
const credit = (account: string, amount: Yuan): Posting => ({ account, amount: negate(amount) });

/**
 * Money that an order has captured and that no obligation has taken yet; zero again in the same transaction
 * unless in suspense.
 */
const captured = '2900.captured';
/** Where the money of a part waits for the rest of its bundle. */
export const incompleteBundle = suspense('incomplete-bundle');

/**
 * The fund accounts of one item: its recorded parts, and the rest on the item itself. By name: what is stored
 * has its keys in another order than what was decided, and a line's place must not depend on it.
 */
const fundCredits = (
  insurance: 'pension' | 'medical',
  item: string,
  amount: Yuan,
  parts: Readonly<Record<string, Yuan>> = {},
): Posting[] => {
  const names: Readonly<Record<string, string>> = {
    pooledFund: 'pooled-fund',
    personalAccount: 'personal-account',
    unit: 'unit',
    personal: 'personal',
  };
  const prefix = insurance === 'pension' ? '2101.pension' : `2201.medical.${item}`;
  const split = Object.entries(parts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => credit(`${prefix}.${names[name] ?? name}`, part));
  const rest = subtract(amount, sum(Object.values(parts)));
  return rest === '0.00' ? split : [...split, credit(prefix, rest)];
};

const itemCredits = (items: readonly BundleItem[]): Posting[] =>
  items.flatMap(({ item, amount, parts }) => fundCredits('medical', item, amount, parts));

/**
 * The double entry of an event: a pure function, so the books can be made anew from the events. Every list
 * sums to zero.
 */
export const postingsOf = (event: PaymentEvent): readonly Posting[] => {
  switch (event.type) {
    case 'PaymentCaptured':
      return [
        debit(channelAccount(event.data.channel), event.data.amount),
        credit(captured, event.data.amount),
      ];
    case 'ReceiptKeptInSuspense':
      return [
        debit(channelAccount(event.data.channel), event.data.amount),
        credit(suspense(event.data.because), event.data.amount),
      ];
    case 'PensionMonthsSettled':
      return [
        debit(captured, event.data.total),
        ...event.data.months.flatMap(({ amount, parts }) => fundCredits('pension', 'pension', amount, parts)),
      ];
    case 'BundlePartReceived': {
      const total = sum(event.data.items.map(({ amount }) => amount));
      return [debit(captured, total), credit(incompleteBundle, total)];
    }
    case 'BundleSettled': {
      const own = sum(
        event.data.items.filter(({ orderId }) => orderId === event.data.orderId).map(({ amount }) => amount),
      );
      const earlier = subtract(event.data.total, own);
      return [
        debit(captured, own),
        ...(earlier === '0.00' ? [] : [debit(incompleteBundle, earlier)]),
        ...itemCredits(event.data.items),
      ];
    }
    case 'CollectionReversed':
      return event.data.postings;
    default:
      return [];
  }
};

/** The same money the other way: what a reversal books. */
export const reversed = (postings: readonly Posting[]): Posting[] =>
  postings.map(({ account, amount }) => ({ account, amount: negate(amount) }));
