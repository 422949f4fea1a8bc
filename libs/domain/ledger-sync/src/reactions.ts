import type { ContractEvent, IdFor } from '@canbao/contracts';
import type { PostingCommand } from './posting/posting';

/**
 * What an event of payment or assessment means for postings: one command a month. `idFor(month)` gives the
 * request id.
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
          requestId: idFor(month),
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
        requestId: idFor(month),
        items: [{ item: 'pension', amount }],
        paidAt: data.paidAt,
        orders: [data.orderId],
      }));
    case 'canbao.ledger.SettlementReversed.v1':
      return data.months.map((month) => ({
        type: 'RequestReversal',
        personId: data.personId,
        insurance: data.insurance,
        month,
        reversalId: idFor(month),
        orderId: data.orderId,
      }));
    case 'canbao.ledger.RefundDecided.v1': {
      const { personId, insurance, refundId, decidedAt: at } = data;
      return data.months.map(({ month, orderIds: [orderId = '', ...otherOrders] }) => ({
        type: 'RequestReversal',
        personId,
        insurance,
        month,
        reversalId: idFor(month),
        orderId,
        refund: { refundId, otherOrders, at },
      }));
    }
    // The money is in suspense and waits for no bundle any more; other months of its order stay as they are.
    case 'canbao.payment.ReceivedItemsSuspended.v1': {
      const { personId, month, orderId } = data;
      const reversalId = idFor(month);
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

/** A case because of a refusal was opened by the posting itself. */
const noteRefundCase = (
  { personId, insurance, month, because }: DataOf<'canbao.assessment.RefundCaseOpened.v1'>,
  isOpen: boolean,
): readonly PostingCommand[] =>
  because === 'posting-refused'
    ? []
    : [{ type: 'NoteRefundCase', personId, insurance, month, because, isOpen }];

type DataOf<Type extends ContractEvent['type']> = Extract<ContractEvent, { type: Type }>['data'];
