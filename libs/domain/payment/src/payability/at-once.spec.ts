import { day } from '@canbao/calendar';
import { execute, InMemoryEventStore, type Decider, type Executed, type Event } from '@canbao/event-sourcing';
import { april, may, noon, orderId, pensionQuote, personId } from '../../test/fixtures';
import { payability, paymentOrder, type PaymentEvent } from '../index';
import type { RegisteredFact } from './payability.events';

const enrolled: RegisteredFact = {
  type: 'EnrolmentNoted',
  data: { personId, insurance: 'pension', district: '370102', from: day('2022-01-01') },
};
const died: RegisteredFact = { type: 'DeathNoted', data: { personId, diedOn: day('2022-04-10') } };

describe('an order that is opened while a death becomes known', () => {
  const run = <Command, State, E extends Event, Reason extends string>(
    store: InMemoryEventStore,
    decider: Decider<Command, State, E, Reason>,
    command: Command,
  ): Promise<Executed<State, E, Reason>> =>
    execute(store, decider, command, {
      subject: personId,
      recordedAt: noon,
      metadata: { actor: 'spec' },
    });
  const open = (store: InMemoryEventStore, quote = pensionQuote(april, may)) =>
    run(store, paymentOrder, {
      type: 'OpenOrder',
      orderId: orderId(1),
      payerId: 'payer-1',
      channel: 'wechat',
      quote,
      at: noon,
    });
  const note = (store: InMemoryEventStore, fact: RegisteredFact) =>
    run(store, payability, { type: 'NoteFact', fact });
  const typesIn = async (store: InMemoryEventStore): Promise<PaymentEvent['type'][]> =>
    ((await store.readAfter(0n, 100)) as readonly unknown[] as PaymentEvent[]).map(({ type }) => type);

  it.each([
    ['first', [open, (store: InMemoryEventStore) => note(store, died)]],
    ['second', [(store: InMemoryEventStore) => note(store, died), open]],
  ] as const)('is refused or closed, whichever is written first (sent %s)', async (_, calls) => {
    const store = new InMemoryEventStore();
    await note(store, enrolled);
    await Promise.all(calls.map((call) => call(store)));
    const types = await typesIn(store);
    expect(types).toContain('DeathNoted');
    expect(types.filter((type) => type === 'OrderClosed')).toHaveLength(
      types.filter((type) => type === 'OrderOpened').length,
    );
  });

  it('closes the order, and its months are free at once', async () => {
    const store = new InMemoryEventStore();
    await note(store, enrolled);
    await open(store);
    await note(store, died);
    expect(await typesIn(store)).toEqual([
      'EnrolmentNoted',
      'OrderOpened',
      'MonthClaimed',
      'MonthClaimed',
      'OrderNoted',
      'DeathNoted',
      'OrderClosed',
      'MonthReleased',
      'MonthReleased',
    ]);
    const again = await run(store, paymentOrder, {
      type: 'OpenOrder',
      orderId: orderId(2),
      payerId: 'payer-1',
      channel: 'wechat',
      quote: pensionQuote(april),
      at: noon,
    });
    expect(again.outcome).toBe('accepted');
  });
});
