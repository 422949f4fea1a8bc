import { topicsOf } from '@canbao/contracts';
import { pack } from '@canbao/rules';
import { noon } from '../test/accounts';
import { debitSubscriptions, subscribedTopics, subscriptions } from '.';

it('listens to registration, payment and ledger-sync, under every rule pack', () => {
  expect(subscribedTopics).toEqual([
    'registration.delegations',
    'registration.events',
    'ledger.events',
    'ledger-sync.events',
    'payment.debits',
  ]);
  const all = [...subscriptions(pack('jinan')), ...debitSubscriptions(pack('jinan'), noon)];
  expect(topicsOf(all)).toEqual(subscribedTopics);
});
