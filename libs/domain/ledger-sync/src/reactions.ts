import type { Instant, Month } from '@canbao/calendar';
import type { ContractEvent, IdFor } from '@canbao/contracts';
import { negate } from '@canbao/money';
import type { PostingCommand } from './posting/posting';
import type { Obligation } from './posting/posting.events';

/**
 * What an event of payment or assessment means for postings: one command a month, under the id that
 * `requestIdOf` gives it.
 */
export const reactions = ({ type, data }: ContractEvent, idFor: IdFor): readonly PostingCommand[] => {
  switch (type) {
    case 'canbao.ledger.BundleSettled.v1': {
      const { personId, month, bundleId, items, paidAt } = data;
      return [
        {
          type: 'RequestPosting',
          personId,
          insurance: 'medical',
          month,
          requestId: requestIdOf(idFor, { month }),
          bundleId,
          items: items.map(({ item, amount }) => ({ item, amount })),
          paidAt,
          orders: [...new Set(items.map(({ orderId }) => orderId))],
        },
      ];
    }
    case 'canbao.ledger.PensionMonthsSettled.v1':
      return data.months.map(({ month, amount }) => ({
        type: 'RequestPosting',
        personId: data.personId,
        insurance: 'pension',
        month,
        requestId: requestIdOf(idFor, { month }),
        items: [{ item: 'pension', amount }],
        paidAt: data.paidAt,
        orders: [data.orderId],
      }));
    case 'canbao.ledger.TrueUpsSettled.v1': {
      const { personId, paidAt, orderId } = data;
      return data.months.map(({ month, amount }) => ({
        type: 'RequestPosting',
        ...addedTo(personId, month),
        requestId: requestIdOf(idFor, { month, item: 'pension-true-up' }),
        items: [{ item: 'pension-true-up', amount }],
        paidAt,
        orders: [orderId],
      }));
    }
    // What is above the limit is booked as a negative addition: the month itself stays as it is.
    case 'canbao.ledger.TrueUpRefundDecided.v1': {
      const { personId, refundId, decidedAt } = data;
      return data.months.map(({ month, amount, orderId }) => ({
        type: 'RequestPosting',
        ...addedTo(personId, month),
        requestId: requestIdOf(idFor, { month, item: 'pension-true-up' }),
        items: [{ item: 'pension-true-up', amount: negate(amount) }],
        paidAt: decidedAt,
        orders: [orderId],
        forRefund: refundId,
      }));
    }
    case 'canbao.ledger.SettlementReversed.v1': {
      const { personId, insurance, months, trueUpMonths = [], orderId } = data;
      return [
        ...months.map((month) => ({
          obligation: { personId, insurance, month },
          id: requestIdOf(idFor, { month }),
        })),
        ...trueUpMonths.map((month) => ({
          obligation: addedTo(personId, month),
          id: requestIdOf(idFor, { month, item: 'pension-true-up' }),
        })),
      ].map(({ obligation, id: reversalId }) => ({
        type: 'RequestReversal',
        ...obligation,
        reversalId,
        orderId,
      }));
    }
    case 'canbao.ledger.RefundDecided.v1': {
      const { personId, insurance, months, trueUps = [] } = data;
      return [
        ...months.map((each) => goingBack({ personId, insurance, month: each.month }, each, data, idFor)),
        ...trueUps.map((each) => goingBack(addedTo(personId, each.month), each, data, idFor)),
      ];
    }
    case 'canbao.ledger.RefundTakenBack.v1': {
      const { personId, refundId, insurance, months, trueUps = [], takenBackAt: at } = data;
      return [
        ...months.map(({ month }) => ({ personId, insurance, month })),
        ...trueUps.map(({ month }) => addedTo(personId, month)),
      ].map((obligation) => ({
        type: 'KeepPosting',
        ...obligation,
        refundId,
        requestId: requestIdOf(idFor, obligation),
        at,
      }));
    }
    case 'canbao.ledger.TrueUpReversalDecided.v1': {
      const { personId, months } = data;
      return months.map((each) => goingBack(addedTo(personId, each.month), each, data, idFor));
    }
    // The money is in suspense and waits for no bundle any more; other months of its order stay as they are.
    case 'canbao.payment.ReceivedItemsSuspended.v1': {
      const { personId, month, orderId } = data;
      const reversalId = requestIdOf(idFor, { month });
      return [{ type: 'RequestReversal', personId, insurance: 'medical', month, reversalId, orderId }];
    }
    case 'canbao.payment.BundlePartReceived.v1': {
      const { personId, month, bundleId, orderId, received, missing } = data;
      return [
        {
          type: 'NoteReceivedItems',
          personId,
          insurance: 'medical',
          month,
          bundleId,
          orderId,
          items: received.map(({ item, amount }) => ({ item, amount })),
          missing,
        },
      ];
    }
    case 'canbao.assessment.RefundCaseOpened.v1':
      return noteRefundCase(data, true);
    case 'canbao.assessment.RefundCaseClosed.v1':
      return noteRefundCase(data, false);
    default:
      return [];
  }
};

/** The id of what an event asks the bureau for about one month; a bureau that answers an event means it. */
export const requestIdOf = (idFor: IdFor, { month, item }: Pick<Obligation, 'month' | 'item'>): string =>
  idFor(item === undefined ? month : `${month}-true-up`);

/** Out of the bureau's books before the money leaves. */
const goingBack = (
  obligation: Obligation,
  { orderIds: [orderId = '', ...otherOrders] }: { readonly orderIds: readonly string[] },
  { refundId, decidedAt: at }: { readonly refundId: string; readonly decidedAt: Instant },
  idFor: IdFor,
): PostingCommand => ({
  type: 'RequestReversal',
  ...obligation,
  reversalId: requestIdOf(idFor, obligation),
  orderId,
  refund: { refundId, otherOrders, at },
});

/** What final limits have changed about a month of somebody. */
const addedTo = (personId: string, month: Month): Obligation => ({
  personId,
  insurance: 'pension',
  month,
  item: 'pension-true-up',
});

/** A case because of a refusal was opened by the posting itself. */
const noteRefundCase = (
  { personId, insurance, month, because }: DataOf<'canbao.assessment.RefundCaseOpened.v1'>,
  isOpen: boolean,
): readonly PostingCommand[] =>
  because === 'posting-refused'
    ? []
    : [{ type: 'NoteRefundCase', personId, insurance, month, because, isOpen }];

type DataOf<Type extends ContractEvent['type']> = Extract<ContractEvent, { type: Type }>['data'];
