import { topicsOf } from '@canbao/contracts';
import { subscriptions } from '.';

it('listens to registration for delegations, and to payment for money, to assessment for refunds', () =>
  expect(topicsOf(subscriptions)).toEqual([
    'registration.events',
    'ledger.events',
    'payment.events',
    'assessment.events',
  ]));
