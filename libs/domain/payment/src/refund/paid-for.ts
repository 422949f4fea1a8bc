import type { Month } from '@canbao/calendar';
import type { Insurance } from '@canbao/vocabulary';
import { monthsOf } from '../obligation/obligation';
import type { PaymentEvent } from '../payment.events';

/** A person's insurance. */
export interface PaidFor {
  readonly personId: string;
  readonly insurance: Insurance;
}

/**
 * Whose months an order's money has paid: those of its report or, out of suspense, perhaps somebody else's.
 * Undefined where it has not paid all of them for one person.
 */
export const paidFor = (events: readonly PaymentEvent[], months: readonly Month[]): PaidFor | undefined => {
  const paying = events.flatMap(({ type, data }): PaidFor[] => {
    if (type !== 'PaymentCaptured' && !(type === 'SuspenseResolved' && data.way === 'obligation')) return [];
    const { personId, insurance, lines = [] } = data;
    if (personId === undefined || insurance === undefined) return [];
    const paid = monthsOf(lines);
    return months.every((month) => paid.includes(month)) ? [{ personId, insurance }] : [];
  });
  return paying.at(-1);
};
