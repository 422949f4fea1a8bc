import { topicsOf } from '@canbao/contracts';
import { subscriptions } from '.';

it('listens to registration for delegations, and to payment for money', () =>
  expect(topicsOf(subscriptions)).toEqual(['registration.events', 'ledger.events', 'payment.events']));
