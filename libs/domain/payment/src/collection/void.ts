import { millisecondsBetween, type Instant } from '@canbao/calendar';
import type { PaymentState } from '../payment-state';

/** True when the money was taken back before it was reported, as far as its time of payment tells. */
export const isVoid = (
  { status, reversalsNearby }: Pick<PaymentState, 'status' | 'reversalsNearby'>,
  paidAt: Instant,
): boolean =>
  status === 'void' ||
  reversalsNearby.some(
    ({ reversedAt, toleranceMs = 0 }) => Math.abs(millisecondsBetween(reversedAt, paidAt)) <= toleranceMs,
  );
