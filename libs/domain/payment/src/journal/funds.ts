import { subtract, sum, type Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import { credit, type JournalEntry } from './entry';

/** Money that is decided to go back and has not left yet. */
export const refundPayable = '2902.refund-payable';

/**
 * The account that operators transfer refunds from where the way back is shut (转账). It is overdrawn until the
 * treasury has returned the money, or the channel, which still holds it for us, has paid it out.
 */
export const transfers = '1003.transfers';

/** An amount in yuan with its recorded parts by fund. */
interface Paid {
  readonly amount: Yuan;
  readonly parts?: Readonly<Record<string, Yuan>> | undefined;
}

/** What pension months bring to the funds. */
export const pensionFunds = (months: readonly Paid[]): JournalEntry[] =>
  months.flatMap(({ amount, parts }) => fundCredits('2101.pension', amount, parts));

/** What the items of a bundle bring to the funds. */
export const bundleFunds = (items: readonly (Paid & { readonly item: Item })[]): JournalEntry[] =>
  items.flatMap(({ item, amount, parts }) => fundCredits(`2201.medical.${item}`, amount, parts));

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
