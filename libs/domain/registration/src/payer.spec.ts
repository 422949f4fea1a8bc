import { contractEvents, strict } from '@canbao/contracts';
import { execute, InMemoryEventStore, on } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { instant } from '@canbao/calendar';
import { BeneficiariesCounted, BeneficiaryAdded, BeneficiaryRemoved, payer, published } from './index';

const pair = { payerId: 'payer-1', personId: '10000000-0000-4000-8000-000000000001' };
const added = BeneficiaryAdded(pair);
const removed = BeneficiaryRemoved(pair);
const counted = (count: number) =>
  on('beneficiaries-payer-1', BeneficiariesCounted({ payerId: 'payer-1', count }));
const add = (others: number) => ({ type: 'AddBeneficiary', ...pair, others }) as const;
const remove = { type: 'RemoveBeneficiary', ...pair, others: 0 } as const;
const said = {
  subject: pair.personId,
  recordedAt: instant('2022-05-18T12:00:00+08:00'),
  metadata: { actor: 'spec' },
};

describe('a payer', () => {
  it('adds a person, and the list is counted', () => given(payer).when(add(0)).then(added, counted(1)));
  it.each([
    [48, true],
    [49, true],
    [50, false],
    [51, false],
  ])('who has added %i others may add one more: %s', (others, may) => {
    if (may)
      given(payer, counted(others))
        .when(add(0))
        .then(added, counted(others + 1));
    else given(payer, counted(others)).when(add(0)).thenRejected('too-many-beneficiaries', { most: 50 });
  });
  it('whose list no event has counted has as many as are on it', () => {
    given(payer).when(add(49)).then(added, counted(50));
    given(payer).when(add(50)).thenRejected('too-many-beneficiaries', { most: 50 });
    given(payer, added)
      .when({ ...remove, others: 3 })
      .then(removed, counted(3));
  });
  it('may repeat an addition although the number is full', () =>
    given(payer, added, counted(50)).when(add(50)).thenNothing());
  it('removes a person, also when the number is full', () =>
    given(payer, added, counted(50)).when(remove).then(removed, counted(49)));
  it('removes nobody whom they have not added', () => given(payer).when(remove).thenNothing());
  it('adds a removed person again', () =>
    given(payer, added, removed, counted(3)).when(add(3)).then(added, counted(4)));
  it.each([added, removed])('tells the other services: $type', (event) => {
    const { type, data } = published(event);
    expect(strict(contractEvents[type].data).parse(data)).toEqual(pair);
  });
  it('tells nobody how many there are', () =>
    expect(published(BeneficiariesCounted({ payerId: 'payer-1', count: 1 }))).toBeUndefined());

  it('who adds 64 persons at once gets 50 of them, whatever the view said', async () => {
    const store = new InMemoryEventStore();
    const outcomes: string[] = [];
    const persons = Array.from({ length: 64 }, (_, index) => `person-${index}`);
    const addAll = async (waiting: readonly string[]): Promise<void> => {
      const tries = await Promise.allSettled(
        waiting.map((personId) => execute(store, payer, { ...add(0), personId }, said)),
      );
      for (const each of tries) if (each.status === 'fulfilled') outcomes.push(each.value.outcome);
      const late = waiting.filter((_, index) => tries[index]?.status === 'rejected');
      if (late.length > 0) await addAll(late);
    };
    await addAll(persons);
    expect(Map.groupBy(outcomes, (outcome) => outcome).get('accepted')).toHaveLength(50);
    expect(outcomes.filter((outcome) => outcome === 'rejected')).toHaveLength(14);
  });

  it('does not stand in the way of another payer of the same person', async () => {
    const store = new InMemoryEventStore();
    await execute(store, payer, add(0), said);
    expect(await execute(store, payer, { ...add(0), payerId: 'payer-2' }, said)).toMatchObject({
      outcome: 'accepted',
      events: [{ type: 'BeneficiaryAdded', data: { payerId: 'payer-2' } }, { data: { count: 1 } }],
    });
    expect((await store.readAfter(0n, 10)).map(({ stream }) => stream)).toEqual([
      `payer-payer-1-${pair.personId}`,
      'beneficiaries-payer-1',
      `payer-payer-2-${pair.personId}`,
      'beneficiaries-payer-2',
    ]);
  });
});
