import { subscription, type Subscription, type Topic } from '@canbao/contracts';
import { delegations } from '@canbao/domain-delegation';
import type { Pack } from '@canbao/rules';
import { contributionAccount } from './account/contribution-account';
import { reactions } from './reactions';

const accountTopics: readonly Topic[] = ['registration.events', 'ledger.events', 'ledger-sync.events'];

/** The topics that assessment listens to, whatever its rule pack. */
export const subscribedTopics: readonly Topic[] = [...new Set([...delegations.topics, ...accountTopics])];

/** What assessment does with the events of other services, under a rule pack. */
export const subscriptions = (pack: Pack): readonly Subscription[] => [
  delegations,
  subscription(accountTopics, reactions, contributionAccount(pack)),
];
