import { subscription, type Subscription } from '@canbao/contracts';
import { delegation } from './delegation';
import { reactions } from './reactions';

/** How a service learns who may act for whom: a member of the service's own list of subscriptions. */
export const delegations: Subscription = subscription(['registration.delegations'], reactions, delegation);
