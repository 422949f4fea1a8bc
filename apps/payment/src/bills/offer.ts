import type { Instant } from '@canbao/calendar';
import type { BillReason } from '@canbao/channels';

/** An order as far as its offer in WeChat depends on it. */
interface Offered {
  readonly status: string;
  readonly because: string | null;
  readonly pay_by: string | null;
}

/** Why WeChat's user cannot pay the order now; undefined when it can be paid. */
export const refusalOf = (order: Offered | undefined, now: Instant): BillReason | undefined => {
  if (order === undefined) return 'bill-unknown';
  switch (order.status) {
    case 'open':
      return order.pay_by !== null && now < order.pay_by ? undefined : 'past-acceptance';
    case 'closing':
      return 'previous-unfinished';
    case 'paid':
    case 'incomplete':
    case 'in-suspense':
      return 'nothing-owed';
    case 'closed':
      return closed(order.because);
    default:
      return 'nothing-waiting';
  }
};

const closed = (because: string | null): BillReason => closings[because ?? ''] ?? 'nothing-waiting';

const closings: Readonly<Record<string, BillReason>> = {
  expired: 'past-acceptance',
  'paid-elsewhere': 'nothing-owed',
  'person-deceased': 'not-insured',
  'not-registered': 'not-registered',
  'covered-by-employer': 'not-insured',
  'district-changed': 'inconsistent',
  'bill-changed': 'inconsistent',
  'batch-debit': 'batch-window',
};
