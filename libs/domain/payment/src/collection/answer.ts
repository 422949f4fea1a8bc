import type { Condition } from '@canbao/contracts';
import type { Item } from '@canbao/vocabulary';
import type { PaymentState } from '../payment-state';
import type { SuspenseReason } from './collection.events';

/** What a counter is told of a collection, with the conditions that still stand in its way. */
export interface CollectionAnswer {
  readonly status: PaymentState['status'];
  readonly because?: SuspenseReason;
  readonly missingItems?: readonly Item[];
  readonly conditions?: readonly Condition[];
}

/** The answer to a collection that was recorded. */
export const collectionAnswer = ({ status, because, missing }: PaymentState): CollectionAnswer => {
  if (status === 'in-suspense' && because !== undefined) {
    const condition = {
      code: because,
      rule: 'payment.suspense',
      source: 'money that has moved is kept with its reason',
      clearedBy: 'operator',
    };
    return { status, because, conditions: [condition] };
  }
  if (status === 'incomplete') {
    const condition = {
      code: 'bundle-incomplete',
      rule: 'medical.bundle',
      source: 'guide G3.2.2.6',
      clearedBy: 'payer',
      details: { missingItems: missing },
    };
    return { status, missingItems: missing, conditions: [condition] };
  }
  return { status };
};
