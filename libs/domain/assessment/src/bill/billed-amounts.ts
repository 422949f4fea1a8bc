import type { Month } from '@canbao/calendar';
import { zero, type Yuan } from '@canbao/money';
import type { PushedMonth } from '@canbao/rules';
import type { Item } from '@canbao/vocabulary';
import type { AccountState, ReceivedItems } from '../account/account-state';

/** What a month is billed for, item by item, its late fee among them; in yuan. */
export const amountsOf = ({
  items,
  lateFee,
}: Pick<PushedMonth, 'items' | 'lateFee'>): { readonly item: Item; readonly amount: Yuan }[] => [
  ...items.map(({ item, amount }) => ({ item, amount })),
  { item: 'late-fee', amount: lateFee },
];

/** What came in for each item of a month, in yuan. */
export const amountsReceived = (
  received: readonly Pick<ReceivedItems, 'amounts'>[] = [],
): Readonly<Partial<Record<Item, Yuan>>> => Object.assign({}, ...received.map(({ amounts }) => amounts));

/** An agency that withdrew a bill while it was being paid may bill the same again: it was due after all. */
export const isPaidFor = (
  pushed: PushedMonth,
  month: Month,
  { refundCases, received }: Pick<AccountState, 'refundCases' | 'received'>,
): boolean => {
  const arrived = amountsReceived(received[month]);
  return (
    pushed.month === month &&
    refundCases[month]?.because === 'bill-withdrawn' &&
    amountsOf(pushed).every(({ item, amount }) => amount === (arrived[item] ?? zero))
  );
};
