import { topicsOf } from '@canbao/contracts';
import { pack } from '@canbao/rules';
import { subscribedTopics, subscriptions } from '.';

it('listens to registration, payment and ledger-sync, under every rule pack', () => {
  expect(subscribedTopics).toEqual([
    'registration.delegations',
    'registration.events',
    'ledger.events',
    'ledger-sync.events',
  ]);
  expect(topicsOf(subscriptions(pack('jinan')))).toEqual(subscribedTopics);
});
