import { contractEvents, strict } from '@canbao/contracts';
import { execute, InMemoryEventStore } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { instant } from '@canbao/calendar';
import { payer, published, type PayerEvent } from './index';

const pair = { payerId: 'payer-1', personId: '10000000-0000-4000-8000-000000000001' };
const added: PayerEvent = { type: 'BeneficiaryAdded', data: pair };
const removed: PayerEvent = { type: 'BeneficiaryRemoved', data: pair };
const add = (others: number) => ({ type: 'AddBeneficiary', ...pair, others }) as const;
const remove = { type: 'RemoveBeneficiary', ...pair } as const;

describe('a payer', () => {
  it('adds a person', () => given(payer).when(add(0)).then(added));
  it.each([
    [48, true],
    [49, true],
    [50, false],
    [51, false],
  ])('who has added %i others may add one more: %s', (others, may) => {
    if (may) given(payer).when(add(others)).then(added);
    else given(payer).when(add(others)).thenRejected('too-many-beneficiaries', { most: 50 });
  });
  it('may repeat an addition although the number is full', () =>
    given(payer, added).when(add(50)).thenNothing());
  it('removes a person, also when the number is full', () => given(payer, added).when(remove).then(removed));
  it('removes nobody whom they have not added', () => given(payer).when(remove).thenNothing());
  it('adds a removed person again', () => given(payer, added, removed).when(add(3)).then(added));
  it.each([added, removed])('tells the other services: $type', (event) => {
    const { type, data } = published(event);
    expect(strict(contractEvents[type].data).parse(data)).toEqual(pair);
  });
  it('does not stand in the way of another payer of the same person', async () => {
    const store = new InMemoryEventStore();
    const said = {
      subject: pair.personId,
      recordedAt: instant('2022-05-18T12:00:00+08:00'),
      metadata: { actor: 'spec' },
    };
    await execute(store, payer, add(0), said);
    expect(await execute(store, payer, { ...add(0), payerId: 'payer-2' }, said)).toMatchObject({
      outcome: 'accepted',
      events: [{ type: 'BeneficiaryAdded', data: { payerId: 'payer-2' } }],
    });
    expect((await store.readAfter(0n, 10)).map(({ stream }) => stream)).toEqual([
      `payer-payer-1-${pair.personId}`,
      `payer-payer-2-${pair.personId}`,
    ]);
  });
});
