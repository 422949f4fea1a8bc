import type { ContractEvent } from '@canbao/contracts';
import type { AccountEvent } from './contribution-account.events';

/** The public surface: the declared base, that a quote was given, that a bill was pushed. */
export const published = ({ type, data }: AccountEvent): ContractEvent | undefined => {
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
    case 'BillPushed': {
      const { personId, billId, months, total, lateFee } = data;
      return {
        type: 'canbao.assessment.BackPayBillPushed.v1',
        data: { personId, billId, months: months.map(({ month }) => month), total, lateFee },
      };
    }
    default:
      return undefined;
  }
};
