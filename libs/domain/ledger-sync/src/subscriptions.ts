import { subscription, type Subscription } from '@canbao/contracts';
import { delegations } from '@canbao/domain-delegation';
import { posting } from './posting/posting';
import { reactions } from './reactions';

/** What ledger-sync does with the events of other services. */
export const subscriptions: readonly Subscription[] = [
  delegations,
  subscription(['ledger.events', 'assessment.cases'], reactions, posting),
];
