import type { Month } from '@canbao/calendar';
import type { QuoteClaims } from '@canbao/contracts';
import type { Obligation } from './obligation';
import { receivedFor } from './received';

/** Whether the month is paid, or one of the quoted items has arrived already. */
export const isPaid = (quote: QuoteClaims, month: Month, obligation: Obligation | undefined): boolean => {
  if (obligation?.paidBy !== undefined) return true;
  if (quote.insurance === 'pension') return false;
  const due = quote.lines.filter((line) => line.month === month);
  const { current } = receivedFor(quote, month, obligation);
  return due.some(({ item }) => current.some((received) => received.item === item));
};
