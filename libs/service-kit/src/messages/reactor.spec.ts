import 'reflect-metadata';
import { subscription, type ContractEvent } from '@canbao/contracts';
import { accept, type Decider, type Event } from '@canbao/event-sourcing';
import type { Received } from '@canbao/kafka';
import type { Commands } from '../commands';
import { FactsInFlight } from './facts-in-flight';
import { Reactor } from './reactor';

type Open = { readonly type: 'Open'; readonly id: string };
const account: Decider<Open, undefined, Event, never> = {
  initial: undefined,
  streams: ({ id }) => [id],
  decide: () => accept(),
  evolve: (state) => state,
};
const event = {
  type: 'canbao.registration.PersonRegistered.v1',
  data: { personId: 'person-1' },
} as ContractEvent;
const received = { event, subject: 'person-1', eventId: 'event-9' } as Received;

const calls: unknown[][] = [];
const commands = { react: async (...args: unknown[]) => void calls.push(args) } as unknown as Commands;
const facts = new FactsInFlight(0, () => false);
const told = jest.spyOn(facts, 'handled');
const reactor = new Reactor(commands, facts);
const opens = (...texts: readonly string[]) =>
  subscription(
    ['registration.events'],
    (_, idFor) => texts.map((text): Open => ({ type: 'Open', id: idFor(text) })),
    account,
  );

describe('the reactor', () => {
  beforeEach(() => {
    calls.length = 0;
    told.mockClear();
  });

  it('runs the commands of an event in order and marks the last', async () => {
    expect(await reactor.react([opens('2025-01', '2025-02')], received)).toBeUndefined();
    expect(calls).toEqual([
      [received, account, { type: 'Open', id: '15aaeac7-6442-88b6-a300-6563fb0a7f0a' }, false],
      [received, account, { type: 'Open', id: '41888b69-5358-84d0-aeec-64532e1522c7' }, true],
    ]);
  });

  it('tells those who wait for the person, once it is stored', async () => {
    await reactor.react([opens('2025-01')], received);
    expect(told.mock.calls).toEqual([['person-1']]);
  });

  it('derives the same ids from a redelivered event', async () => {
    await reactor.react([opens('2025-01')], received);
    await reactor.react([opens('2025-01')], received);
    expect(calls[1]).toEqual(calls[0]);
  });

  it('ignores an event that calls for nothing', async () => {
    expect(await reactor.react([opens()], received)).toBe('ignored');
    expect(await reactor.react([], received)).toBe('ignored');
    expect(calls).toEqual([]);
    expect(told).not.toHaveBeenCalled();
  });

  it('leaves out subscriptions to other topics', async () => {
    const elsewhere = { ...opens('2025-01'), topics: ['payment.events'] as const };
    expect(await reactor.react([elsewhere], received)).toBe('ignored');
  });

  it('passes on what a command throws', () =>
    expect(
      new Reactor({ react: () => Promise.reject(new Error('down')) } as unknown as Commands, facts).react(
        [opens('2025-01')],
        received,
      ),
    ).rejects.toThrow('down'));
});
