/**
 * Our own arithmetic beside a pushed bill. The pushed amounts count (domain reference, late fee); a
 * difference is recorded with the bill and shown wherever the bill is.
 */
import { subtract, type Yuan } from '@canbao/money';
import type { Item } from '@canbao/vocabulary';
import type { OwnFigures } from './bill';

/** A pushed amount beside ours; `difference` is theirs less ours and may be below zero. */
export interface BillDifference {
  readonly item: Item;
  readonly pushed: Yuan;
  readonly own: Yuan;
  readonly difference: Yuan;
}

/** Every pushed amount that is not what the rules make of it. */
export const differencesOf = ({
  items,
  lateFee,
  own,
}: {
  readonly items: readonly { readonly item: Item; readonly amount: Yuan }[];
  readonly lateFee: Yuan;
  readonly own?: OwnFigures | undefined;
}): BillDifference[] => {
  if (own === undefined) return [];
  const ours = new Map(own.items.map(({ item, amount }) => [item, amount]));
  if (own.lateFee !== undefined) ours.set('late-fee', own.lateFee.amount);
  return [...items, { item: 'late-fee' as const, amount: lateFee }].flatMap(({ item, amount: pushed }) => {
    const amount = ours.get(item);
    if (amount === undefined || amount === pushed) return [];
    return [{ item, pushed, own: amount, difference: subtract(pushed, amount) }];
  });
};
