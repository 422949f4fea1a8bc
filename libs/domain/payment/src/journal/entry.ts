import { negate, type Yuan } from '@canbao/money';

/** One line of the double-entry journal, in yuan: a debit is above zero, a credit below. */
export interface JournalEntry {
  readonly account: string;
  readonly amount: Yuan;
}

export const debit = (account: string, amount: Yuan): JournalEntry => ({ account, amount });
export const credit = (account: string, amount: Yuan): JournalEntry => ({ account, amount: negate(amount) });
