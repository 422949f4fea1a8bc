import { subscription, type ContractEvent, type Subscription } from '@canbao/contracts';
import { person, type PersonCommand } from './person';

const reactions = ({ type, data }: ContractEvent): readonly PersonCommand[] => {
  switch (type) {
    case 'canbao.payment.ProcessingRestricted.v1': {
      const { personId, keptUntil } = data;
      return [{ type: 'RestrictIdentity', personId, keptUntil }];
    }
    case 'canbao.payment.PersonErased.v1':
      return [{ type: 'EraseIdentity', personId: data.personId }];
    default:
      return [];
  }
};

/** What registration does with the events of other services. */
export const subscriptions: readonly Subscription[] = [subscription(['payment.erasures'], reactions, person)];
