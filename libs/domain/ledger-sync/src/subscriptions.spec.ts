import { topicsOf } from '@canbao/contracts';
import { subscriptions } from '.';

it('listens to registration for delegations, and to payment for money, to assessment for refunds', () =>
  expect(topicsOf(subscriptions)).toEqual(['registration.delegations', 'ledger.events', 'assessment.cases']));
