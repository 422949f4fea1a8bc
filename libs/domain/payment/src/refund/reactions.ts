import type { ContractEvent, IdFor } from '@canbao/contracts';
import type { RefundCommand } from './refund';

/** What the cases of assessment and the answers of ledger-sync mean for refunds. */
export const refundReactions = ({ type, data }: ContractEvent, idFor: IdFor): readonly RefundCommand[] => {
  switch (type) {
    case 'canbao.assessment.RefundCaseOpened.v1': {
      const { personId, insurance, month, because } = data;
      const months = [month];
      const refundId = idFor(month);
      return [{ type: 'ApplyForRefund', refundId, personId, insurance, months, because, by: 'case' }];
    }
    case 'canbao.assessment.RefundCaseClosed.v1': {
      const { personId, insurance, month } = data;
      return [{ type: 'EndRefundCase', personId, insurance, month }];
    }
    case 'canbao.ledger-sync.PostingReversed.v1': {
      const { refundId, month, reversedAt: at } = data;
      return refundId === undefined ? [] : [{ type: 'NoteUnposted', refundId, month, was: 'reversed', at }];
    }
    case 'canbao.ledger-sync.ReversalRefused.v1': {
      const { refundId, month, addition, reason, refusedAt: at } = data;
      const item = addition === undefined ? {} : { item: addition };
      return refundId === undefined
        ? []
        : [{ type: 'NoteUnpostingRefused', refundId, month, ...item, reason, at }];
    }
    case 'canbao.ledger-sync.PostingAbsent.v1': {
      const { refundId, month, confirmedAt: at } = data;
      return [{ type: 'NoteUnposted', refundId, month, was: 'absent', at }];
    }
    case 'canbao.ledger-sync.TrueUpPosted.v1': {
      const { refundId, month, postedAt: at } = data;
      return refundId === undefined ? [] : [{ type: 'NoteUnposted', refundId, month, was: 'corrected', at }];
    }
    case 'canbao.ledger-sync.TrueUpUnposted.v1': {
      const { refundId, month, was, unpostedAt: at } = data;
      return refundId === undefined
        ? []
        : [{ type: 'NoteUnposted', refundId, month, item: 'pension-true-up', was, at }];
    }
    case 'canbao.ledger-sync.TrueUpRefundRequested.v1': {
      const { personId, month } = data;
      const asked = { personId, insurance: 'pension', months: [month], only: 'pension-true-up' } as const;
      const because = 'posting-refused';
      return [{ type: 'ApplyForRefund', refundId: idFor(month), ...asked, because, by: 'case' }];
    }
    case 'canbao.ledger-sync.TrueUpRefundWithdrawn.v1': {
      const { personId, month } = data;
      return [{ type: 'EndRefundCase', personId, insurance: 'pension', month, item: 'pension-true-up' }];
    }
    default:
      return [];
  }
};
