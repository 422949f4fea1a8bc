import type { ContractEvent } from '@canbao/contracts';
import type { Insurance } from '@canbao/vocabulary';

/** An event as it stands in the topic. */
export type Read = ContractEvent & { readonly id: string };
type AmountOf = { readonly item: string; readonly amount: string };
type Addition = 'pension-true-up';

/** What an event asks of a bureau about one month: to book the items, or without items to reverse. */
export interface Work {
  /** What the answer names. */
  readonly answers: string;
  readonly personId: string;
  readonly month: string;
  readonly addition?: Addition | undefined;
  readonly orders: readonly string[];
  readonly items?: readonly AmountOf[];
  /** Asked again: its money may have gone back meanwhile. */
  readonly isAgain?: true;
}

const added: Addition = 'pension-true-up';

/** As `docs/integration/bureau.md` tells a bureau to read an event, in the order in which it answers. */
export const workIn = (insurance: Insurance, event: Read): Work[] => {
  const { id: answers } = event;
  const gone = (
    months: readonly { readonly month: string; readonly orderIds: readonly string[] }[],
    addition?: Addition,
  ): Pick<Work, 'month' | 'addition' | 'orders'>[] =>
    months.map(({ month, orderIds: orders }) => ({ month, addition, orders }));
  const of = (personId: string, works: readonly Omit<Work, 'answers' | 'personId'>[]): Work[] =>
    works.map((work) => ({ answers, personId, ...work }));
  if (insurance === 'medical')
    switch (event.type) {
      case 'canbao.ledger.BundleSettled.v1': {
        const { personId, month, items } = event.data;
        return of(personId, [{ month, items, orders: [...new Set(items.map(({ orderId }) => orderId))] }]);
      }
      case 'canbao.payment.ReceivedItemsSuspended.v1': {
        const { personId, month, orderId } = event.data;
        return of(personId, [{ month, orders: [orderId] }]);
      }
      default:
    }
  else
    switch (event.type) {
      case 'canbao.ledger.PensionMonthsSettled.v1':
      case 'canbao.ledger.TrueUpsSettled.v1': {
        const { personId, orderId, months } = event.data;
        const isAdded = event.type === 'canbao.ledger.TrueUpsSettled.v1';
        const about = { orders: [orderId], ...(isAdded ? { addition: added } : {}) };
        const item = isAdded ? added : 'pension';
        return of(
          personId,
          months.map(({ month, amount }) => ({ ...about, month, items: [{ item, amount }] })),
        );
      }
      case 'canbao.ledger.TrueUpRefundDecided.v1':
        return of(
          event.data.personId,
          event.data.months.map(({ month, amount, orderId }) => ({
            month,
            addition: added,
            orders: [orderId],
            items: [{ item: added, amount: `-${amount}` }],
          })),
        );
      case 'canbao.ledger.TrueUpReversalDecided.v1':
        return of(event.data.personId, gone(event.data.months, added));
      default:
    }
  if (!('insurance' in event.data) || event.data.insurance !== insurance) return [];
  switch (event.type) {
    case 'canbao.ledger.SettlementReversed.v1': {
      const { personId, months, trueUpMonths = [], orderId } = event.data;
      const back = (month: string) => ({ month, orderIds: [orderId] });
      return of(personId, [...gone(months.map(back)), ...gone(trueUpMonths.map(back), added)]);
    }
    case 'canbao.ledger.RefundDecided.v1':
      return of(event.data.personId, [...gone(event.data.months), ...gone(event.data.trueUps ?? [], added)]);
    case 'canbao.ledger-sync.PostingRequestedAgain.v1': {
      const { personId, month, addition, requestId, items, orderIds: orders } = event.data;
      return [{ answers: requestId, personId, month, addition, orders, items, isAgain: true }];
    }
    case 'canbao.ledger-sync.ReversalRequestedAgain.v1': {
      const { personId, month, addition, reversalId, orderIds: orders } = event.data;
      return [{ answers: reversalId, personId, month, addition, orders, isAgain: true }];
    }
    default:
      return [];
  }
};
