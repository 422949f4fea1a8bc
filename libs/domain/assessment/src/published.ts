import type { ContractEvent } from '@canbao/contracts';
import type { BillIntakeEvent } from './intake/bill-intake.events';
import type { AccountEvent } from './account/contribution-account.events';
import type { RefundCase } from './account/refund-cases.events';

/**
 * The public surface: a declared base, an issued quote without its lines, a pushed bill and what became of
 * it, a refund case.
 */
export const published = ({ type, data }: AccountEvent | BillIntakeEvent): ContractEvent | undefined => {
  switch (type) {
    case 'PensionBaseDeclared':
      return { type: 'canbao.assessment.PensionBaseDeclared.v1', data };
    case 'QuoteIssued': {
      const { personId, quoteId, insurance, lines, total, expiresAt } = data;
      return {
        type: 'canbao.assessment.QuoteIssued.v1',
        data: {
          personId,
          quoteId,
          insurance,
          months: [...new Set(lines.map(({ month }) => month))],
          total,
          expiresAt,
        },
      };
    }
    case 'DebitQuoted': {
      const { itemId, runId, month, quote } = data;
      const { personId, insurance, district, total, issuedAt, expiresAt } = quote;
      const lines = quote.lines.map((line) => ({ ...line }));
      const [bundle] = quote.insurance === 'medical' ? quote.bundles : [];
      return {
        type: 'canbao.assessment.DebitQuoted.v1',
        data: {
          personId,
          itemId,
          runId,
          insurance,
          month,
          district,
          lines,
          total,
          ...(bundle === undefined ? {} : { bundle }),
          quotedAt: issuedAt,
          payBefore: expiresAt,
          answeredAt: issuedAt,
        },
      };
    }
    case 'DebitNotPossible':
      return { type: 'canbao.assessment.DebitNotPossible.v1', data };
    case 'BillPushed':
    case 'BillReplaced': {
      const { personId, billId, months, total, lateFee } = data;
      return {
        type: `canbao.assessment.BackPay${type}.v1`,
        data: { personId, billId, months: months.map(({ month }) => month), total, lateFee },
      };
    }
    case 'BillWithdrawn':
      return {
        type: 'canbao.assessment.BackPayBillWithdrawn.v1',
        data: { ...data, months: [...data.months] },
      };
    case 'BillOutdated':
      return {
        type: 'canbao.assessment.BackPayBillOutdated.v1',
        data: { ...data, months: [...data.months] },
      };
    case 'BillExpired':
      return { type: 'canbao.assessment.BackPayBillExpired.v1', data: { ...data, months: [...data.months] } };
    case 'BillMessageAnswered': {
      const { digest: _, action: _action, faults, ...answer } = data;
      return {
        type: 'canbao.assessment.BillMessageAnswered.v1',
        data: {
          ...answer,
          ...(faults === undefined ? {} : { faults: faults.map((fault) => ({ ...fault })) }),
        },
      };
    }
    case 'BillMessageParked': {
      const { messageId, because, parkedAt: answeredAt } = data;
      return {
        type: 'canbao.assessment.BillMessageAnswered.v1',
        data: { messageId, outcome: 'parked', because, answeredAt },
      };
    }
    case 'RefundCaseOpened':
      return { type: 'canbao.assessment.RefundCaseOpened.v1', data: refundCaseOf(data) };
    case 'RefundCaseClosed':
      return {
        type: 'canbao.assessment.RefundCaseClosed.v1',
        data: { ...refundCaseOf(data), closedBecause: data.closedBecause },
      };
    default:
      return undefined;
  }
};

const refundCaseOf = ({ personId, insurance, month, because, orderIds }: RefundCase) => ({
  personId,
  insurance,
  month,
  because,
  ...(orderIds === undefined ? {} : { orderIds: [...orderIds] }),
});
