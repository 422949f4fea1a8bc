import type { ContractEvent } from '@canbao/contracts';
import { monthsOf } from './obligation/obligation';
import type { AnyPaymentEvent } from './events';
import type { Correction, RefundMonth } from './refund/refund.events';

/**
 * The public surface: orders and receipts on payment.events; on ledger.events, in order, everything about
 * what a month has received. The other events stay inside payment.
 */
export const published = ({ type, data }: AnyPaymentEvent): ContractEvent | undefined => {
  switch (type) {
    case 'OrderOpened': {
      const { personId, orderId, quoteId, insurance, lines, total, channel, payBy } = data;
      const months = monthsOf(lines);
      return {
        type: 'canbao.payment.OrderOpened.v1',
        data: { personId, orderId, quoteId, insurance, months, total, channel, payBy },
      };
    }
    case 'OrderClosed':
      return { type: 'canbao.payment.OrderClosed.v1', data };
    case 'OrderClosing': {
      const { personId, orderId, insurance, months } = data;
      if (insurance === undefined || months === undefined || months.length === 0) return undefined;
      return {
        type: 'canbao.payment.MonthsHeld.v1',
        data: { personId, orderId, insurance, months: [...months], by: 'order' },
      };
    }
    case 'MonthClaimed': {
      const { personId, orderId, insurance, month, until, by, isTold, item } = data;
      // An open order is the payer's to pay or to give up: it is no question yet.
      if (isTold === undefined || item !== undefined) return undefined;
      const held = { personId, orderId, insurance, months: [month] };
      return {
        type: 'canbao.payment.MonthsHeld.v1',
        data: by === undefined ? { ...held, by: 'order' } : { ...held, by, until },
      };
    }
    case 'MonthReleased': {
      const { personId, orderId, insurance, month, isTold, item } = data;
      if (isTold === undefined || item !== undefined) return undefined;
      return {
        type: 'canbao.payment.MonthsFreed.v1',
        data: { personId, orderId, insurance, months: [month] },
      };
    }
    case 'PaymentCaptured': {
      const { personId, orderId, channel, channelTransactionNo, receiptNo, amount, paidAt } = data;
      return {
        type: 'canbao.payment.PaymentCaptured.v1',
        data: { personId, orderId, channel, channelTransactionNo, receiptNo, amount, paidAt },
      };
    }
    case 'ReceiptKeptInSuspense':
    case 'MonthsKeptInSuspense': {
      const { personId, orderId, channel, channelTransactionNo, receiptNo, amount, paidAt, because } = data;
      return {
        type: 'canbao.payment.ReceiptKeptInSuspense.v1',
        data: { personId, orderId, channel, channelTransactionNo, receiptNo, amount, paidAt, because },
      };
    }
    case 'SuspenseResolved': {
      const { personId, orderId, channel, channelTransactionNo, receiptNo, amount, paidAt, because } = data;
      if (personId === undefined) return undefined;
      const receipt = {
        personId,
        orderId,
        channel,
        channelTransactionNo,
        receiptNo,
        amount,
        paidAt,
        because,
      };
      return {
        type: 'canbao.payment.SuspenseResolved.v1',
        data: { ...receipt, way: data.way, resolvedAt: data.resolvedAt },
      };
    }
    case 'UnidentifiedReceiptKept': {
      const { orderId, channel, channelTransactionNo, receiptNo, amount, paidAt, because } = data;
      return {
        type: 'canbao.payment.UnidentifiedReceiptKept.v1',
        data: { orderId, channel, channelTransactionNo, receiptNo, amount, paidAt, because },
      };
    }
    case 'UnidentifiedReceiptReversed': {
      const { orderId, channel, channelTransactionNo, amount, reversedAt } = data;
      return {
        type: 'canbao.payment.UnidentifiedReceiptReversed.v1',
        data: { orderId, channel, channelTransactionNo, amount, reversedAt },
      };
    }
    case 'BundlePartReceived': {
      const { personId, bundleId, month, items, orderId, receivedAt, billId } = data;
      const received = items.map(({ item, amount }) => ({ item, amount, orderId }));
      const missing = [...data.missing];
      return {
        type: 'canbao.payment.BundlePartReceived.v1',
        data: {
          personId,
          bundleId,
          month,
          received,
          missing,
          orderId,
          receivedAt,
          ...(billId === undefined ? {} : { billId }),
        },
      };
    }
    case 'ReceivedItemsSuspended': {
      const { personId, bundleId, month, orderId, because, suspendedAt } = data;
      const items = data.items.map(({ item, amount }) => ({ item, amount, orderId }));
      return {
        type: 'canbao.payment.ReceivedItemsSuspended.v1',
        data: { personId, bundleId, month, items, because, orderId, suspendedAt },
      };
    }
    case 'CollectionReversed': {
      const { personId, orderId, insurance, channel, channelTransactionNo, amount, reversedAt } = data;
      const months = [...data.months];
      return {
        type: 'canbao.payment.CollectionReversed.v1',
        data: { personId, orderId, insurance, months, channel, channelTransactionNo, amount, reversedAt },
      };
    }
    case 'BundleSettled': {
      const { personId, bundleId, month, district, scheme, total, paidAt, billId } = data;
      const items = data.items.map((item) => ({ ...item }));
      const bundle = { personId, bundleId, month, district, scheme, items, total, paidAt };
      return {
        type: 'canbao.ledger.BundleSettled.v1',
        data: billId === undefined ? bundle : { ...bundle, billId },
      };
    }
    case 'PensionMonthsSettled': {
      const months = data.months.map((month) => ({ ...month }));
      return { type: 'canbao.ledger.PensionMonthsSettled.v1', data: { ...data, months } };
    }
    case 'TrueUpsSettled': {
      const months = data.months.map((month) => ({ ...month }));
      return { type: 'canbao.ledger.TrueUpsSettled.v1', data: { ...data, months } };
    }
    case 'TrueUpsAssessed': {
      const { personId, runId, year, at: assessedAt } = data;
      const months = data.months.flatMap(({ direction, ...month }) =>
        direction === 'charge' ? [month] : [],
      );
      if (months.length === 0) return undefined;
      return {
        type: 'canbao.ledger.TrueUpsAssessed.v1',
        data: { personId, runId, year, months, assessedAt },
      };
    }
    case 'TreasuryReceived': {
      const { personId, orderId, insurance, channel, amount, receivedOn } = data;
      const months = [...data.months];
      return {
        type: 'canbao.payment.TreasuryReceived.v1',
        data: { personId, orderId, insurance, channel, months, amount, receivedOn },
      };
    }
    case 'SettlementReversed': {
      const { trueUpMonths, ...reversal } = data;
      const added = trueUpMonths === undefined ? {} : { trueUpMonths: [...trueUpMonths] };
      return {
        type: 'canbao.ledger.SettlementReversed.v1',
        data: { ...reversal, months: [...data.months], ...added },
      };
    }
    case 'RefundDecided': {
      const { refundId, personId, insurance, at: decidedAt, trueUps = [], corrections = [] } = data;
      if (corrections.length > 0)
        return {
          type: 'canbao.ledger.TrueUpRefundDecided.v1',
          data: { personId, refundId, months: corrections.map(correctionOf), decidedAt },
        };
      const added = trueUps.map(bookedMonth);
      if (data.months.length === 0)
        return {
          type: 'canbao.ledger.TrueUpReversalDecided.v1',
          data: { personId, refundId, months: added, decidedAt },
        };
      const beside = added.length === 0 ? {} : { trueUps: added };
      return {
        type: 'canbao.ledger.RefundDecided.v1',
        data: {
          personId,
          refundId,
          insurance,
          months: data.months.map(bookedMonth),
          ...beside,
          decidedAt,
        },
      };
    }
    case 'RefundTakenBack': {
      const { refundId, personId, insurance, months, trueUps, at: takenBackAt } = data;
      const added = trueUps === undefined ? {} : { trueUps: trueUps.map(bookedMonth) };
      return {
        type: 'canbao.ledger.RefundTakenBack.v1',
        data: { personId, refundId, insurance, months: months.map(bookedMonth), ...added, takenBackAt },
      };
    }
    case 'DebitRequested': {
      const { personId, itemId, runId, insurance, month, until } = data;
      return {
        type: 'canbao.payment.DebitRequested.v1',
        data: { personId, itemId, runId, insurance, month, until },
      };
    }
    case 'ProcessingRestricted': {
      const { personId, keptUntil, at: restrictedAt } = data;
      return {
        type: 'canbao.payment.ProcessingRestricted.v1',
        data: { personId, keptUntil, restrictedAt },
      };
    }
    case 'PersonErased': {
      const { personId, at: erasedAt } = data;
      return { type: 'canbao.payment.PersonErased.v1', data: { personId, erasedAt } };
    }
    default:
      return undefined;
  }
};

const bookedMonth = ({ month, orderIds }: RefundMonth) => ({ month, orderIds: [...orderIds] });

const correctionOf = ({ month, amount, orderId, parts }: Correction) => ({
  month,
  amount,
  orderId,
  ...(parts && { parts }),
});
