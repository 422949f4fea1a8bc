import type { ContractEvent } from '@canbao/contracts';
import type { ItemCommand } from './item';

/** What an answer of assessment means for the item that it is about: one command, or none. */
export const debitReactions = ({ type, data }: ContractEvent): readonly ItemCommand[] => {
  switch (type) {
    case 'canbao.assessment.DebitQuoted.v1': {
      const { bundle, answeredAt: at, ...quoted } = data;
      return [{ type: 'IncludeItem', ...quoted, ...(bundle === undefined ? {} : { bundle }), at }];
    }
    case 'canbao.assessment.DebitNotPossible.v1': {
      const { answeredAt: at, details, ...named } = data;
      return [{ type: 'LeaveOut', ...named, ...(details === undefined ? {} : { details }), at }];
    }
    default:
      return [];
  }
};
