import { serviceNames, topicsOf, topicsRead, type Topic } from '@canbao/contracts';
import { subscribedTopics } from '@canbao/domain-assessment';
import { subscriptions as ledgerSync } from '@canbao/domain-ledger-sync';
import { subscriptions as payment } from '@canbao/domain-payment';
import { subscriptions as registration } from '@canbao/domain-registration';
import { rulesOf } from './kafka-acls';

const subscribed: Readonly<Record<(typeof serviceNames)[number], readonly Topic[]>> = {
  registration: [...topicsOf(registration), 'hrss.registrations', 'medical-bureau.registrations'],
  assessment: [...subscribedTopics, 'agency.bills'],
  payment: topicsOf(payment),
  'ledger-sync': [...topicsOf(ledgerSync), 'hrss.postings', 'medical-bureau.postings'],
};

describe('what services read', () => {
  it.each(serviceNames)('is what the context of %s subscribes to', (service) =>
    expect(topicsRead[service].toSorted()).toEqual(subscribed[service].toSorted()),
  );
});

it('no two services may write one topic', () => {
  const written = serviceNames.flatMap((service) =>
    rulesOf(service)
      .filter((rule) => rule.includes('Write'))
      .flatMap((rule) => rule.filter((_, index) => rule[index - 1] === '--topic')),
  );
  expect(new Set(written).size).toBe(written.length);
  expect(written).toContain('ledger.events');
});
