import { sum, type Yuan } from '@canbao/money';

/** The sum in yuan. */
export const amountOf = (parts: readonly { readonly amount: Yuan }[]): Yuan =>
  sum(parts.map(({ amount }) => amount));
