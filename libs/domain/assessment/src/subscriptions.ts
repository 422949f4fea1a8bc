import type { Instant } from '@canbao/calendar';
import { subscription, type Subscription, type Topic } from '@canbao/contracts';
import { delegations } from '@canbao/domain-delegation';
import type { Pack } from '@canbao/rules';
import { contributionAccount } from './account/contribution-account';
import { debitReactions, reactions } from './reactions';

const accountTopics: readonly Topic[] = ['registration.events', 'ledger.events', 'ledger-sync.events'];

/** The topics that assessment listens to, whatever its rule pack. */
export const subscribedTopics: readonly Topic[] = [
  ...new Set([...delegations.topics, ...accountTopics, 'payment.debits' as const]),
];

/** What assessment does with the events of other services, under a rule pack. */
export const subscriptions = (pack: Pack): readonly Subscription[] => [
  delegations,
  subscription(accountTopics, reactions, contributionAccount(pack)),
];

/** What assessment answers to a batch debit: the figures are those of the pack in force at the instant. */
export const debitSubscriptions = (pack: Pack, at: Instant): readonly Subscription[] => [
  subscription(['payment.debits'], debitReactions(at), contributionAccount(pack)),
];
