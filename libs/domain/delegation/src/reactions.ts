import type { ContractEvent } from '@canbao/contracts';
import type { DelegationCommand } from './delegation';

/** What an event of registration means for a delegation: one command, or none. */
export const reactions = ({ type, data }: ContractEvent): readonly DelegationCommand[] => {
  switch (type) {
    case 'canbao.registration.BeneficiaryAdded.v1':
      return [{ type: 'NoteDelegation', ...data }];
    case 'canbao.registration.BeneficiaryRemoved.v1':
      return [{ type: 'NoteDelegationEnd', ...data }];
    default:
      return [];
  }
};
