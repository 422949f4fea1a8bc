import type { Condition } from '@canbao/contracts';
import { sum, type Yuan } from '@canbao/money';
import { condition } from '@canbao/rules';
import type { Item } from '@canbao/vocabulary';
import type { PaymentState } from '../payment-state';
import type { SuspenseReason } from './collection.events';

/** What a counter is told of a collection, with the conditions that still stand in its way. */
export interface CollectionAnswer {
  readonly status: PaymentState['status'];
  readonly because?: SuspenseReason;
  /** Yuan of the report that are in suspense while other months settled. */
  readonly inSuspense?: Yuan;
  readonly missingItems?: readonly Item[];
  readonly conditions?: readonly Condition[];
}

/** The answer to a collection that was recorded. */
export const collectionAnswer = (state: PaymentState): CollectionAnswer => {
  const { status, suspendedMonths } = state;
  const because = suspenseReason(state);
  const conditions = [...suspenseConditions(state), ...bundleConditions(state)];
  const inSuspense = sum(suspendedMonths.map(({ amount }) => amount));
  return {
    status,
    ...(because === undefined ? {} : { because }),
    ...(status === 'in-suspense' || suspendedMonths.length === 0 ? {} : { inSuspense }),
    ...(status === 'incomplete' ? { missingItems: missingItemsOf(state) } : {}),
    ...(conditions.length === 0 ? {} : { conditions }),
  };
};

/** Why money of the order is in suspense, all of it or some months. */
export const suspenseReason = (state: PaymentState): SuspenseReason | undefined =>
  state.status === 'in-suspense' ? state.because : state.suspendedMonths[0]?.because;

const suspenseConditions = ({ status, because, suspendedMonths }: PaymentState): Condition[] => {
  const reasons = new Set(suspendedMonths.map((month) => month.because));
  if (status === 'in-suspense' && because !== undefined && reasons.size < 2) return [suspended(because)];
  return [...Map.groupBy(suspendedMonths, (month) => month.because)].map(([reason, months]) => ({
    ...suspended(reason),
    details: { months: months.map(({ month, amount }) => ({ month, amount })) },
  }));
};

const suspended = (because: SuspenseReason): Condition => ({
  code: because,
  rule: 'payment.suspense',
  source: 'money that has moved is kept with its reason',
  clearedBy: 'operator',
});

const bundleConditions = (state: PaymentState): Condition[] => {
  if (state.status !== 'incomplete') return [];
  const months = Object.entries(state.missing).map(([month, missingItems]) => ({ month, missingItems }));
  return [condition('bundle-incomplete', { details: { missingItems: missingItemsOf(state), months } })];
};

/** What is missing from any month, each item once. */
const missingItemsOf = ({ missing }: PaymentState): Item[] => [...new Set(Object.values(missing).flat())];
