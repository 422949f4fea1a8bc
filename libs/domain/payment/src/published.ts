import type { ContractEvent } from '@canbao/contracts';
import type { PaymentEvent } from './payment-order.events';

/**
 * The public surface: orders and receipts on payment.events, whole bundles and pension month groups on
 * ledger.events.
 */
export const published = ({ type, data }: PaymentEvent): ContractEvent | undefined => {
  switch (type) {
    case 'OrderOpened': {
      const { personId, orderId, quoteId, insurance, lines, total, channel, payBy } = data;
      return {
        type: 'canbao.payment.OrderOpened.v1',
        data: {
          personId,
          orderId,
          quoteId,
          insurance,
          months: [...new Set(lines.map(({ month }) => month))],
          total,
          channel,
          payBy,
        },
      };
    }
    case 'OrderClosed':
      return { type: 'canbao.payment.OrderClosed.v1', data };
    case 'PaymentCaptured': {
      const { personId, orderId, channel, channelTransactionNo, receiptNo, amount, paidAt } = data;
      return {
        type: 'canbao.payment.PaymentCaptured.v1',
        data: { personId, orderId, channel, channelTransactionNo, receiptNo, amount, paidAt },
      };
    }
    case 'ReceiptKeptInSuspense': {
      const { personId, orderId, channel, channelTransactionNo, receiptNo, amount, paidAt, because } = data;
      return {
        type: 'canbao.payment.ReceiptKeptInSuspense.v1',
        data: { personId, orderId, channel, channelTransactionNo, receiptNo, amount, paidAt, because },
      };
    }
    case 'BundlePartReceived': {
      const { personId, bundleId, month, items, missing, orderId, receivedAt } = data;
      return {
        type: 'canbao.payment.BundlePartReceived.v1',
        data: {
          personId,
          bundleId,
          month,
          received: items.map(({ item, amount }) => ({ item, amount, orderId })),
          missing: [...missing],
          orderId,
          receivedAt,
        },
      };
    }
    case 'CollectionReversed': {
      const { personId, orderId, insurance, months, channel, channelTransactionNo, amount, reversedAt } =
        data;
      return {
        type: 'canbao.payment.CollectionReversed.v1',
        data: {
          personId,
          orderId,
          insurance,
          months: [...months],
          channel,
          channelTransactionNo,
          amount,
          reversedAt,
        },
      };
    }
    case 'BundleSettled': {
      const { personId, bundleId, month, district, scheme, items, total, paidAt, billId } = data;
      return {
        type: 'canbao.ledger.BundleSettled.v1',
        data: {
          personId,
          bundleId,
          month,
          district,
          scheme,
          items: items.map((item) => ({ ...item })),
          total,
          paidAt,
          ...(billId === undefined ? {} : { billId }),
        },
      } as ContractEvent;
    }
    case 'PensionMonthsSettled':
      return { type: 'canbao.ledger.PensionMonthsSettled.v1', data } as unknown as ContractEvent;
    case 'SettlementReversed':
      return { type: 'canbao.ledger.SettlementReversed.v1', data: { ...data, months: [...data.months] } };
    default:
      return undefined;
  }
};
