import type { Month } from '@canbao/calendar';
import type { Yuan } from '@canbao/money';
import type { BillMonth } from '@canbao/rules';
import type { Item } from '@canbao/vocabulary';
import type { AccountState, ReceivedItems } from './account-state';

/**
 * The received items that count for a month. The lines of a bill make its month whole: an item that was paid
 * for another bill, or in another amount, is quoted again, and payment keeps the former money in suspense.
 */
export const countedItems = ({ received, bills }: AccountState, month: Month): Item[] => {
  const bill = bills.find((billed) => billed.month === month);
  return (received[month] ?? []).flatMap((part) => part.items.filter((item) => counts(part, item, bill)));
};

const counts = ({ billId, amounts }: ReceivedItems, item: Item, bill: BillMonth | undefined): boolean => {
  if (bill === undefined) return true;
  const billed = amountOf(bill, item);
  const isOfOtherBill = billId !== undefined && billId !== bill.billId;
  return !isOfOtherBill && (billed === undefined || amounts[item] === billed);
};

/** A late fee that the rules compute is as much as it was on the day that it was paid. */
const amountOf = ({ items, lateFee, lateFeeBy }: BillMonth, item: Item): Yuan | undefined => {
  if (item === 'late-fee') return lateFeeBy === undefined ? lateFee : undefined;
  return items.find((line) => line.item === item)?.amount;
};
