import { subscription, type Subscription } from '@canbao/contracts';
import { delegations } from '@canbao/domain-delegation';
import { payability } from './payability/note-fact';
import { reactions } from './payability/reactions';

/** What payment does with the events of registration. */
export const subscriptions: readonly Subscription[] = [
  delegations,
  subscription(['registration.events'], reactions, payability),
];
